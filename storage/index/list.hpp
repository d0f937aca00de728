#pragma once
// Lists of notices, newest first by the position of the first version: an update does not move a notice, and what is
// published while somebody turns pages comes before the first page. Reads only; any thread, on any Reader.

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/limits.hpp"
#include "protocol/base/result.hpp"
#include "storage/index/filter.hpp"
#include "storage/index/rows.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::index {

struct Page {
  std::vector<Head> heads;     // as Visibility::shown
  std::string next;            // cursor of the next page, which may be empty; none at the end of the list
  std::size_t damaged = 0;     // notices of which something cannot be read: they may be missing here
  bool stopped_early = false;  // the page looked at as many rows as one may: `next` goes on, though it is not full
};

/// Whether the reader may have, at this moment, what it has of a notice that it sees; empty: it may.
using MayRead = std::function<Result<bool>(Head const&)>;

/// How much one page may cost.
struct PageSize {
  std::size_t items = limits::list_page_items_max;
  std::size_t rows = limits::list_scan_rows_max;  // looked at, about
};

/// `cursor` is empty, or the `next` of an earlier page. Errors: Errc::parameter_invalid (cursor, text), role_required
/// (text, see words_of), io; corrupt only where no row of a list can be read.
[[nodiscard]] Result<Page> list(kv::Reader const& state, Filter const& filter, Visibility const& visibility,
                                std::string_view cursor, PageSize size, MayRead const& may_read = {});

}
