// Rules about the members that every notice has: identity of the document, members, conditions, status.
#include <algorithm>
#include <array>

#include "protocol/base/country.hpp"
#include "protocol/documents/detail/notice_rules.hpp"
#include "protocol/documents/fields.hpp"
#include "protocol/json/json.hpp"

namespace huecry::documents::detail {
namespace {

using json::Json;

bool is_member(Json const& code) { return bool(CountryCode::parse(code.get_ref<std::string const&>())); }

void check_member_list(Json const& notice, std::string const& name, RuleFaults& faults) {
  Json const* const list = stated(&notice, name);
  if (list == nullptr) return;
  for (std::size_t i = 0; i < list->size(); ++i)
    if (!is_member((*list)[i])) faults.add("/" + name + "/" + std::to_string(i), "is no member of the exchange");
}

/// A fault at each entry of the list that equals code.
void refuse_entry(Json const* list, std::string const& pointer, std::string_view code, std::string_view message,
                  RuleFaults& faults) {
  if (list == nullptr) return;
  for (std::size_t i = 0; i < list->size(); ++i)
    if ((*list)[i] == code) faults.add(pointer + "/" + std::to_string(i), message);
}

/// The statuses that a colour takes; a colour without a row takes any.
struct Statuses {
  Colour colour;
  std::array<std::string_view, 3> taken;
};
constexpr Statuses k_statuses[] = {{Colour::red, {"convicted", "charged", "suspect"}},
                                   {Colour::yellow, {"missing", "unidentified_person", "victim"}},
                                   {Colour::black, {"body", "body", "body"}}};

}

void check_id(Json const& notice, RuleFaults& faults) {
  if (!text_or_empty(&notice, "id").starts_with(text_or_empty(&notice, "iss")))
    faults.add("/id", "must begin with the code in iss");
}

void check_members(Json const& notice, RuleFaults& faults) {
  if (!is_member(notice.at("iss"))) faults.add("/iss", "is no member of the exchange");
  check_member_list(notice, "exclude", faults);
  check_member_list(notice, "addressees", faults);
}

void check_exclusions(Json const& notice, RuleFaults& faults) {
  auto const issuer = text_or_empty(&notice, "iss");
  Json const* const excluded = stated(&notice, "exclude");
  Json const* const addressees = stated(&notice, "addressees");
  refuse_entry(excluded, "/exclude", issuer, "must not be the issuer", faults);
  refuse_entry(addressees, "/addressees", issuer, "must not be the issuer", faults);
  if (excluded == nullptr) return;
  for (Json const& code : *excluded)
    refuse_entry(addressees, "/addressees", code.get_ref<std::string const&>(), "is also in exclude", faults);
}

void check_withdrawal_version(Json const& notice, RuleFaults& faults) {
  if (notice.at("ver").get<std::int64_t>() < 2)
    faults.add("/ver", "must be at least 2: version 1 is the notice itself");
}

void check_conditions(Json const& notice, RuleFaults& faults) {
  if (text_or_empty(&notice, "handling") == "H3" && stated(&notice, "conditions_of_use") == nullptr)
    faults.add("/conditions_of_use", "is required with H3: it says the limits in words");
}

void check_status(Json const& notice, RuleFaults& faults) {
  auto const colour = colour_from_text(text_or_empty(&notice, "colour"));
  auto const* row = std::ranges::find(k_statuses, *colour, &Statuses::colour);
  if (row == std::end(k_statuses)) return;
  auto const status = text_or_empty(&notice, "status_of_person");
  if (std::ranges::find(row->taken, status) == row->taken.end())
    faults.add("/status_of_person", "is not what a notice of this colour is about");
}

}
