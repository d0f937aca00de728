#include "server/api/visible.hpp"

#include "server/exchange/publication.hpp"

namespace huecry::api {
namespace {

/// A recipient must be allowed now, not only when the notice was published: read re-checks release (architecture §3.3).
/// And exactly the edition that it has: a stricter one is on its way to it.
Result<bool> released_now(exchange::Services const& services, index::Version const& version, CountryCode reader) {
  auto const* const edition = exchange::edition_of(version, reader);
  auto const now = exchange::circumstances(*services.trust.current(), services.clock.now());
  return exchange::lets_have(services.policy.get(), version.facts.subject, now, reader,
                             edition == nullptr ? policy::Bits{0} : edition->missing);
}

bool is_recipient(index::Head const& head, certs::Identity const& identity) {
  return identity.role == certs::Role::bureau && identity.country != head.iss;
}

}

index::Visibility visibility_of(certs::Identity const& identity) {
  switch (identity.role) {
    case certs::Role::bureau: return index::Visibility::member(identity.country);
    case certs::Role::secretariat: return index::Visibility::secretariat();
    case certs::Role::coordinator: return index::Visibility::coordinator(identity.region);
    default: return index::Visibility::member(*CountryCode::parse("XP"));  // originates nothing and receives nothing
  }
}

Result<index::Head> visible_head(kv::Reader const& state, exchange::Services const& services,
                                 certs::Identity const& identity, std::string_view id) {
  // The issuer stands in the identifier; a text that names none is looked up under the reader's own country, in vain.
  auto const iss = CountryCode::parse(id.substr(0, 2));
  HUECRY_TRY(auto const head, index::current_head(state, iss ? *iss : identity.country, id));
  if (!head || !visibility_of(identity).sees(*head)) return Error(Errc::not_found);
  if (!is_recipient(*head, identity)) return *head;
  HUECRY_TRY(auto const version, index::version_of(state, head->iss, head->id, head->content_ver));
  if (!version) return Error(Errc::not_found);
  HUECRY_TRY(bool const released, released_now(services, *version, identity.country));
  if (!released) return Error(Errc::not_found);
  return *head;
}

Result<index::Head> visible_head(kv::Reader const& state, exchange::Services const& services, Call const& call) {
  return visible_head(state, services, call.peer.identity, call.params.front());
}

Result<index::Version> visible_version(kv::Reader const& state, index::Head const& head, std::uint32_t ver,
                                       Call const& call) {
  HUECRY_TRY(auto const version, index::version_of(state, head.iss, head.id, ver));
  auto const& identity = call.peer.identity;
  if (!version || identity.role == certs::Role::coordinator) return Error(Errc::not_found);
  if (is_recipient(head, identity) && !version->released.contains(identity.country)) return Error(Errc::not_found);
  return *version;
}

bool sees_every_recipient(CountryCode iss, certs::Identity const& identity) {
  return identity.role == certs::Role::secretariat || (identity.role == certs::Role::bureau && identity.country == iss);
}

bool sees_every_recipient(index::Head const& head, certs::Identity const& identity) {
  return sees_every_recipient(head.iss, identity);
}

}
