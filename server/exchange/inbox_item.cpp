#include "server/exchange/inbox_item.hpp"

#include "protocol/base/encoding.hpp"
#include "protocol/base/iso_time.hpp"
#include "protocol/envelope/jws.hpp"
#include "protocol/log/leaf.hpp"
#include "server/exchange/publication.hpp"
#include "storage/index/facts.hpp"
#include "storage/index/lookup.hpp"

namespace huecry::exchange {
namespace {

using journal::DeliveryKind;

/// What an entry brings: a version of a notice, by itself or by a publication of the hub.
struct Brought {
  journal::Record version;
  index::NoticeFacts facts;
  journal::Position position = 0;  // of the entry
  UnixMillis received{};
  policy::Bits missing = 0;
  Digest object;         // of what is delivered
  std::string document;  // compact: the issuer's, or an edition
};

Result<Brought> brought_by(journal::Record version) {
  HUECRY_TRY(index::NoticeFacts facts, index::decode_notice_facts(version.facts));
  Brought brought{{}, std::move(facts), version.position, version.received, 0, version.object, version.document};
  brought.version = std::move(version);
  return brought;
}

Result<Brought> brought_by_publication(kv::Reader const& state, journal::Record entry) {
  HUECRY_TRY(index::PublicationFacts const facts, index::decode_publication_facts(entry.facts));
  HUECRY_TRY(journal::Record version, journal::read(state, facts.of));
  HUECRY_TRY(Brought brought, brought_by(std::move(version)));
  brought.position = entry.position;
  brought.received = entry.received;
  if (facts.missing == 0) return brought;
  brought.missing = facts.missing;
  brought.object = entry.object;
  brought.document = std::move(entry.document);
  return brought;
}

/// nullopt: an entry of another kind.
Result<std::optional<Brought>> brought_at(kv::Reader const& state, journal::Position position) {
  HUECRY_TRY(journal::Record entry, journal::read(state, position));
  auto const kind = index::facts_kind(entry.facts);
  if (kind != index::FactsKind::notice && kind != index::FactsKind::publication) return std::optional<Brought>();
  Result<Brought> brought =
      kind == index::FactsKind::notice ? brought_by(std::move(entry)) : brought_by_publication(state, std::move(entry));
  if (!brought) return std::move(brought).error();
  return std::optional(*std::move(brought));
}

/// The document may go out now: policy still lets the reader have exactly this edition, and the reader was not told to
/// give the notice up meanwhile.
Result<bool> still_released(Reading const& reading, Brought const& brought) {
  HUECRY_TRY(bool const allowed,
             lets_have(reading.policy, brought.facts.subject, reading.now, reading.reader, brought.missing));
  if (!allowed) return false;
  HUECRY_TRY(auto const head, index::current_head(reading.state, brought.version.iss, brought.version.id));
  // holders drops whoever was recalled; a withdrawn notice has none left.
  return head && head->state == index::State::published && head->holders.contains(reading.reader);
}

std::string_view kind_of(Brought const& brought, DeliveryKind delivery) {
  if (delivery == DeliveryKind::recall) return "recall";
  return brought.version.ver == 1 ? "notice" : "update";
}

/// A recall by exclusion must not carry the new version, which the reader may not see; a withdrawal is its own proof.
bool shows_document(DeliveryKind delivery, Brought const& brought) {
  return delivery == DeliveryKind::document || brought.facts.action == documents::Action::withdraw;
}

void append_missing(std::string& out, policy::Bits missing) {
  if (missing == 0) return;
  out += R"(,"missing":[)";
  for (std::size_t block = 0; block < policy::k_blocks.size(); ++block) {
    if (!policy::has_bit(missing, block)) continue;
    if (out.back() != '[') out += ',';
    out.append("\"").append(policy::k_blocks[block]).append("\"");
  }
  out += ']';
}

std::string to_json(Brought const& brought, std::string_view kind, bool with_document) {
  std::string out;
  out.reserve(brought.document.size() + 512);
  out.append(R"({"position":)").append(std::to_string(brought.position));
  out.append(R"(,"kind":")").append(kind);
  out.append(R"(","id":")").append(brought.version.id);
  out.append(R"(","ver":)").append(std::to_string(brought.version.ver));
  out.append(R"(,"iss":")").append(brought.version.iss.text());
  out.append(R"(","received":")").append(iso_time(brought.received)).append("\"");
  if (!with_document) return out += '}';
  append_missing(out, brought.missing);
  out.append(R"(,"object":")").append(to_base64url(brought.object));
  out.append(R"(","document":)").append(envelope::to_container(brought.document));
  return out += '}';
}

}

Result<std::optional<InboxItem>> render(Reading const& reading, mailbox::Item const& item) {
  HUECRY_TRY(auto const brought, brought_at(reading.state, item.position));
  if (!brought) return std::optional<InboxItem>();
  if (item.kind == DeliveryKind::document) {
    HUECRY_TRY(bool const released, still_released(reading, *brought));
    if (!released) return std::optional<InboxItem>();
  }
  std::string kind(kind_of(*brought, item.kind));
  std::string json = to_json(*brought, kind, shows_document(item.kind, *brought));
  return std::optional<InboxItem>(InboxItem{brought->position, std::move(kind), std::move(json)});
}

}
