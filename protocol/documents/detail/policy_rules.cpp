#include "protocol/documents/detail/policy_rules.hpp"

#include <set>
#include <string>

#include "protocol/base/country.hpp"
#include "protocol/documents/detail/faults.hpp"
#include "protocol/documents/detail/rule.hpp"
#include "protocol/documents/fields.hpp"
#include "protocol/documents/partial_date.hpp"
#include "protocol/documents/policy.hpp"
#include "protocol/json/json.hpp"

namespace huecry::documents::detail {
namespace {

using json::Json;

std::string below(std::string const& pointer, std::string_view member) { return pointer + "/" + std::string(member); }
std::string below(std::string const& pointer, std::size_t index) { return pointer + "/" + std::to_string(index); }

/// visit(pointer, item) for each item of a list member that is stated.
template <class Visit>
void each(Json const& object, std::string const& pointer, std::string_view member, Visit&& visit) {
  Json const* const list = stated(&object, member);
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) visit(below(below(pointer, member), i), (*list)[i]);
}

/// visit(pointer, parties) for each set of parties: origins and to of rules and delegations, and what they except.
template <class Visit>
void each_parties(Json const& policy, Visit&& visit) {
  auto const look = [&](std::string const& pointer, Json const& item) {
    for (std::string_view const member : {"origins", "to"}) {
      Json const* const parties = stated(&item, member);
      if (parties == nullptr) continue;
      visit(below(pointer, member), *parties);
      if (Json const* const except = stated(parties, "except")) visit(below(pointer, member) + "/except", *except);
    }
  };
  for (std::string_view const list : {"rules", "hits", "delegations"}) each(policy, "", list, look);
}

void check_member(Json const& code, std::string pointer, RuleFaults& faults) {
  if (!CountryCode::parse(code.get_ref<std::string const&>()))
    faults.add(std::move(pointer), "is no member of the exchange");
}

void check_members(Json const& policy, RuleFaults& faults) {
  auto const member = [&faults](std::string const& pointer, Json const& code) { check_member(code, pointer, faults); };
  member("/iss", policy.at("iss"));
  for (std::string_view const list : {"groups", "regions"})
    each(policy, "", list, [&](std::string const& at, Json const& group) { each(group, at, "members", member); });
  each_parties(policy, [&](std::string const& at, Json const& parties) { each(parties, at, "countries", member); });
  each(policy, "", "modes", [&](std::string const& at, Json const& mode) { member(at + "/country", mode["country"]); });
}

void check_once(Json const& policy, std::string_view list, std::string_view name, RuleFaults& faults) {
  std::set<std::string_view> seen;
  each(policy, "", list, [&](std::string const& pointer, Json const& item) {
    if (!seen.insert(text_or_empty(&item, name)).second) faults.add(below(pointer, name), "is used a second time");
  });
}

/// A group of a third member is refused whether it exists or not: what others call their groups is not ours to know.
void check_groups(Json const& policy, RuleFaults& faults) {
  auto const own = text_or_empty(&policy, "iss");
  each_parties(policy, [&](std::string const& at, Json const& parties) {
    each(parties, at, "groups", [&](std::string const& pointer, Json const& name) {
      auto const author = std::string_view(name.get_ref<std::string const&>()).substr(0, 2);
      if (author != own && author != secretariat().text())
        faults.add(pointer, "must be a group of the issuer or of the secretariat");
    });
  });
}

void check_moment(Json const& object, std::string const& pointer, std::string_view member, RuleFaults& faults) {
  auto const text = text_or_empty(&object, member);
  if (!text.empty() && !parse_moment(text)) faults.add(below(pointer, member), "is no moment of the calendar");
}

void check_windows(Json const& policy, RuleFaults& faults) {
  check_moment(policy, "", "effective", faults);
  auto const window = [&faults](std::string const& pointer, Json const& item) {
    check_moment(item, pointer, "from", faults);
    check_moment(item, pointer, "until", faults);
    auto const from = text_or_empty(&item, "from"), until = text_or_empty(&item, "until");
    if (!from.empty() && !until.empty() && from >= until) faults.add(pointer + "/until", "must be after from");
  };
  for (std::string_view const list : {"rules", "hits", "delegations", "modes"}) each(policy, "", list, window);
  each(policy, "", "modes", [&faults](std::string const& pointer, Json const& mode) {
    if (!PartialDate::parse(text_or_empty(&mode, "review_on"))) faults.add(pointer + "/review_on", "is no day");
  });
}

void refuse(Json const& object, std::string const& pointer, std::initializer_list<std::string_view> members,
            std::string_view message, RuleFaults& faults) {
  for (std::string_view const member : members)
    if (stated(&object, member) != nullptr) faults.add(below(pointer, member), message);
}

/// Each author says only what is his to say.
void check_author(Json const& policy, RuleFaults& faults) {
  auto const kind = text_or_empty(&policy, "kind");
  bool const by_secretariat = text_or_empty(&policy, "iss") == secretariat().text();
  if (kind == "baseline" && !by_secretariat) faults.add("/kind", "is the secretariat's to say");
  if (kind != "baseline") refuse(policy, "", {"regions", "modes", "four_eyes"}, "is the secretariat's to say", faults);
  if (kind != "intake") refuse(policy, "", {"delegations"}, "belongs to an intake policy", faults);
  if (kind == "intake") refuse(policy, "", {"hits"}, "is the source's to say, not the recipient's", faults);
  each(policy, "", "hits", [&](std::string const& pointer, Json const& rule) {
    refuse(rule, pointer, {"consent", "redact", "obligations"}, "belongs to a rule about documents", faults);
    if (kind == "release") refuse(rule, pointer, {"origins"}, "is the issuer itself in a release policy", faults);
  });
  each(policy, "", "rules", [&](std::string const& pointer, Json const& rule) {
    if (kind == "release") refuse(rule, pointer, {"origins"}, "is the issuer itself in a release policy", faults);
    if (kind != "intake") return;
    refuse(rule, pointer, {"consent", "obligations"}, "is the owner's to ask, not the recipient's", faults);
    Json const* const to = stated(&rule, "to");
    for (Json const* const parties : {to, stated(to, "except")})
      if (parties != nullptr)
        refuse(*parties, pointer + (parties == to ? "/to" : "/to/except"), {"countries", "regions", "groups"},
               "is the issuer itself in an intake policy", faults);
  });
}

/// Strings are attached to what is given, not to what is refused.
void check_strings(Json const& policy, RuleFaults& faults) {
  each(policy, "", "rules", [&faults](std::string const& pointer, Json const& rule) {
    if (text_or_empty(&rule, "effect") == "forbid")
      refuse(rule, pointer, {"consent", "redact", "obligations"}, "belongs to a permit", faults);
  });
}

void check_regions(Json const& policy, RuleFaults& faults) {
  each(policy, "", "regions", [&faults](std::string const& pointer, Json const& region) {
    if (region_from_text(text_or_empty(&region, "name"))) faults.add(pointer + "/name", "is a region already");
  });
}

}

std::vector<FieldFault> broken_policy_rules(Json const& policy) {
  RuleFaults faults;
  faults.name_rule("members-known");
  check_members(policy, faults);
  faults.name_rule("names-once");
  for (std::string_view const list : {"rules", "hits", "delegations"}) check_once(policy, list, "id", faults);
  for (std::string_view const list : {"groups", "regions"}) check_once(policy, list, "name", faults);
  faults.name_rule("groups-own");
  check_groups(policy, faults);
  faults.name_rule("times-real");
  check_windows(policy, faults);
  faults.name_rule("author");
  check_author(policy, faults);
  faults.name_rule("strings-of-permits");
  check_strings(policy, faults);
  faults.name_rule("regions-new");
  check_regions(policy, faults);
  auto found = std::move(faults).take();
  bound(found);
  return found;
}

}
