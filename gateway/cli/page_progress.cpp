#include "gateway/cli/page_progress.hpp"

#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"

namespace huecry::cli {

Result<> PageProgress::take(json::Json const& page) {
  HUECRY_TRY(std::int64_t const done, json::member_integer(page, "done"));
  HUECRY_TRY(std::int64_t const of, json::member_integer(page, "of"));
  done_ = static_cast<std::size_t>(done);
  of_ = static_cast<std::size_t>(of);
  json::Json const* const next = json::find(page, "next");
  bool const more = next != nullptr && !next->is_null();
  next_ = more ? std::optional(next->is_string() ? next->get<std::string>() : next->dump()) : std::nullopt;
  return ok();
}

}
