#pragma once
// Notices that are in force follow policy, for bureaus and authorised entities: who may have one now and has not gets
// it, whole or as an edition; who has one and may not any more is told to give it up (docs/policy.md, "When policy
// changes"). Each such step is a publication of the hub, a journal entry of its own.

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "server/exchange/hub_signer.hpp"
#include "server/exchange/release_change.hpp"
#include "server/exchange/services.hpp"
#include "storage/index/live.hpp"

namespace huecry::exchange {
struct Reviewed {
  std::uint64_t notices = 0;                             // looked at
  std::uint64_t given = 0, taken = 0;                    // notice × recipient
  std::vector<NoticeName> overtaken;                     // something came in between: look again
  std::vector<std::pair<UnixSeconds, NoticeName>> ends;  // when the first grant of a notice ends: look again then
  void add(Reviewed other);
};

/// One thread at a time.
class Releases {
 public:
  /// Both outlive this.
  Releases(Services const& services, HubSigner const& signer) : services_(services), signer_(signer) {}

  /// The live notices before a position (nullopt: from the newest), a page; then `before` is the next page's, nullopt
  /// at the end. A notice that cannot be read is logged and left out: it must not stop the others. Errors: those of the
  /// journal and of the key.
  [[nodiscard]] Result<Reviewed> review_page(std::optional<journal::Position>& before);
  /// These notices, as far as they are live. Errors: the same.
  [[nodiscard]] Result<Reviewed> review(std::span<NoticeName const> names);

 private:
  struct Plan {
    std::vector<journal::Proposal> proposals;
    std::vector<NoticeName> about;  // of each
  };
  [[nodiscard]] Result<Reviewed> review(kv::Reader const& state, std::vector<index::Live> const& notices);
  [[nodiscard]] Result<> look_at(kv::Reader const& state, policy::CompiledPolicy const& policy,
                                 index::Live const& notice, Plan& plan, Reviewed& reviewed);
  [[nodiscard]] Result<> plan_for(kv::Reader const& state, policy::CompiledPolicy const& policy,
                                  index::Live const& notice, Plan& plan, Reviewed& reviewed);
  [[nodiscard]] Result<Reviewed> commit(Plan plan);

  Services const& services_;
  HubSigner const& signer_;
  std::uint64_t run_ = 0;  // no two publications have one identity
};

}
