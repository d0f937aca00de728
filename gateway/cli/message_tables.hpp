#pragma once
// Messages as tables for people.

#include <string>
#include <vector>

#include "gateway/cli/mailbox.hpp"
#include "gateway/cli/output.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::cli {

/// "DE IT"
[[nodiscard]] std::string shown_countries(json::Json const& codes);

/// "a similar request is open between DE FR: FR-M-1 of 2026-…": of an entry of `similar`.
[[nodiscard]] std::string similar_text(json::Json const& similar);

/// What a message brings of others, and what it names that is not there.
struct Around {
  std::vector<Result<Mailbox::Forwarded>> forwarded;
  std::vector<std::string> missing;  // earlier messages of the conversation, to us or from us
};
void show_message(Output const& output, json::Json const& status, OpenedMail const& mail, Around const& around);
/// What the hub still says of one.
void show_expired(Output const& output, json::Json const& status);
void show_request_statistics(Output const& output, json::Json const& counted);
void show_messages(Output const& output, std::vector<json::Json> const& items);

}
