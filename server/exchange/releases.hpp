#pragma once
// Notices that are in force follow policy, for bureaus and authorised entities: who may have one now and has not gets
// it, whole or as an edition; who has one and may not any more is told to give it up (docs/policy.md, "When policy
// changes"). Each such step is a publication of the hub, a journal entry of its own.

#include <cstdint>
#include <string>
#include <vector>

#include "server/exchange/hub_signer.hpp"
#include "server/exchange/release_change.hpp"
#include "server/exchange/services.hpp"
#include "storage/index/live.hpp"

namespace huecry::exchange {

struct ReviewCount {
  std::uint64_t notices = 0;                      // looked at
  std::uint64_t given = 0, taken = 0;             // notice × recipient
  std::uint64_t postponed = 0;                    // publications that something overtook: look again
  UnixSeconds consent_ends = UnixSeconds::max();  // the first of those to these notices: look again
  ReviewCount& operator+=(ReviewCount const& other) noexcept;
};

struct NoticeName {
  CountryCode iss;
  std::string id;
};

/// One thread at a time.
class Releases {
 public:
  /// Both outlive this.
  Releases(Services const& services, HubSigner const& signer) : services_(services), signer_(signer) {}

  /// Every live notice, a page at a time; `go_on` is asked between pages. Errors: those of the journal and of the key.
  template <class GoOn>
  [[nodiscard]] Result<ReviewCount> review_all(GoOn&& go_on) {
    ReviewCount count;
    std::optional<journal::Position> before;
    do {
      HUECRY_TRY(ReviewCount const page, review_page(before));
      count += page;
    } while (before && go_on());
    return count;
  }

  /// These notices, as far as they are live.
  [[nodiscard]] Result<ReviewCount> review(std::vector<NoticeName> const& names);

 private:
  [[nodiscard]] Result<ReviewCount> review_page(std::optional<journal::Position>& before);
  [[nodiscard]] Result<ReviewCount> review(kv::Reader const& state, std::vector<index::Live> const& notices);
  [[nodiscard]] Result<> plan(kv::Reader const& state, policy::CompiledPolicy const& policy, index::Live const& notice,
                              std::vector<journal::Proposal>& proposals);
  [[nodiscard]] ReviewCount commit(std::vector<journal::Proposal> proposals);

  Services const& services_;
  HubSigner const& signer_;
  std::uint64_t run_ = 0;  // no two publications have one identity
};

}
