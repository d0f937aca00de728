#include "server/exchange/inbox_item.hpp"

#include "protocol/base/encoding.hpp"
#include "protocol/base/iso_time.hpp"
#include "protocol/envelope/jws.hpp"
#include "protocol/log/leaf.hpp"
#include "storage/index/facts.hpp"
#include "storage/index/lookup.hpp"

namespace huecry::exchange {
namespace {

using journal::DeliveryKind;

/// The document may go out now: policy still allows it, and the reader was not told to give the notice up meanwhile.
Result<bool> still_released(Reading const& reading, journal::Record const& record, index::NoticeFacts const& facts) {
  auto const decision = reading.policy.decide({record.iss, facts.excluded, facts.addressees}, reading.now);
  if (!decision.allowed.contains(reading.reader)) return false;
  HUECRY_TRY(auto const head, index::current_head(reading.state, record.iss, record.id));
  // holders drops whoever was recalled; a withdrawn notice has none left.
  return head && head->state == index::State::published && head->holders.contains(reading.reader);
}

std::string_view kind_of(journal::Record const& record, DeliveryKind delivery) {
  if (delivery == DeliveryKind::recall) return "recall";
  return record.ver == 1 ? "notice" : "update";
}

/// A recall by exclusion must not carry the new version, which the reader may not see; a withdrawal is its own proof.
bool shows_document(DeliveryKind delivery, index::NoticeFacts const& facts) {
  return delivery == DeliveryKind::document || facts.action == documents::Action::withdraw;
}

std::string to_json(journal::Record const& record, std::string_view kind, bool with_document) {
  std::string out;
  out.reserve(record.document.size() + 512);
  out.append(R"({"position":)").append(std::to_string(record.position));
  out.append(R"(,"kind":")").append(kind);
  out.append(R"(","id":")").append(record.id);
  out.append(R"(","ver":)").append(std::to_string(record.ver));
  out.append(R"(,"iss":")").append(record.iss.text());
  out.append(R"(","received":")").append(iso_time(record.received));
  if (with_document) {
    out.append(R"(","object":")").append(to_base64url(record.object));
    out.append(R"(","document":)").append(envelope::to_container(record.document));
    return out += '}';
  }
  return out += "\"}";
}

}

Result<std::optional<InboxItem>> render(Reading const& reading, mailbox::Item const& item) {
  HUECRY_TRY(journal::Record const record, journal::read(reading.state, item.position));
  if (record.kind != log::LeafKind::notice) return std::optional<InboxItem>();
  HUECRY_TRY(index::NoticeFacts const facts, index::decode_notice_facts(record.facts));
  if (item.kind == DeliveryKind::document) {
    HUECRY_TRY(bool const released, still_released(reading, record, facts));
    if (!released) return std::optional<InboxItem>();
  }
  std::string kind(kind_of(record, item.kind));
  std::string json = to_json(record, kind, shows_document(item.kind, facts));
  return std::optional<InboxItem>(InboxItem{record.position, std::move(kind), std::move(json)});
}

}
