// Rules about dates and names, wherever they stand.
#include <array>

#include "protocol/documents/detail/notice_rules.hpp"
#include "protocol/documents/detail/strings.hpp"
#include "protocol/documents/fields.hpp"
#include "protocol/json/json.hpp"
#include "protocol/text/nfc.hpp"

namespace huecry::documents::detail {
namespace {

using json::Json;

void check_whole(Json const* block, std::string const& pointer, std::string_view name, RuleFaults& faults) {
  if (stated(block, name) == nullptr) return;
  auto const date = date_of(block, name);
  if (!date.is_known() || !date.value().is_complete())
    faults.add(pointer + "/" + std::string(name), "must be a whole date");
}

/// first must not lie wholly after second.
void check_pair(Json const* block, std::string const& pointer, std::string_view first, std::string_view second,
                RuleFaults& faults) {
  auto const begin = date_of(block, first);
  auto const end = date_of(block, second);
  if (begin.is_known() && end.is_known() && end.value().is_before(begin.value()))
    faults.add(pointer + "/" + std::string(second), "is before " + std::string(first));
}

void check_pairs_in(Json const* list, std::string const& pointer, std::string_view first, std::string_view second,
                    RuleFaults& faults) {
  if (list == nullptr) return;
  for (std::size_t i = 0; i < list->size(); ++i)
    check_pair(&(*list)[i], pointer + "/" + std::to_string(i), first, second, faults);
}

}

void check_dates(Json const& notice, RuleFaults& faults) {
  for_each_string(notice, [&faults](Place const& place, std::string const& text) {
    if (!is_date_member(place.member)) return;
    if (auto const date = PartialDate::parse(text); !date) faults.add(place.pointer(), date.error().detail);
  });
}

void check_whole_dates(Json const& notice, RuleFaults& faults) {
  check_whole(&notice, "", "issued", faults);
  check_whole(&notice, "", "review_on", faults);
  check_whole(stated(&notice, "import"), "/import", "retrieved", faults);
}

void check_review(Json const& notice, RuleFaults& faults) {
  auto const issued = date_of(&notice, "issued");
  auto const review = date_of(&notice, "review_on");
  if (!issued.is_known() || !review.is_known()) return;  // dates-real or dates-whole says so
  auto const last_year = *issued.value().year() + 5;
  auto const within = [&] {
    auto const& day = review.value();
    if (*day.year() != last_year) return *day.year() < last_year;
    return std::pair(day.month(), day.day()) <= std::pair(issued.value().month(), issued.value().day());
  };
  if (!issued.value().is_before(review.value())) {
    faults.add("/review_on", "must be after issued");
  } else if (!within()) {
    faults.add("/review_on", "must be at most five years after issued");
  }
}

void check_birth(Json const& notice, RuleFaults& faults) {
  auto const born = date_of(stated(&notice, "identity"), "date_of_birth");
  auto const issued = date_of(&notice, "issued");
  if (born.is_known() && issued.is_known() && issued.value().is_before(born.value()))
    faults.add("/identity/date_of_birth", "is after issued");
}

void check_order(Json const& notice, RuleFaults& faults) {
  check_pair(stated(&notice, "facts"), "/facts", "date", "until", faults);
  check_pair(stated(&notice, "threat"), "/threat", "from", "until", faults);
  check_pair(stated(&notice, "find"), "/find", "death_from", "death_until", faults);
  check_pair(stated(&notice, "find"), "/find", "death_from", "date", faults);
  check_pairs_in(stated(stated(&notice, "identity"), "documents"), "/identity/documents", "issued", "expires", faults);
  Json const* const vessels = stated(stated(&notice, "environment"), "vessels");
  for (std::size_t i = 0; vessels != nullptr && i < vessels->size(); ++i) {
    std::string const pointer = "/environment/vessels/" + std::to_string(i) + "/flags";
    check_pairs_in(stated(&(*vessels)[i], "flags"), pointer, "from", "until", faults);
  }
}

void check_names(Json const& notice, RuleFaults& faults) {
  for_each_string(notice, [&faults](Place const& place, std::string const& text) {
    if (is_name_member(place.member) && !text::is_nfc(text)) faults.add(place.pointer(), "must be in normal form C");
  });
}

}
