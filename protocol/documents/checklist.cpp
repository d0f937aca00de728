#include "protocol/documents/checklist.hpp"

#include "protocol/documents/detail/notice_rules.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"

namespace huecry::documents {

Result<std::vector<Checked>> checklist(std::string_view payload) {
  json::ReadOptions options;
  options.fractions = true;
  auto const notice = json::read(payload, options);
  if (!notice || !notice->contains("colour")) return Error(Errc::corrupt, "a notice that does not read");
  return detail::checked_rules(*notice);
}

}
