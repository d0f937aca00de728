#include "gateway/cli/evidence.hpp"

#include <algorithm>

#include "gateway/cli/target.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/crypto/random.hpp"
#include "protocol/documents/evidence.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"

namespace huecry::cli {
namespace {

json::Json evidence_payload(std::string const& id, CountryCode iss, UnixMillis now, EvidenceWords const& words,
                            std::span<EvidenceItem const> items) {
  json::Json list = json::Json::array();
  for (EvidenceItem const& item : items) list.push_back({{"id", item.id}, {"ver", item.ver}, {"obj", item.object}});
  json::Json payload = {{"v", 1},
                        {"id", id},
                        {"iss", iss.text()},
                        {"kind", words.kind},
                        {"at", to_seconds(now).time_since_epoch().count()},
                        {"items", std::move(list)}};
  std::pair<char const*, std::string const*> const texts[] = {
      {"desk", &words.desk}, {"reason", &words.reason}, {"outcome", &words.outcome}, {"text", &words.text}};
  for (auto const& [name, text] : texts)
    if (!text->empty()) payload[name] = *text;
  return payload;
}

}

Result<std::string> new_document_id(Profile const& profile, char kind, UnixMillis now) {
  HUECRY_TRY(auto const party, party_of(profile));
  std::array<std::uint8_t, 6> random{};
  crypto::SystemRandom().fill(random);
  std::string const entity = party.organisation == "NCB" ? "" : party.organisation + ".";
  return std::string(party.country.text()) + '-' + entity + kind + '-' +
         std::to_string(now.time_since_epoch().count()) + '-' + hex_encode(random);
}

void add_item(EvidenceItems& items, EvidenceItem item) {
  std::erase_if(items, [&item](EvidenceItem const& other) { return other.id == item.id && other.ver == item.ver; });
  items.push_back(std::move(item));
}

Result<> send_evidence(Session const& session, Connection& connection, EvidenceWords const& words,
                       EvidenceItems const& items) {
  HUECRY_TRY(CountryCode const iss, country_of(connection.profile));
  documents::Schemas const schemas;
  for (std::span<EvidenceItem const> left(items); !left.empty();) {
    auto const part = left.first(std::min(left.size(), limits::evidence_items_max));
    left = left.subspan(part.size());
    UnixMillis const now = session.clock.now();
    HUECRY_TRY(std::string const id, new_document_id(connection.profile, 'E', now));
    std::string const payload = json::write(evidence_payload(id, iss, now, words, part));
    HUECRY_CHECK(documents::read_evidence(schemas, payload));
    HUECRY_TRY(std::string const container,
               signed_container(session, connection.profile, envelope::DocumentType::evidence, "notices", payload));
    HUECRY_CHECK(
        expect_success(connection.hub->submit("/v1/evidence", "application/vnd.huecry.evidence+jws", container)));
  }
  return ok();
}

/// Of an edition, what counts is what was received: the edition's own digest, not that of the issuer's document.
Result<EvidenceItem> evidence_item(Connection& connection, std::string const& id, std::uint32_t ver) {
  HUECRY_TRY(Received const received, fetch_notice(connection, id, ver));
  return EvidenceItem{id, received.ver, to_base64url(received.document.digest())};
}

}
