#include "protocol/policy/compare.hpp"

#include <algorithm>

#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "protocol/policy/detail/classes.hpp"
#include "protocol/policy/detail/compiled.hpp"
#include "protocol/policy/detail/hit_rules.hpp"
#include "protocol/policy/detail/question_json.hpp"
#include "protocol/policy/detail/search.hpp"
#include "protocol/policy/detail/suspects.hpp"

namespace huecry::policy {
namespace {

constexpr std::string_view k_widenings[] = {"cannot-widen", "widens", "not-proven"};

template <std::size_t N>
json::Json words_of(Bits bits, std::array<std::string_view, N> const& names) {
  json::Json list = json::Json::array();
  for (std::size_t i = 0; i < N; ++i)
    if (has_bit(bits, i)) list.push_back(names[i]);
  return list;
}

json::Json answer_json(Verdict verdict, Bits redactions, Bits obligations) {
  return {{"verdict", to_text(verdict)},
          {"redactions", words_of(redactions, k_blocks)},
          {"obligations", words_of(obligations, k_obligations)}};
}

/// As a tree, what put(line, vocabulary, part) appends.
template <class Part>
json::Json tree_of(void (&put)(detail::JsonLine&, Vocabulary const&, Part const&), Vocabulary const& vocabulary,
                   Part const& part) {
  detail::JsonLine line;
  put(line, vocabulary, part);
  return json::Json::parse(std::move(line).take());
}

}

std::string_view to_text(Widening widening) noexcept { return k_widenings[static_cast<std::size_t>(widening)]; }

namespace {

Comparison compare_rules(CompiledPolicy const& before, CompiledPolicy const& after, CountrySet const& members,
                         UnixSeconds at, CompareLimits limits) {
  Comparison comparison;
  for (detail::Suspect const& suspect : detail::suspects_of(before.compiled(), after.compiled())) {
    detail::Search search({before, after}, suspect, members, at.time_since_epoch().count(),
                          limits.questions_max - comparison.decided);
    comparison.example = search.run();
    comparison.decided += search.decided();
    if (comparison.example) {
      comparison.widening = Widening::found;
      return comparison;
    }
    if (search.gave_up()) comparison.widening = Widening::not_proven;
  }
  return comparison;
}

}

Comparison compare(CompiledPolicy const& before, CompiledPolicy const& after, CountrySet const& members, UnixSeconds at,
                   CompareLimits limits) {
  Comparison comparison = compare_rules(before, after, members, at, limits);
  bool const of_hits = detail::speaks_of_hits(before.set()) || detail::speaks_of_hits(after.set());
  if (comparison.widening == Widening::found || !of_hits) return comparison;
  CountrySet const tellers = before.compiled().tellers | after.compiled().tellers;
  auto const rules_of = [&tellers](CompiledPolicy const& policy) {
    return CompiledPolicy(detail::hit_rules(policy.set(), tellers), policy.compiled().vocabulary);
  };
  Comparison hits = compare_rules(rules_of(before), rules_of(after), members, at,
                                  {limits.questions_max - std::min(limits.questions_max, comparison.decided)});
  hits.decided += comparison.decided;
  hits.of_hits = hits.widening == Widening::found;
  bool const proven = comparison.widening == Widening::impossible;
  if (hits.widening == Widening::impossible && !proven) hits.widening = Widening::not_proven;
  return hits;
}

json::Json faults_of(CompiledPolicy const& before, CompiledPolicy const& after) {
  json::Json faults = json::Json::array();
  for (auto const* const set : {&before, &after})
    for (RuleFault const& fault : set->faults())
      faults.push_back({{"in", set == &before ? "OLD" : "NEW"}, {"rule", fault.rule}, {"fault", fault.fault}});
  return faults;
}

std::string to_json(CompiledPolicy const& after, Comparison const& comparison) {
  json::Json out = {{"v", 1}, {"widening", to_text(comparison.widening)}, {"decided", comparison.decided}};
  if (!comparison.example) return json::write(out);
  WideningExample const& example = *comparison.example;
  json::Json shown = {{"subject", tree_of(detail::put_subject, after.vocabulary(), example.question.subject)},
                      {"now", tree_of(detail::put_circumstances, after.vocabulary(), example.question.now)},
                      {"recipient", example.recipient.text()},
                      {"rule", example.rule},
                      {"before", answer_json(example.before, example.redactions_before, example.obligations_before)},
                      {"after", answer_json(example.after, example.redactions_after, example.obligations_after)}};
  if (example.entity) {
    shown["organisation"] = example.entity->organisation;
    shown["entity"] = k_entity_kinds[static_cast<std::size_t>(example.entity->kind)];
  }
  if (comparison.of_hits) shown["of"] = "hits";
  out["example"] = std::move(shown);
  return json::write(out);
}

}
