#pragma once
// How trust changes: a new list or revocation list is checked as a whole, journaled, and only then in force. What the
// journal holds is the truth; files are only a way in, so a file from a backup cannot bring back an older list.

#include <filesystem>
#include <functional>
#include <mutex>
#include <string>

#include "certs/trust/trust_store.hpp"
#include "protocol/base/log.hpp"
#include "storage/journal/journal.hpp"

namespace huecry::exchange {

/// Any thread that may block; changes exclude each other.
class TrustIntake {
 public:
  /// on_change runs after each change that is in force: look at live connections again.
  TrustIntake(certs::TrustStore& trust, kv::Store& store, journal::Journal& journal, Clock const& clock, Log& log,
              std::function<void()> on_change);

  /// At start: what was in force when the hub stopped. Errors: Errc::corrupt, io, and those of a list that no longer
  /// verifies.
  [[nodiscard]] Result<> restore();

  struct Outcome {
    bool changed = false;  // false: exactly this was in force already
    std::uint64_t generation = 0;
  };
  /// Errors: trust_list_invalid, trust_list_rollback, storage_unavailable.
  [[nodiscard]] Result<Outcome> accept_list(std::string const& text);
  /// Errors: crl_invalid, storage_unavailable; role_required when `from` is set and the list is not that country's.
  [[nodiscard]] Result<Outcome> accept_crl(ByteView der, std::optional<CountryCode> from);

  /// The files of a folder layout; each that is refused is logged and leaves what was in force.
  void reload(std::filesystem::path const& list, std::filesystem::path const& crls);

 private:
  [[nodiscard]] Result<Outcome> put_in_force(certs::TrustStore::Change const& change, journal::Record record);
  void report(std::string_view what, std::string const& file, Result<Outcome> const& outcome);

  certs::TrustStore& trust_;
  kv::Store& store_;
  journal::Journal& journal_;
  Clock const& clock_;
  Log& log_;
  std::function<void()> on_change_;
  std::mutex mutex_;
};

}
