#pragma once
// What a proposed policy would change for the notices that are live (docs/policy.md, "Before signing"), a page at a
// time. Nothing is estimated: both sets decide about each notice. Any thread that may wait.
//
// An author learns only what is its own to know: of a release policy its own notices; of an intake policy what it would
// itself receive or lose; of the baseline everything.

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "protocol/policy/rehearse.hpp"
#include "server/exchange/services.hpp"

namespace huecry::exchange {

/// As policy::Difference, of authorised entities.
struct EntityDifference {
  std::vector<journal::Entity> gained, lost, altered;
  [[nodiscard]] bool empty() const noexcept { return gained.empty() && lost.empty() && altered.empty(); }
};

struct Rehearsed {
  journal::Position position = 0;  // of the version
  std::string id;
  policy::Difference difference;
  EntityDifference entities;
};

struct RehearsalPage {
  std::uint64_t documents = 0;  // decided by both sets
  std::uint64_t changed = 0;
  std::array<policy::RehearsalTotals, CountrySet::k_slots> totals{};
  std::map<journal::Entity, policy::RehearsalTotals> entities;
  std::vector<journal::Entity> unknown;   // whom the policy delegates to, and the trust list does not know as such
  std::vector<Rehearsed> items;           // of those changed, the first
  Digest before, after;                   // of the two sets
  std::optional<journal::Position> next;  // continue before this position; nullopt: the end
};

struct RehearsalRequest {
  documents::Policy policy;
  Digest text;                              // SHA-256 of the document as it came: which rehearsal this is a page of
  std::optional<journal::Position> before;  // from an earlier page's next
  std::optional<UnixMillis> entered_since;  // only versions that entered since then
};

/// Any thread. Keeps the sets of rehearsals under way, so that one is compiled once and not for each of its pages.
class Rehearsals {
 public:
  explicit Rehearsals(Services const& services) : services_(services) {}  // outlives this

  /// A page, decided on two threads. Errors: corrupt, io.
  [[nodiscard]] Result<RehearsalPage> page(RehearsalRequest const& request);

 private:
  struct Kept {
    Digest before, text;
    policy::CompiledPolicy after;
  };
  [[nodiscard]] policy::CompiledPolicy after(policy::CompiledPolicy const& before, RehearsalRequest const& request);

  Services const& services_;
  std::mutex mutex_;
  std::deque<Kept> kept_;  // the newest last
};

}
