#include "tests/bench/parts/policy_load.hpp"

#include <algorithm>
#include <string>

namespace huecry::bench {

using documents::PolicyKind;
using documents::PolicyRule;

PolicyLoad::PolicyLoad(Shape shape, std::size_t members)
    : shape_(shape), words_(std::make_shared<policy::Vocabulary const>(documents::CodeLists())) {
  for (std::uint8_t slot = 0; members_.size() < members; ++slot) members_.push_back(*CountryCode::from_slot(slot));
  for (CountryCode const member : members_) all_.add(member);
}

policy::PolicySet PolicyLoad::set() {
  policy::PolicySet set{{document(PolicyKind::baseline, documents::secretariat(), 20), {}}};
  for (CountryCode const member : members_) {
    set.push_back({document(PolicyKind::release, member, k_rules_per_document), {}});
    set.push_back({document(PolicyKind::intake, member, k_rules_per_document), {}});
  }
  return set;
}

policy::Subject PolicyLoad::subject() {
  policy::Subject made;
  made.origin = members_[below(members_.size())];
  made.colour = documents::k_colours[below(documents::k_colours.size())];
  made.handling = policy::Handling{static_cast<std::uint8_t>(below(4))};
  made.confidentiality = static_cast<std::uint8_t>(below(3));
  made.purpose = static_cast<std::uint8_t>(below(words_->purposes().size()));
  for (std::size_t i = 1 + below(2); i-- > 0;) made.offences.set(below(words_->offences().size()));
  made.about_person = true;
  made.nationalities = CountrySet{members_[below(members_.size())]};
  std::chrono::sys_days const birthday(std::chrono::days(10'000));
  made.born = {birthday, birthday};
  made.blocks = 15;
  return made;
}

policy::Circumstances PolicyLoad::now() const {
  policy::Circumstances now;
  now.members.all = all_;
  now.at = UnixSeconds(std::chrono::seconds(1'800'000'000));
  return now;
}

documents::Policy PolicyLoad::document(PolicyKind kind, CountryCode author, std::size_t rules) {
  documents::Policy made;
  made.kind = kind;
  made.iss = author;
  made.seq = 1;
  made.effective = UnixSeconds(std::chrono::seconds(1'700'000'000));
  made.rules.emplace();
  made.rules->push_back({"base", "permit", {}, {}, {}, {}, {}, {}, {}, {}});
  while (made.rules->size() < rules) {
    made.rules->push_back(rule(kind));
    made.rules->back().id = "r" + std::to_string(made.rules->size());
  }
  return made;
}

PolicyRule PolicyLoad::rule(PolicyKind kind) {
  PolicyRule made;
  made.effect = one_in(2) ? "permit" : "forbid";
  std::size_t const rarity = shape_ == Shape::broad ? 4 : 1;
  if (one_in(rarity)) made.when.colours = std::vector{std::string(to_text(documents::k_colours[below(10)]))};
  if (one_in(rarity)) made.when.offences = std::vector{words_->offences()[below(words_->offences().size())]};
  if (shape_ != Shape::mixed || one_in(3)) made.when.handling = std::vector{std::string(policy::k_handling[below(4)])};
  if (one_in(3)) made.when.purposes = std::vector{words_->purposes()[below(words_->purposes().size())]};
  parties(made, kind);
  if (one_in(10)) made.when.national_of_recipient = true;
  if (one_in(10)) made.until = UnixSeconds(std::chrono::seconds(1'900'000'000));
  if (made.effect == "permit" && one_in(10)) made.redact = {"images"};
  return made;
}

void PolicyLoad::parties(PolicyRule& rule, PolicyKind kind) {
  if (kind == PolicyKind::intake && (shape_ == Shape::narrow || one_in(2)))
    rule.origins = documents::PartyCondition{{countries(2), {}, {}, {}}, {}};
  if (kind != PolicyKind::intake) rule.to = documents::PartyCondition{{countries(3), {}, {}, {}}, {}};
}

std::vector<std::string> PolicyLoad::countries(std::size_t count) {
  std::vector<std::string> codes;
  while (codes.size() < count) {
    std::string code(members_[below(members_.size())].text());
    if (std::ranges::find(codes, code) == codes.end()) codes.push_back(std::move(code));
  }
  return codes;
}

}
