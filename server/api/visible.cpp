#include "server/api/visible.hpp"

#include "protocol/base/limits.hpp"
#include "server/exchange/consents.hpp"
#include "server/exchange/publication.hpp"
#include "server/net/event.hpp"
#include "storage/index/holdings.hpp"

namespace huecry::api {
namespace {

/// Which blocks are missing of what a recipient has of a version; nullopt: it has nothing of it.
Result<std::optional<policy::Bits>> missing_of(kv::Reader const& state, index::Head const& head,
                                               index::Version const& version, exchange::Reader const& reader) {
  if (reader.entity) {
    HUECRY_TRY(auto const holding, index::holding_of(state, head.first.position, reader.name()));
    bool const has = holding && holding->is_current(head) && holding->ver == version.ver;
    return has ? std::optional(policy::Bits{holding->missing}) : std::nullopt;
  }
  if (!version.released.contains(reader.country)) return std::optional<policy::Bits>();
  auto const* const edition = exchange::edition_of(version, reader.country);
  return std::optional(edition == nullptr ? policy::Bits{0} : edition->missing);
}

/// A recipient must be allowed now, not only when the notice was published: read re-checks release (architecture §3.3).
/// This version, and exactly the edition that it has: a stricter one is on its way to it.
Result<bool> released_now(kv::Reader const& state, exchange::Services const& services, index::Head const& head,
                          index::Version const& version, certs::Identity const& identity, Purpose purpose) {
  HUECRY_TRY(auto const reader, exchange::reader_of(identity));
  auto const trust = services.trust.current();
  if (reader.entity && !exchange::is_authorised(*trust, *reader.entity)) return false;
  HUECRY_TRY(auto const missing, missing_of(state, head, version, reader));
  if (!missing || version.facts.subject.empty()) return false;
  HUECRY_TRY(auto now,
             exchange::circumstances_of_reader(state, *trust, services.clock.now(), head, version.ver, reader));
  auto const policy = services.policy.get();
  HUECRY_TRY(bool const allowed, exchange::lets_have(policy, version.facts.subject, now, reader, *missing));
  if (!allowed || !purpose) return allowed;
  now.purpose = purpose;  // may take away what the document's own purpose gives, and adds nothing
  return exchange::lets_have(policy, version.facts.subject, now, reader, *missing);
}

bool is_recipient(index::Head const& head, certs::Identity const& identity) {
  return identity.role == certs::Role::entity || (identity.role == certs::Role::bureau && identity.country != head.iss);
}

Copy copy_of_bureau(index::Head const& head, index::Version const& version, CountryCode reader) {
  if (auto const* const edition = exchange::edition_of(version, reader))
    return {version.ver, edition->object, edition->position, envelope::DocumentType::edition};
  return {version.ver, version.object, version.entered.position, exchange::document_type(head)};
}

Result<Copy> copy_of_entity(kv::Reader const& state, index::Head const& head, index::Version const& version,
                            journal::Entity const& entity) {
  HUECRY_TRY(auto const holding, index::holding_of(state, head.first.position, entity));
  if (!holding || holding->missing == 0)
    return Copy{version.ver, version.object, version.entered.position, exchange::document_type(head)};
  return Copy{version.ver, holding->object, holding->given.position, envelope::DocumentType::edition};
}

}

index::Visibility visibility_of(certs::Identity const& identity) {
  switch (identity.role) {
    case certs::Role::bureau: return index::Visibility::member(identity.country);
    case certs::Role::entity: return index::Visibility::entity({identity.country, identity.organisation});
    case certs::Role::secretariat: return index::Visibility::secretariat();
    case certs::Role::coordinator: return index::Visibility::coordinator(identity.region);
    default: return index::Visibility::member(*CountryCode::parse("XP"));  // originates nothing and receives nothing
  }
}

bool is_counted(certs::Identity const& identity, CountryCode member) {
  return identity.role != certs::Role::coordinator || member.region() == identity.region;
}

Result<Purpose> purpose_of(exchange::Services const& services, net::Request const& request) {
  auto const text = request.parameter("purpose");
  if (!text) return Purpose();
  auto const policy = services.policy.get();
  Purpose const purpose = policy.vocabulary().purpose(*text);
  if (purpose) return purpose;
  std::string known;
  for (std::string const& each : policy.vocabulary().purposes()) known += (known.empty() ? "" : ", ") + each;
  return Error(Errc::parameter_invalid, "purpose is none of " + known);
}

Result<index::Head> visible_head(kv::Reader const& state, exchange::Services const& services,
                                 certs::Identity const& identity, std::string_view id, Purpose purpose) {
  // The issuer stands in the identifier; a text that names none is looked up under the reader's own country, in vain.
  auto const iss = CountryCode::parse(id.substr(0, 2));
  HUECRY_TRY(auto const head, index::current_head(state, iss ? *iss : identity.country, id));
  if (!head) return Error(Errc::not_found);
  HUECRY_TRY(bool const seen, visibility_of(identity).sees(state, *head));
  if (!seen) return Error(Errc::not_found);
  HUECRY_TRY(bool const readable, may_read_now(state, services, *head, identity, purpose));
  if (!readable) return Error(Errc::not_found);
  return *head;
}

Result<index::Head> visible_head(kv::Reader const& state, exchange::Services const& services, Call const& call) {
  HUECRY_TRY(Purpose const purpose, purpose_of(services, call.request));
  return visible_head(state, services, call.peer.identity, call.params.front(), purpose);
}

Result<bool> may_read_now(kv::Reader const& state, exchange::Services const& services, index::Head const& head,
                          certs::Identity const& identity, Purpose purpose) {
  if (!is_recipient(head, identity)) return true;
  HUECRY_TRY(auto const version, index::version_of(state, head.iss, head.id, head.content_ver));
  if (!version) return Error(Errc::corrupt, "a head without its version");
  return released_now(state, services, head, *version, identity, purpose);
}

Result<Copy> visible_copy(kv::Reader const& state, exchange::Services const& services, index::Head const& head,
                          std::optional<std::uint32_t> ver, Call const& call) {
  auto const& identity = call.peer.identity;
  if (identity.role == certs::Role::coordinator) return Error(Errc::not_found);
  if (head.state == life::NoticeState::deleted) return Error(Errc::erased);
  HUECRY_TRY(auto const version, index::version_of(state, head.iss, head.id, ver.value_or(head.content_ver)));
  if (!version) return Error(Errc::not_found);
  if (is_recipient(head, identity) && version->ver != head.content_ver) {
    HUECRY_TRY(Purpose const purpose, purpose_of(services, call.request));
    HUECRY_TRY(bool const released, released_now(state, services, head, *version, identity, purpose));
    if (!released) return Error(Errc::not_found);
  }
  if (identity.role == certs::Role::entity)
    return copy_of_entity(state, head, *version, {identity.country, identity.organisation});
  return copy_of_bureau(head, *version, identity.country);
}

asio::awaitable<void> pause_before_absent(Call& call, std::chrono::steady_clock::time_point asked) {
  auto const until = asked + limits::absent_answer_after;
  auto const left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
  if (left <= std::chrono::milliseconds(0)) co_return;
  net::Event never(*call.peer.shard);
  co_await never.wait(left);
}

bool sees_every_recipient(CountryCode iss, certs::Identity const& identity) {
  return identity.role == certs::Role::secretariat || (identity.role == certs::Role::bureau && identity.country == iss);
}

bool sees_every_recipient(index::Head const& head, certs::Identity const& identity) {
  return sees_every_recipient(head.iss, identity);
}

}
