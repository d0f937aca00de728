#include "certs/trust/trust_store.hpp"

#include "certs/trust/detail/state.hpp"
#include "protocol/base/limits.hpp"

namespace huecry::certs {
namespace {

Error refused(Errc code, std::string_view why) { return Error(code, std::string(why)); }

TrustStore::Change unchanged(TrustStore::Snapshot const& current, Digest const& object,
                             std::optional<CountryCode> country) {
  return {current, object, country, false, current->generation()};
}

Result<> check_window(Crl const& crl, bool root, UnixSeconds now) {
  if (crl.this_update() > now + limits::crl_ahead_max)
    return refused(Errc::crl_invalid, "CRL: thisUpdate is ahead of the clock");
  if (crl.next_update() <= now) return refused(Errc::crl_invalid, "CRL: nextUpdate has passed");
  auto const ahead_max = root ? limits::root_crl_life_max : limits::crl_life_max;
  if (crl.next_update() > now + ahead_max) return refused(Errc::crl_invalid, "CRL: nextUpdate is too far ahead");
  return ok();
}

}

TrustStore::TrustStore(CeremonyKeys keys) : keys_(std::move(keys)), current_(SnapshotBuilder::empty()) {}

TrustStore::Snapshot TrustStore::current() const {
  std::lock_guard const lock(mutex_);
  return current_;
}

Result<TrustStore::Change> TrustStore::check_list(std::string_view text, UnixSeconds now, Origin origin) const {
  HUECRY_TRY(SignedTrustList list, open_trust_list(text, keys_, now));
  Snapshot const before = current();
  Digest const object = list.digest;
  if (list.list.seq == before->seq() && object == before->list_digest()) return unchanged(before, object, std::nullopt);
  if (list.list.seq <= before->seq()) {
    return refused(Errc::trust_list_rollback, "trust list: seq " + std::to_string(list.list.seq) + " is not above " +
                                                  std::to_string(before->seq()));
  }
  if (origin == Origin::outside && list.list.next_update <= now) {
    return refused(Errc::trust_list_invalid, "trust list: next_update has passed");
  }
  HUECRY_TRY(Snapshot after, SnapshotBuilder::with_list(*before, std::move(list)));
  return Change{std::move(after), object, std::nullopt, true, before->generation()};
}

Result<TrustStore::Change> TrustStore::check_crl(ByteView der, UnixSeconds now, Origin origin) const {
  HUECRY_TRY(Crl const crl, Crl::from_der(der));
  Snapshot const before = current();
  // At a start all that was restored is read again from its files: 196 countries have 400 lists, each with a signature.
  if (auto const holder = SnapshotBuilder::holder_of(*before, crl.digest()))
    return unchanged(before, crl.digest(), holder->country);
  auto const issuers = SnapshotBuilder::issuers_of(*before, crl);
  if (issuers.empty()) return refused(Errc::crl_invalid, "CRL: not by a CA of the trust list");
  auto const& first = issuers.front();
  for (auto const& issuer : issuers) {
    std::optional<Crl> const& last = issuer.authority->crl;
    if (last && crl.number() <= last->number())
      return refused(Errc::crl_invalid, "CRL: number is not above the last one");
    if (origin == Origin::outside) HUECRY_CHECK(check_window(crl, issuer.authority->root, now));
  }
  HUECRY_TRY(Snapshot after, SnapshotBuilder::with_crl(*before, issuers, crl));
  return Change{std::move(after), crl.digest(), first.country, true, before->generation()};
}

Result<TrustStore::Change> TrustStore::prepare_list(std::string_view text, UnixSeconds now) const {
  return check_list(text, now, Origin::outside);
}

Result<TrustStore::Change> TrustStore::prepare_crl(ByteView der, UnixSeconds now) const {
  return check_crl(der, now, Origin::outside);
}

Result<TrustStore::Change> TrustStore::prepare_deny(DenyList const& list) const {
  Snapshot const before = current();
  return Change{SnapshotBuilder::with_deny(*before, list), Digest(), std::nullopt, true, before->generation()};
}

Result<> TrustStore::install(Change const& change) {
  std::lock_guard const lock(mutex_);
  if (change.base != current_->generation()) return refused(Errc::state_conflict, "trust changed in between");
  current_ = change.snapshot;
  return ok();
}

Result<TrustStore::Change> TrustStore::put(Result<Change> change) {
  if (change && change->changed) HUECRY_CHECK(install(*change));
  return change;
}

Result<TrustStore::Change> TrustStore::apply_list(std::string_view text, UnixSeconds now) {
  return put(prepare_list(text, now));
}
Result<TrustStore::Change> TrustStore::apply_crl(ByteView der, UnixSeconds now) { return put(prepare_crl(der, now)); }
Result<TrustStore::Change> TrustStore::apply_deny(DenyList const& list) { return put(prepare_deny(list)); }
Result<TrustStore::Change> TrustStore::restore_list(std::string_view text, UnixSeconds now) {
  return put(check_list(text, now, Origin::own));
}
Result<TrustStore::Change> TrustStore::restore_crl(ByteView der, UnixSeconds now) {
  return put(check_crl(der, now, Origin::own));
}

}
