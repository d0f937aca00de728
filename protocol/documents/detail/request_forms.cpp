#include "protocol/documents/detail/request_forms.hpp"

#include <algorithm>

#include "protocol/documents/detail/entity_rules.hpp"
#include "protocol/documents/detail/strings.hpp"
#include "protocol/documents/fields.hpp"
#include "protocol/documents/partial_date.hpp"
#include "protocol/documents/policy.hpp"
#include "protocol/documents/request_form.hpp"
#include "protocol/json/json.hpp"
#include "protocol/text/nfc.hpp"

namespace huecry::documents::detail {
namespace {

using json::Json;

struct Member {
  std::string_view form, name;
};
/// Members that name an entity of the message, and those that are moments.
constexpr Member k_refs[] = {{"hit", "subject"}, {"identification", "subject"}, {"identification", "found"},
                             {"trace", "what"},  {"arrest", "person"},          {"payment", "payer"},
                             {"payment", "to"},  {"payment", "victim"},         {"ecomessage", "place"}};
constexpr Member k_moments[] = {
    {"hit", "at"}, {"hit", "held_until"}, {"arrest", "arrested"}, {"arrest", "needed_by"}, {"payment", "executed"}};

std::string pointer_to(Member const& member) {
  return std::string("/").append(member.form).append("/").append(member.name);
}

void check_kind(Json const& message, RuleFaults& faults) {
  faults.name_rule("form-of-kind");
  auto const kind = text_or_empty(&message, "kind");
  for (RequestForm const& form : request_forms()) {
    bool const there = message.contains(form.member), is_its = kind == form.kind;
    std::string const pointer = "/" + std::string(form.member);
    if (there && !is_its) faults.add(pointer, "belongs to a request of kind " + std::string(form.kind));
    if (!there && is_its && form.needed) faults.add(pointer, "is needed for a request of kind " + std::string(kind));
  }
}

void check_refs(Json const& message, RuleFaults& faults) {
  faults.name_rule("entity-refs");
  auto const refs = entity_refs(message);
  for (Member const& member : k_refs) {
    auto const ref = text_or_empty(stated(&message, member.form), member.name);
    if (!ref.empty() && std::ranges::find(refs, ref) == refs.end())
      faults.add(pointer_to(member), "is no entity of this message");
  }
}

void check_moments(Json const& message, RuleFaults& faults) {
  faults.name_rule("moment-exact");
  for (Member const& member : k_moments) {
    auto const text = text_or_empty(stated(&message, member.form), member.name);
    if (!text.empty() && !parse_moment(text)) faults.add(pointer_to(member), "is no moment of the calendar");
  }
}

std::string_view block_of(Place const& place) {
  Place const* at = &place;
  while (at->up != nullptr && at->up->up != nullptr) at = at->up;
  return at->member;
}

}

/// The members of a message itself have other rules.
void check_entity_texts(Json const& document, RuleFaults& faults) {
  for_each_string(document, [&faults](Place const& place, std::string const& text) {
    auto const block = block_of(place);
    if (block != "entities" && block != "ecomessage" && block != "trace") return;
    faults.name_rule("dates-real");
    if (is_date_member(place.member))
      if (auto const date = PartialDate::parse(text); !date) faults.add(place.pointer(), date.error().detail);
    faults.name_rule("names-nfc");
    if (is_name_member(place.member) && !text::is_nfc(text)) faults.add(place.pointer(), "must be in normal form C");
  });
}

void check_form(Json const& message, RuleFaults& faults) {
  check_kind(message, faults);
  check_entities(message, faults);
  check_refs(message, faults);
  check_moments(message, faults);
  check_entity_texts(message, faults);
}

}
