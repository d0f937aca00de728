#pragma once
// Submitting notices, and what came of each. A notice that the hub has already is no conflict, though it was signed
// anew: what a bureau sends a second time, after a crash of its own or out of habit, must not look like a fault.

#include <string>
#include <string_view>
#include <vector>

#include "gateway/cli/session.hpp"
#include "protocol/envelope/document_type.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::cli {

/// A container with what a person calls it: "notice.json", "batch.jsonl, document 3".
struct Submission {
  std::string label;
  std::string container;
};

/// Whether two payloads of one identity say the same.
using SameContent = bool (*)(std::string_view ours, std::string_view theirs);
[[nodiscard]] bool same_bytes(std::string_view ours, std::string_view theirs);
/// Of records that were fetched on two days: the days are not content.
[[nodiscard]] bool same_record(std::string_view ours, std::string_view theirs);

/// One notice or diffusion, and its acceptance as a few sentences. Errors: those of the hub.
[[nodiscard]] Result<json::Json> submit_container(Connection& connection, envelope::DocumentType type,
                                                  std::string const& container);
/// The same, told to a person.
[[nodiscard]] Result<> submit_one(Session const& session, Connection& connection, envelope::DocumentType type,
                                  std::string const& container);
/// Takes a notice or a diffusion back. Errors: those of the hub.
[[nodiscard]] Result<> take_back(Session const& session, std::string const& id, std::string const& reason);
/// The newest version of all, also one that waits for review or was refused: the next one follows it.
[[nodiscard]] Result<std::uint32_t> newest_version(Connection& connection, std::string const& id);
/// Many, each with a line. A refused one does not stop those behind it. Errors: the first refusal, with how many of
/// each kind there were; those of the hub for a whole request.
[[nodiscard]] Result<> submit_many(Session const& session, Connection& connection, std::vector<Submission> const& all,
                                   SameContent same);

/// How many documents came to which end.
struct Tally {
  std::size_t accepted = 0, there = 0, refused = 0;
  /// "2 accepted, 1 was there already, 1 refused": what did not happen is left out.
  [[nodiscard]] std::string text() const;
};

}
