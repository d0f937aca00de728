#pragma once
// Doubting the store: views made again from the journal and compared. For tests and for checking a store that is not in
// use (inspect.hpp doubts the journal itself). Any thread; time grows with the journal.

#include <cstddef>
#include <string>
#include <vector>

#include "protocol/base/result.hpp"
#include "storage/journal/view.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::journal {

/// Applies all records of `journal`, in their order, to the views, with the journal's own identity rows, in `scratch`.
/// REQUIRES: scratch is empty, and has the same secrets. Errors: Errc::corrupt for a record that cannot be read or a
/// gap; the view's.
Result<> rebuild(kv::Reader const& journal, std::vector<View*> const& views, kv::Store& scratch);

struct Difference {
  kv::Family family{};
  std::string key;
  std::string what;  // "only in the first", "only in the second", "different values"
};

/// The families that rebuild fills for these views.
[[nodiscard]] std::vector<kv::Family> rebuilt_families(std::vector<View*> const& views);

/// The first differences, at most `limit` of each family. Errors: Errc::io, corrupt.
[[nodiscard]] Result<std::vector<Difference>> differences(kv::Reader const& a, kv::Reader const& b,
                                                          std::vector<kv::Family> const& families, std::size_t limit);

}
