#pragma once
// All notices and diffusions that are live, for those who decide about each of them again. Reads only; any thread, on
// any Reader.

#include <cstddef>
#include <optional>
#include <vector>

#include "protocol/base/result.hpp"
#include "storage/index/rows.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::index {

struct Live {
  Head head;
  Version version;  // the current one
};

struct LivePage {
  std::vector<Live> notices;              // newest first by their first version
  std::optional<journal::Position> next;  // the next page's `before`; nullopt: that was the last page
};

/// Those whose first version lies before a position (nullopt: all); looks at `rows` rows at most. Errors:
/// Errc::corrupt, io.
[[nodiscard]] Result<LivePage> live(kv::Reader const& state, std::optional<journal::Position> before, std::size_t rows);

}
