#pragma once
// What somebody wants to say, made into a message: by the command from its words, by the gateway from a file.

#include <chrono>
#include <string>

#include "gateway/cli/message_desk.hpp"
#include "gateway/cli/message_forwarding.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::cli {

/// Days for which the hub keeps a message: what is not said, and what may be.
inline constexpr int k_keep_days = 90, k_keep_days_min = 2, k_keep_days_max = 179;

/// Members of docs/schemas/message.json. Those that are missing are made: v, from, id, created, lang, prio, handling;
/// `act` follows from the others (`kind` makes a request, `of` an answer, with `refusal` a refusal, with `pause` a
/// pause); of what it answers or replies to it takes the conversation, the subject, and to whom it goes.
struct Draft {
  json::Json message;
  std::chrono::seconds keep{};
  std::string hint;      // "GROUP:REF": a group of countries whose keys make hashes of that entity; empty: none
  Forwarding forward{};  // NOLINT(readability-redundant-member-init): a message that is passed on; none without an id
};

/// Ready to be sealed and sent; nothing is attached yet. Errors: those of the hub; not_found for what it answers;
/// parameter_invalid; those of HintKeys.
[[nodiscard]] Result<Prepared> complete(Desk& desk, Draft draft);

/// Where it is not said otherwise.
void set_missing(json::Json& message, char const* member, json::Json value);

/// The subject of an answer: "Re: …", as long as a subject may be.
[[nodiscard]] std::string subject_after(std::string const& prefix, std::string const& subject);

}
