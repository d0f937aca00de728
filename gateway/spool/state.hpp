#pragma once
// What a spool remembers over crashes: how far the inbox was taken in, and what is still to be done about what was.
// Pure value.

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "protocol/base/result.hpp"

namespace huecry::spool {

/// The last position of an inbox that was taken; none before the first.
using Cursor = std::optional<std::int64_t>;

/// What has not been said yet of what came: that it was retrieved, or, with a complaint, that it is not what it
/// promises.
struct Unsaid {
  std::string id;
  std::uint32_t ver = 0;
  std::string object;
  std::string complaint{};  // NOLINT(readability-redundant-member-init): may be left out
  friend bool operator==(Unsaid const&, Unsaid const&) = default;
};

struct State {
  Cursor after, flash, urgent;       // the last position that was taken in: of all, and of the lanes
  std::set<std::int64_t> ahead;      // taken in by their lane, and to come again
  std::vector<std::string> pending;  // whole in tmp/, and on their way into inbox/
  std::vector<Unsaid> unsaid;
  std::vector<std::string> unhooked;   // files in inbox/ of which the hook was not told
  std::vector<std::string> unfetched;  // files in inbox/ to which something is attached that is not there
  friend bool operator==(State const&, State const&) = default;
};

[[nodiscard]] std::string to_text(State const& state);
/// Errors: json_invalid; config_invalid for a state of another version.
[[nodiscard]] Result<State> read_state(std::string_view text);

}
