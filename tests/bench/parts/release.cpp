#include <algorithm>

#include "protocol/policy/explain.hpp"
#include "protocol/policy/record.hpp"
#include "protocol/policy/rehearse.hpp"
#include "tests/bench/measure/must.hpp"
#include "tests/bench/parts/parts.hpp"
#include "tests/bench/parts/policy_load.hpp"
#include "tests/unit/protocol/policy/reference.hpp"

namespace huecry::bench {
namespace {

constexpr std::size_t k_questions = 1000;

/// One way to decide, asked the same thousand questions again and again until the time is over.
template <class Call>
json::Json spread_of(Seconds time, std::vector<policy::Subject> const& subjects, Call call) {
  std::vector<double> all, best(subjects.size(), 1e9);
  auto const end = Steady::now() + time;
  while (Steady::now() < end) {
    for (std::size_t i = 0; i < subjects.size() && Steady::now() < end; ++i) {
      auto const began = Steady::now();
      require(call(subjects[i]), "nobody was looked at");
      double const us = Seconds(Steady::now() - began).count() * 1e6;
      all.push_back(us);
      best[i] = std::min(best[i], us);
    }
  }
  auto const quantile = [](std::vector<double>& times, double share) {
    std::ranges::sort(times);
    return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
  };
  json::Json out{{"calls", all.size()}, {"p50_us", quantile(all, 0.5)}, {"p99_us", quantile(all, 0.99)}};
  // Over questions, of the best time of each: what is left where nobody else uses the machine.
  std::erase(best, 1e9);
  out["best_p99_us"] = quantile(best, 0.99);
  return out;
}

/// Decides every member one after the other, straight from the definition.
bool straightforward(policy::PolicySet const& set, PolicyLoad const& load, policy::Subject const& subject) {
  std::size_t asked = 0;
  auto const words = load.words();
  policy::Circumstances const now = load.now();  // the reference refers to what it is given
  for (CountryCode const member : load.members()) {
    reference::Reference const one({set, *words, subject, now, member});
    asked += one.bureau().verdict >= policy::Verdict::deny ? 1U : 0U;
  }
  return asked > 0;
}

std::vector<policy::Subject> questions(PolicyLoad& load, std::size_t count) {
  std::vector<policy::Subject> made;
  made.reserve(count);
  while (made.size() < count) made.push_back(load.subject());
  return made;
}

/// Of decisions that have been made: what a document pays on top of being decided.
json::Json stored_form(policy::CompiledPolicy const& compiled, policy::Circumstances const& now,
                       std::vector<policy::Subject> const& subjects, Seconds time) {
  std::vector<policy::Decision> decisions;
  for (policy::Subject const& subject : subjects) decisions.push_back(compiled.decide(subject, now));
  std::size_t bytes = 0, records = 0;
  json::Json out = spread_of(time, subjects, [&](policy::Subject const& subject) {
    auto const& decision = decisions[static_cast<std::size_t>(&subject - subjects.data())];
    bytes += policy::to_json(compiled, subject, now, decision).size();
    return ++records > 0;
  });
  out["mean_bytes"] = bytes / records;
  return out;
}

json::Json shape(Shape shape, Seconds time) {
  PolicyLoad load(shape);
  policy::PolicySet const set = load.set();
  json::Json out;
  auto const began = Steady::now();
  policy::CompiledPolicy const compiled(set, load.words());
  out["compile_ms"] = Seconds(Steady::now() - began).count() * 1e3;
  auto const subjects = questions(load, k_questions);
  auto const now = load.now();
  auto const decides = [&](policy::Subject const& subject) {
    return compiled.decide(subject, now).policy == compiled.digest();
  };
  out["decide"] = spread_of(time, subjects, decides);
  out["trace"] = spread_of(time, subjects, [&](policy::Subject const& subject) {
    return compiled.trace(subject, now).decision.policy == compiled.digest();
  });
  out["explain"] = spread_of(time, subjects, [&](policy::Subject const& subject) {
    return !explain(compiled, subject, now).recipients.empty();
  });
  auto const few = questions(load, 2);
  out["straightforward"] =
      spread_of(time, few, [&](policy::Subject const& subject) { return straightforward(set, load, subject); });
  for (std::size_t const excluded : {1UL, 20UL, 100UL, 195UL}) {
    auto some = subjects;
    for (auto& subject : some)
      for (std::size_t at = 0; at < excluded; ++at) subject.excluded.add(load.members()[at]);
    out["excluded_" + std::to_string(excluded)] = spread_of(time, some, decides);
  }
  out["stored_form"] = stored_form(compiled, now, subjects, time);
  return out;
}

/// One document's share of a rehearsal: both sets decide, and what differs is counted.
json::Json rehearsal(Seconds time) {
  PolicyLoad load(Shape::mixed);
  policy::PolicySet set = load.set();
  policy::CompiledPolicy const before(set, load.words());
  set.pop_back();
  policy::CompiledPolicy const after(set, load.words());
  auto const subjects = questions(load, k_questions);
  auto const now = load.now();
  policy::Rehearsal rehearsal(before, after, 100);
  return spread_of(time, subjects, [&](policy::Subject const& subject) {
    rehearsal.add(1, subject, now);
    return rehearsal.documents() > 0;
  });
}

}

json::Json release(Seconds time) {
  return {{"mixed rules", shape(Shape::mixed, time)},
          {"narrow rules", shape(Shape::narrow, time)},
          {"broad rules", shape(Shape::broad, time)},
          {"rehearsal", rehearsal(time)}};
}

}
