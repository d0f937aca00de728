#pragma once
// The trust in force, and how it changes. A change is checked completely, makes a new immutable snapshot and is swapped
// in at once; bad input changes nothing. The store keeps no file: its owner journals what it accepted and gives it back
// at start with restore_list and restore_crl, list first.
//
// Thread-safe. current() takes a lock for the time of copying one pointer.

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>

#include "certs/trust/snapshot.hpp"
#include "certs/trust/trust_list.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/result.hpp"

namespace huecry::certs {

class TrustStore {
 public:
  using Snapshot = std::shared_ptr<TrustSnapshot const>;

  /// A checked change that is not in force yet: for an owner who journals first. snapshot is what current() will be.
  struct Change {
    Snapshot snapshot;
    Digest object;                       // digest of the list, or of the CRL
    std::optional<CountryCode> country;  // of a CRL's issuer; none for the hub's, and for a list
    bool changed = false;                // false: exactly this was in force already
    std::uint64_t base = 0;              // the generation that it changes
  };

  /// Starts with an empty snapshot of generation 0: nobody is trusted.
  explicit TrustStore(CeremonyKeys keys);

  [[nodiscard]] Snapshot current() const;

  /// Errors: Errc::trust_list_invalid (form, signatures, next_update not ahead of now), trust_list_rollback (seq not
  /// above the one in force, unless it is the very same list), body_too_large.
  [[nodiscard]] Result<Change> prepare_list(std::string_view text, UnixSeconds now) const;
  /// Taken when a CA of the list issued it, its number is above the last one, thisUpdate ≤ now + 5 min, nextUpdate
  /// ahead of now by at most 7 d (90 d for a root's). Errors: Errc::crl_invalid.
  [[nodiscard]] Result<Change> prepare_crl(ByteView der, UnixSeconds now) const;
  [[nodiscard]] Result<Change> prepare_deny(DenyList const& list) const;
  /// Puts a change in force. Errors: Errc::state_conflict when another change came in between: prepare again.
  [[nodiscard]] Result<> install(Change const& change);

  /// prepare and install in one.
  [[nodiscard]] Result<Change> apply_list(std::string_view text, UnixSeconds now);
  [[nodiscard]] Result<Change> apply_crl(ByteView der, UnixSeconds now);
  [[nodiscard]] Result<Change> apply_deny(DenyList const& list);

  /// For what was accepted before and kept by the owner: the same checks but those against now. A CRL past its
  /// nextUpdate is taken, and the country fails closed until a fresh one comes.
  [[nodiscard]] Result<Change> restore_list(std::string_view text, UnixSeconds now);
  [[nodiscard]] Result<Change> restore_crl(ByteView der, UnixSeconds now);

 private:
  enum class Origin { outside, own };  // own: accepted before, so no check against now
  [[nodiscard]] Result<Change> check_list(std::string_view text, UnixSeconds now, Origin origin) const;
  [[nodiscard]] Result<Change> check_crl(ByteView der, UnixSeconds now, Origin origin) const;
  [[nodiscard]] Result<Change> put(Result<Change> change);

  CeremonyKeys keys_;
  // Not std::atomic<shared_ptr>: libstdc++ 12 orders its unlock too weakly for the thread sanitizer to follow.
  mutable std::mutex mutex_;
  Snapshot current_;
};

}
