#pragma once
// A message passed on to who joins later: as its author signed it, sealed anew by a participant (docs/messages.md,
// "Conversations").

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "gateway/cli/message_desk.hpp"
#include "protocol/base/durable_file.hpp"

namespace huecry::cli {

struct Forwarding {
  std::string id;
  bool is_agreed = false;  // by who wrote it: that what is handled as H2 is passed on
};

/// Adds it to a message, and the members that are not said: conversation, subject, body, urgency, handling. Errors:
/// those of fetch_message and opened_message; parameter_invalid where the message has something passed on already.
[[nodiscard]] Result<> add_forwarded(Desk& desk, Forwarding const& forwarding, json::Json& message);

/// Whether everything in it that others wrote may go to these, whoever has passed it on before. Errors:
/// parameter_invalid, which names whose agreement is missing.
[[nodiscard]] Result<> check_passing_on(CountryCode own, Forwarding const& forwarding, json::Json const& message,
                                        CountrySet const& to);

/// What was attached to a message, opened into a folder that only its owner may read, to be sealed anew; it goes with
/// this. What a crash has left of others goes with the next.
class ForwardedFiles {
 public:
  ForwardedFiles() = default;
  ~ForwardedFiles();
  ForwardedFiles(ForwardedFiles const&) = delete;
  ForwardedFiles& operator=(ForwardedFiles const&) = delete;

  /// Returns the files. Once. Errors: those of fetch_message and fetch_attachment; io.
  [[nodiscard]] Result<std::vector<std::string>> fetch(Desk& desk, std::string const& id);

  /// What no running process holds.
  static void sweep();

 private:
  [[nodiscard]] Result<> make_folder();
  std::filesystem::path folder_;  // empty: there is none
  std::optional<FileLock> lock_;
};

}
