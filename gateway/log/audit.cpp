#include "gateway/log/audit.hpp"

#include "protocol/base/iso_time.hpp"

namespace huecry::follow {
namespace {

constexpr std::uint64_t k_keep_every = 64 * std::uint64_t{1024};  // leaves

/// What needs no leaf to be seen.
std::optional<Objection> objection_to(log::TreeHead const& shown, log::TreeHead const& known) {
  if (shown.size < known.size) return Objection::older;
  if (shown.size == known.size && shown.root != known.root) return Objection::two_roots;
  return std::nullopt;
}

class Walk {
 public:
  Walk(Auditor const& auditor, State known, std::uint64_t size)
      : auditor_(auditor), state_(std::move(known)), size_(size) {}

  Result<log::CompactRange> from(log::CompactRange tree) {
    auto const on_leaves = [&](Leaves const& leaves) -> Result<> {
      for (Digest const& leaf : leaves.added()) tree.push(leaf);
      if (auditor_.on_leaves) HUECRY_CHECK(auditor_.on_leaves(leaves));
      return keep(tree);
    };
    HUECRY_CHECK(walk(tree.size(), size_, auditor_.fetch, on_leaves));
    return tree;
  }

 private:
  Result<> keep(log::CompactRange const& after) {
    if (!auditor_.keep || after.size() < kept_ + k_keep_every || after.size() == size_) return ok();
    kept_ = after.size();
    state_.ahead = after;
    return auditor_.keep(state_);
  }

  Auditor const& auditor_;
  State state_;
  std::uint64_t size_;
  std::uint64_t kept_ = 0;
};

}

Result<Audited> audit(Auditor const& auditor, SignedHead const& shown, std::optional<State> known) {
  State const before = std::move(known).value_or(State{});
  if (before.head && before.head->checkpoint.origin != shown.checkpoint.origin)
    return Error(Errc::not_verified, "this is the log " + shown.checkpoint.origin + ", and what is known is of " +
                                         before.head->checkpoint.origin);
  auto const objection = before.head ? objection_to(shown.head(), before.head->head()) : std::nullopt;
  if (objection) return Audited{before, objection};
  Walk walk(auditor, before, shown.head().size);
  bool const resumed = before.ahead && before.ahead->size() <= shown.head().size;
  HUECRY_TRY(log::CompactRange tree, walk.from(resumed ? *before.ahead : before.range));
  // What was read before the walk was cut off, nobody had signed: only the way from the known tree counts.
  if (resumed && tree.root() != shown.head().root) {
    HUECRY_TRY(tree, walk.from(before.range));
  }
  if (tree.root() != shown.head().root) return Audited{before, Objection::denied};
  return Audited{State{shown, iso_time(auditor.clock.now()), std::move(tree), {}, {}}, {}};
}

}
