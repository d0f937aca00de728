#include "server/api/visible.hpp"

#include "protocol/base/limits.hpp"
#include "server/exchange/consents.hpp"
#include "server/exchange/publication.hpp"
#include "server/net/event.hpp"
#include "storage/index/holdings.hpp"

namespace huecry::api {
namespace {

/// What a recipient has: of an entity its own, of a bureau by its country.
struct Held {
  std::uint32_t ver = 0;
  policy::Bits missing = 0;
};

Held held_by_bureau(index::Version const& version, CountryCode country) {
  auto const* const edition = exchange::edition_of(version, country);
  return {version.ver, edition == nullptr ? policy::Bits{0} : edition->missing};
}

/// nullopt: nothing.
Result<std::optional<Held>> held(kv::Reader const& state, index::Head const& head, exchange::Reader const& reader) {
  if (reader.entity) {
    HUECRY_TRY(auto const holding, index::holding_of(state, head.first.position, reader.name()));
    return holding && holding->held() ? std::optional(Held{holding->ver, holding->missing}) : std::nullopt;
  }
  HUECRY_TRY(auto const version, index::version_of(state, head.iss, head.id, head.content_ver));
  return version ? std::optional(held_by_bureau(*version, reader.country)) : std::nullopt;
}

/// A recipient must be allowed now, not only when the notice was published: read re-checks release (architecture §3.3).
/// And exactly the edition that it has: a stricter one is on its way to it.
Result<bool> released_now(kv::Reader const& state, exchange::Services const& services, index::Head const& head,
                          certs::Identity const& identity) {
  HUECRY_TRY(auto const reader, exchange::reader_of(identity));
  HUECRY_TRY(auto const has, held(state, head, reader));
  if (!has) return false;
  HUECRY_TRY(auto const version, index::version_of(state, head.iss, head.id, has->ver));
  if (!version) return Error(Errc::corrupt, "a holding of no version");
  HUECRY_TRY(auto const now,
             exchange::circumstances_for(state, *services.trust.current(), services.clock.now(), head, version->ver));
  return exchange::lets_have(services.policy.get(), version->facts.subject, now, reader, has->missing);
}

bool is_recipient(index::Head const& head, certs::Identity const& identity) {
  return identity.role == certs::Role::entity || (identity.role == certs::Role::bureau && identity.country != head.iss);
}

Copy copy_of_bureau(index::Version const& version, CountryCode reader) {
  if (auto const* const edition = exchange::edition_of(version, reader))
    return {edition->object, edition->position, envelope::DocumentType::edition};
  return {version.object, version.entered.position, envelope::DocumentType::notice};
}

Result<Copy> copy_of_entity(kv::Reader const& state, index::Head const& head, std::optional<std::uint32_t> ver,
                            journal::Entity const& entity) {
  HUECRY_TRY(auto const holding, index::holding_of(state, head.first.position, entity));
  if (!holding || !holding->held() || holding->ver != ver.value_or(holding->ver)) return Error(Errc::not_found);
  if (holding->missing != 0) return Copy{holding->object, holding->given.position, envelope::DocumentType::edition};
  HUECRY_TRY(auto const version, index::version_of(state, head.iss, head.id, holding->ver));
  if (!version) return Error(Errc::corrupt, "a holding of no version");
  return Copy{version->object, version->entered.position, envelope::DocumentType::notice};
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

Result<index::Head> visible_head(kv::Reader const& state, exchange::Services const& services, Call const& call) {
  std::string const& id = call.params.front();
  // The issuer stands in the identifier; a text that names none is looked up under the reader's own country, in vain.
  auto const iss = CountryCode::parse(std::string_view(id).substr(0, 2));
  HUECRY_TRY(auto const head, index::current_head(state, iss ? *iss : call.peer.identity.country, id));
  auto const& identity = call.peer.identity;
  if (!head) return Error(Errc::not_found);
  HUECRY_TRY(bool const seen, visibility_of(identity).sees(state, *head));
  if (!seen) return Error(Errc::not_found);
  HUECRY_TRY(bool const readable, may_read_now(state, services, *head, identity));
  if (!readable) return Error(Errc::not_found);
  return *head;
}

Result<bool> may_read_now(kv::Reader const& state, exchange::Services const& services, index::Head const& head,
                          certs::Identity const& identity) {
  if (!is_recipient(head, identity)) return true;
  return released_now(state, services, head, identity);
}

Result<Copy> visible_copy(kv::Reader const& state, index::Head const& head, std::optional<std::uint32_t> ver,
                          Call const& call) {
  auto const& identity = call.peer.identity;
  if (identity.role == certs::Role::coordinator) return Error(Errc::not_found);
  if (identity.role == certs::Role::entity)
    return copy_of_entity(state, head, ver, {identity.country, identity.organisation});
  HUECRY_TRY(auto const version, index::version_of(state, head.iss, head.id, ver.value_or(head.content_ver)));
  if (!version) return Error(Errc::not_found);
  if (is_recipient(head, identity) && !version->released.contains(identity.country)) return Error(Errc::not_found);
  return copy_of_bureau(*version, identity.country);
}

asio::awaitable<void> pause_before_absent(Call& call, std::chrono::steady_clock::time_point asked) {
  auto const until = asked + limits::absent_answer_after;
  auto const left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
  if (left <= std::chrono::milliseconds(0)) co_return;
  net::Event never(*call.peer.shard);
  co_await never.wait(left);
}

bool sees_every_recipient(index::Head const& head, certs::Identity const& identity) {
  return identity.role == certs::Role::secretariat ||
         (identity.role == certs::Role::bureau && identity.country == head.iss);
}

}
