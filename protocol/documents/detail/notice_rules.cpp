#include "protocol/documents/detail/notice_rules.hpp"

#include <iterator>

#include "protocol/base/assert.hpp"
#include "protocol/documents/detail/entity_rules.hpp"
#include "protocol/documents/detail/faults.hpp"
#include "protocol/documents/fields.hpp"
#include "protocol/json/json.hpp"

namespace huecry::documents::detail {
namespace {

using enum Colour;
constexpr Colours k_red = only({red});
constexpr Colours k_known_subject = only({red, green, unsc, silver});

// clang-format off
constexpr Rule k_rules[] = {
  {"id-prefix",           When::always,   k_all_colours,   Imports::bound, check_id},
  {"members-known",       When::always,   k_all_colours,   Imports::bound, check_members},
  {"exclusions",          When::publish,  k_all_colours,   Imports::bound, check_exclusions},
  {"withdrawal-version",  When::withdraw, k_all_colours,   Imports::bound, check_withdrawal_version},
  {"conditions-in-words", When::publish,  k_all_colours,   Imports::bound, check_conditions},
  {"status-fits-colour",  When::publish,  k_all_colours,   Imports::bound, check_status},
  {"dates-real",          When::always,   k_all_colours,   Imports::bound, check_dates},
  {"dates-whole",         When::always,   k_all_colours,   Imports::bound, check_whole_dates},
  {"review-within-5-years", When::publish, k_all_colours,  Imports::bound, check_review},
  {"born-before-issue",   When::publish,  k_all_colours,   Imports::bound, check_birth},
  {"dates-in-order",      When::publish,  k_all_colours,   Imports::bound, check_order},
  {"names-nfc",           When::publish,  k_all_colours,   Imports::bound, check_names},
  {"unknown-not-stated",  When::publish,  k_all_colours,   Imports::bound, check_unknown},
  {"subject-named",       When::publish,  k_known_subject, Imports::bound, check_subject},
  {"un-reference",        When::publish,  only({unsc}),    Imports::free,  check_un_stated},
  {"un-reference-kind",   When::publish,  only({unsc}),    Imports::bound, check_un_reference},
  {"ages-in-order",       When::publish,  only({black}),   Imports::bound, check_ages},
  {"amounts-whole",       When::publish,  k_all_colours,   Imports::bound, check_amounts},
  {"imo-check-digit",     When::publish,  k_all_colours,   Imports::bound, check_vessels},
  {"entity-refs",         When::publish,  k_all_colours,   Imports::bound, check_entity_refs},
  {"entity-known-by",     When::publish,  k_all_colours,   Imports::bound, check_entity_known_by},
  {"iban-check-digits",   When::publish,  k_all_colours,   Imports::bound, check_entity_iban},
  {"place-whole",         When::publish,  k_all_colours,   Imports::bound, check_entity_places},
  {"import-colour",       When::publish,  k_all_colours,   Imports::bound, check_import},
  {"red-facts",           When::publish,  k_red,           Imports::free,  check_red_facts},
  {"red-offence",         When::publish,  k_red,           Imports::free,  check_red_offence},
  {"red-warrants",        When::publish,  k_red,           Imports::free,  check_red_warrants},
  {"red-threshold",       When::publish,  k_red,           Imports::free,  check_red_threshold},
  {"red-extradition",     When::publish,  k_red,           Imports::free,  check_red_extradition},
  {"red-excluded-family", When::publish,  k_red,           Imports::bound, check_red_family},
};
// clang-format on

/// Which rules concern a notice.
struct Kind {
  When action;
  Colours colour;
  bool imported;

  [[nodiscard]] bool meets(Rule const& rule) const {
    return (rule.when == When::always || rule.when == action) && (rule.colours & colour) != 0;
  }
  [[nodiscard]] bool is_bound_by(Rule const& rule) const { return rule.imports == Imports::bound || !imported; }
};

Kind kind_of(json::Json const& notice) {
  auto const colour = colour_from_text(text_or_empty(&notice, "colour"));
  HUECRY_ASSERT(colour.has_value());
  When const action = text_or_empty(&notice, "action") == "withdraw" ? When::withdraw : When::publish;
  return {action, only({*colour}), stated(&notice, "import") != nullptr};
}

}

std::span<Rule const> notice_rules() noexcept { return k_rules; }

std::vector<FieldFault> broken_rules(json::Json const& notice) {
  Kind const kind = kind_of(notice);
  RuleFaults faults;
  for (Rule const& rule : k_rules) {
    if (!kind.meets(rule) || !kind.is_bound_by(rule)) continue;
    faults.name_rule(rule.name);
    rule.check(notice, faults);
  }
  auto found = std::move(faults).take();
  bound(found);
  return found;
}

std::vector<Checked> checked_rules(json::Json const& notice) {
  Kind const kind = kind_of(notice);
  std::vector<Checked> list;
  list.reserve(std::size(k_rules));
  for (Rule const& rule : k_rules) {
    if (!kind.meets(rule)) continue;
    RuleFaults faults;
    faults.name_rule(rule.name);
    rule.check(notice, faults);
    list.push_back({rule.name, kind.is_bound_by(rule), std::move(faults).take()});
  }
  return list;
}

}
