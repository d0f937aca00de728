#pragma once
// Looks for one document that a suspect lets further than before: through every class of documents that it matches.
// Complete unless it gives up. Used once, by one thread.

#include <optional>
#include <vector>

#include "protocol/policy/detail/classes.hpp"
#include "protocol/policy/detail/suspects.hpp"
#include "protocol/policy/detail/widening.hpp"

namespace huecry::policy::detail {

class Search {
 public:
  /// What it is given outlives it.
  Search(TwoSets const& sets, Suspect const& suspect, CountrySet const& members, std::int64_t at,
         std::uint64_t questions_max);

  [[nodiscard]] std::optional<WideningExample> run();
  [[nodiscard]] std::uint64_t decided() const noexcept { return decided_; }
  /// The questions were more than the limit: what was not found is not excluded.
  [[nodiscard]] bool gave_up() const noexcept { return gave_up_; }

 private:
  /// Documents and recipients that the same rules decide.
  struct Part {
    CountrySet origins, recipients;
    std::vector<Rule const*> rules;
    std::vector<Principal> entities;
    std::size_t offences_together = 0;
  };

  [[nodiscard]] std::vector<CountrySet> split(CountrySet const& all, std::vector<RuleLayer> Compiled::* layers) const;
  void look_through(Part part);
  static void add_layer(Part& part, RuleLayer const& before, RuleLayer const& after);
  void add_entities(Part& part) const;
  void add_scopes(Part& part, CountryCode country) const;
  void each_document(Part const& part, Classes const& classes);
  void each_offences(Part const& part, Classes const& classes, Subject& subject, std::int64_t at, std::size_t from,
                     std::size_t left);
  void ask(Part const& part, Subject const& subject, std::int64_t at);
  void ask_entities(Part const& part, Question const& question);
  void keep(Question const& question, CountryCode recipient, std::optional<Principal> entity);

  TwoSets sets_;
  Compiled const& before_;
  Compiled const& after_;
  Suspect const& suspect_;
  CountrySet members_;
  std::int64_t at_;
  std::uint64_t questions_max_, decided_ = 0;
  bool gave_up_ = false;
  std::optional<WideningExample> found_;
};

}
