// How long a release decision takes for 196 members with a thousand rules per country loaded, with and without its
// trace, beside a straightforward evaluator of the same rules. Usage: policy_bench [--json] [--quick]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/policy/explain.hpp"
#include "protocol/policy/rehearse.hpp"
#include "tests/unit/protocol/policy/reference.hpp"

using namespace huecry;
using namespace huecry::policy;
using documents::PolicyKind;
using documents::PolicyRule;
using Watch = std::chrono::steady_clock;

namespace {

std::size_t g_allocations = 0;

constexpr std::size_t k_members = 196, k_rules_per_document = 500;  // release and intake: 1,000 per country

struct Figures {
  std::string name;
  double p50_us = 0, p99_us = 0, mean_us = 0;
  double best_p99_us = 0;  // over questions, of the best time of each: what is left when nobody else uses the machine
  std::size_t allocations = 0;
};

constexpr std::size_t k_questions = 1000;

/// Times each call alone; reading the clock costs about 30 ns of each. Call number i puts question i % k_questions.
template <class Call>
Figures measure(std::string name, std::size_t calls, Call&& call) {
  std::vector<double> times(calls);
  for (std::size_t i = 0; i < std::min<std::size_t>(calls, 100); ++i) call(i);
  std::size_t const allocated = g_allocations;
  for (std::size_t i = 0; i < calls; ++i) {
    auto const begin = Watch::now();
    call(i);
    times[i] = std::chrono::duration<double, std::micro>(Watch::now() - begin).count();
  }
  Figures figures{std::move(name), 0, 0, 0, 0, (g_allocations - allocated) / calls};
  std::vector<double> best(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(std::min(calls, k_questions)));
  for (std::size_t i = 0; i < calls; ++i) best[i % k_questions] = std::min(best[i % k_questions], times[i]);
  std::ranges::sort(best);
  figures.best_p99_us = best[best.size() * 99 / 100];
  for (double const time : times) figures.mean_us += time / static_cast<double>(calls);
  std::ranges::sort(times);
  figures.p50_us = times[calls / 2];
  figures.p99_us = times[calls * 99 / 100];
  return figures;
}

/// How narrow rules are decides how much of a document a question meets.
enum class Shape { mixed, narrow, broad };

class Load {
 public:
  explicit Load(Shape shape) : shape_(shape) {
    for (std::uint8_t slot = 0; members_.size() < k_members; ++slot) members_.push_back(*CountryCode::from_slot(slot));
    for (CountryCode const member : members_) all_.add(member);
  }

  PolicySet set() {
    PolicySet set{{policy(PolicyKind::baseline, documents::secretariat(), 20), {}}};
    for (CountryCode const member : members_) {
      set.push_back({policy(PolicyKind::release, member, k_rules_per_document), {}});
      set.push_back({policy(PolicyKind::intake, member, k_rules_per_document), {}});
    }
    return set;
  }

  Subject subject() {
    Subject made;
    made.origin = members_[below(members_.size())];
    made.colour = documents::k_colours[below(documents::k_colours.size())];
    made.handling = Handling{static_cast<std::uint8_t>(below(4))};
    made.confidentiality = static_cast<std::uint8_t>(below(3));
    made.purpose = static_cast<std::uint8_t>(below(words_->purposes().size()));
    for (std::size_t i = 1 + below(2); i-- > 0;) made.offences.set(below(words_->offences().size()));
    made.about_person = true;
    made.nationalities = CountrySet{members_[below(members_.size())]};
    made.born = {std::chrono::sys_days(std::chrono::days(10'000)), std::chrono::sys_days(std::chrono::days(10'000))};
    made.blocks = 15;
    return made;
  }

  Circumstances now() const {
    Circumstances now;
    now.members.all = all_;
    now.at = UnixSeconds(std::chrono::seconds(1'800'000'000));
    return now;
  }

  std::shared_ptr<Vocabulary const> words() const { return words_; }
  std::vector<CountryCode> const& members() const { return members_; }

 private:
  std::size_t below(std::size_t n) { return random_() % n; }
  bool one_in(std::size_t n) { return below(n) == 0; }
  std::string country() { return std::string(members_[below(members_.size())].text()); }

  documents::Policy policy(PolicyKind kind, CountryCode iss, std::size_t rules) {
    documents::Policy policy;
    policy.kind = kind;
    policy.iss = iss;
    policy.seq = 1;
    policy.rules.emplace();
    policy.rules->push_back({"base", "permit", {}, {}, {}, {}, {}, {}, {}, {}});
    while (policy.rules->size() < rules) policy.rules->push_back(rule(kind));
    return policy;
  }

  PolicyRule rule(PolicyKind kind) {
    PolicyRule made;
    made.id = "r";
    made.effect = one_in(2) ? "permit" : "forbid";
    std::size_t const rarity = shape_ == Shape::broad ? 4 : 1;
    if (one_in(rarity)) made.when.colours = std::vector{std::string(to_text(documents::k_colours[below(10)]))};
    if (one_in(rarity)) made.when.offences = std::vector{words_->offences()[below(words_->offences().size())]};
    if (shape_ != Shape::mixed || one_in(3)) made.when.handling = std::vector{std::string(k_handling[below(4)])};
    if (one_in(3)) made.when.purposes = std::vector{words_->purposes()[below(words_->purposes().size())]};
    if (kind == PolicyKind::intake && (shape_ == Shape::narrow || one_in(2)))
      made.origins = documents::PartyCondition{{std::vector{country(), country()}, {}, {}, {}}, {}};
    if (kind != PolicyKind::intake)
      made.to = documents::PartyCondition{{std::vector{country(), country(), country()}, {}, {}, {}}, {}};
    if (one_in(10)) made.when.national_of_recipient = true;
    if (one_in(10)) made.until = UnixSeconds(std::chrono::seconds(1'900'000'000));
    if (made.effect == "permit" && one_in(10)) made.redact = {"images"};
    return made;
  }

  Shape shape_;
  std::mt19937_64 random_{42};
  std::shared_ptr<Vocabulary const> words_ = std::make_shared<Vocabulary const>(documents::CodeLists());
  std::vector<CountryCode> members_;
  CountrySet all_;
};

/// Decides every member one after the other.
std::size_t straightforward(PolicySet const& set, Vocabulary const& words, Subject const& subject,
                            Circumstances const& now, std::vector<CountryCode> const& members) {
  std::size_t allowed = 0;
  for (CountryCode const member : members)
    if (reference::Reference({set, words, subject, now, member}).bureau().verdict >= Verdict::redacted) ++allowed;
  return allowed;
}

std::vector<Figures> run(Shape shape, std::string const& name, std::size_t calls) {
  Load load(shape);
  PolicySet const set = load.set();
  auto const begin = Watch::now();
  CompiledPolicy const policy(set, load.words());
  double const compile_ms = std::chrono::duration<double, std::milli>(Watch::now() - begin).count();
  std::vector<Subject> subjects;
  subjects.reserve(k_questions);
  for (std::size_t i = 0; i < k_questions; ++i) subjects.push_back(load.subject());
  Circumstances const now = load.now();
  std::size_t sink = 0;

  std::vector<Figures> figures{{name + " compile (ms)", compile_ms, compile_ms, compile_ms, compile_ms, 0}};
  figures.push_back(measure(name + " decide 196", calls, [&](std::size_t i) {
    sink += policy.decide(subjects[i % subjects.size()], now).allowed.size();
  }));
  figures.push_back(measure(name + " decide 196 with trace", calls, [&](std::size_t i) {
    sink += policy.trace(subjects[i % subjects.size()], now).decision.allowed.size();
  }));
  figures.push_back(measure(name + " explain 196 in words", calls / 50 + 1, [&](std::size_t i) {
    sink += explain(policy, subjects[i % subjects.size()], now).recipients.size();
  }));
  figures.push_back(measure(name + " straightforward 196", calls / 50'000 + 1, [&](std::size_t i) {
    sink += straightforward(set, *load.words(), subjects[i % subjects.size()], now, load.members());
  }));
  if (sink == 0) figures.push_back({name + ": nobody was allowed anything", 0, 0, 0, 0, 0});
  return figures;
}

std::vector<Figures> exclusions(std::size_t calls) {
  Load load(Shape::mixed);
  CompiledPolicy const policy(load.set(), load.words());
  std::vector<Figures> figures;
  for (std::size_t const excluded : {std::size_t{1}, std::size_t{20}, std::size_t{100}, std::size_t{195}}) {
    std::vector<Subject> subjects;
    for (std::size_t i = 0; i < k_questions; ++i) {
      subjects.push_back(load.subject());
      for (std::size_t at = 0; at < excluded; ++at) subjects.back().excluded.add(load.members()[at]);
    }
    std::size_t sink = 0;
    figures.push_back(measure(std::to_string(excluded) + " exclusions", calls, [&](std::size_t i) {
      sink += policy.decide(subjects[i % subjects.size()], load.now()).allowed.size();
    }));
  }
  return figures;
}

void print(std::vector<Figures> const& figures, bool as_json) {
  for (Figures const& each : figures)
    std::printf(as_json ? "{\"name\":\"%s\",\"p50_us\":%.2f,\"p99_us\":%.2f,\"mean_us\":%.2f,\"best_p99_us\":%.2f,"
                          "\"allocations\":%zu}\n"
                        : "%-34s p50 %10.2f  p99 %10.2f  mean %10.2f  best p99 %10.2f us  %zu allocations\n",
                each.name.c_str(), each.p50_us, each.p99_us, each.mean_us, each.best_p99_us, each.allocations);
}

}

// Not inline, or GCC 12 sees new meet free and warns.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++g_allocations;
  if (void* const memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

int main(int argc, char** argv) {
  bool json = false, quick = false;
  for (std::string_view const argument : std::vector<std::string_view>(argv + 1, argv + argc)) {
    json = json || argument == "--json";
    quick = quick || argument == "--quick";
  }
  std::size_t const calls = quick ? 20'000 : 100'000;
  print(run(Shape::mixed, "mixed rules:", calls), json);
  print(run(Shape::narrow, "narrow rules:", calls), json);
  print(run(Shape::broad, "broad rules:", calls), json);
  print(exclusions(calls), json);
  return 0;
}
