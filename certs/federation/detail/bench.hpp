#pragma once
// One change of a federation under way: what is in the directory, and what will be written at its end.

#include <map>
#include <optional>

#include "certs/federation/detail/files.hpp"
#include "certs/federation/federation.hpp"
#include "certs/federation/issue.hpp"
#include "certs/federation/shape.hpp"
#include "certs/trust/trust_list.hpp"

namespace huecry::certs::federation::detail {

class Bench {
 public:
  /// A directory that holds a federation; takes its lock. Errors: Errc::io, state_conflict, trust_list_invalid.
  [[nodiscard]] static Result<Bench> open(Workshop const& workshop);
  /// An absent or empty directory. Errors: Errc::io, state_conflict.
  [[nodiscard]] static Result<Bench> create(Workshop const& workshop);

  [[nodiscard]] TrustList& list() noexcept { return list_; }
  [[nodiscard]] Batch& files() noexcept { return files_; }
  [[nodiscard]] Options const& options() const noexcept { return workshop_->options; }
  [[nodiscard]] Lifetimes const& lifetimes() const noexcept { return workshop_->options.lifetimes; }
  [[nodiscard]] UnixSeconds now() const { return to_seconds(workshop_->clock.now()); }
  [[nodiscard]] Random& random() const noexcept { return workshop_->random; }
  [[nodiscard]] fs::path path(fs::path const& relative) const { return workshop_->directory / relative; }

  /// A CA with its key at stem.pem, stem.key. No issuer: a root on P-384.
  Result<Issuer> make_authority(fs::path const& stem, Profile profile, Names const& names, Issuer const* issuer);
  /// A leaf on P-256 with its key; the .pem holds the issuing CA as well.
  Result<Certificate> make_leaf(fs::path const& stem, Profile profile, Names const& names, Issuer const& issuer);
  /// A CA of this directory, also one that this change made.
  Result<Issuer> authority(fs::path const& stem);
  void remember(fs::path const& stem, Issuer issuer) { made_.insert_or_assign(stem, std::move(issuer)); }
  /// The first certificate of a .pem in the directory.
  Result<Certificate> certificate(fs::path const& stem) const;

  /// A new CRL in place of the one at `crl`, its number one up, with `revoked` added.
  Result<> renew_crl(fs::path const& crl, Issuer const& issuer, std::chrono::seconds life,
                     std::optional<Certificate> const& revoked = std::nullopt);

  /// The list with the next seq, signed by the first two ceremony keys; writes everything, CRLs and list last.
  Result<Changed> finish();
  /// Writes what there is without a new list.
  Result<Changed> finish_without_list();

 private:
  Bench(Workshop const& workshop, DirectoryLock lock) : workshop_(&workshop), lock_(std::move(lock)) {}
  [[nodiscard]] std::chrono::seconds life_of(Profile profile) const;
  Result<std::string> sign_list();
  Result<Changed> write_all();

  Workshop const* workshop_;
  DirectoryLock lock_;
  TrustList list_;
  Batch files_;
  Batch last_;  // CRLs, then the list
  std::map<fs::path, Issuer> made_;
};

/// Makes three self-signed certificates and their keys in ceremony/. REQUIRES: a created bench.
Result<> make_ceremony(Bench& bench);

}
