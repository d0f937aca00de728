#include "storage/journal/record.hpp"

#include <algorithm>
#include <array>

#include "protocol/base/assert.hpp"
#include "protocol/base/codec.hpp"

namespace huecry::journal {
namespace {

using log::LeafKind;

constexpr std::uint8_t k_form = 3;  // 2 sealed nothing, 1 had no entities
constexpr std::size_t k_entities_max = 0xffff;

/// The stored code of a kind is its place in this list plus one: append only.
constexpr std::array k_kinds = {LeafKind::notice,    LeafKind::diffusion, LeafKind::decision, LeafKind::publication,
                                LeafKind::envelope,  LeafKind::delivery,  LeafKind::evidence, LeafKind::policy,
                                LeafKind::trustlist, LeafKind::crl,       LeafKind::logkey,   LeafKind::tst,
                                LeafKind::erasure};
static_assert(k_kinds.size() == log::k_leaf_kinds);

std::uint8_t code_of(LeafKind kind) {
  return static_cast<std::uint8_t>(std::ranges::find(k_kinds, kind) - k_kinds.begin() + 1);
}

void append(Encoder& out, Delivery const& delivery) {
  out.code(delivery.kind);
  out.set(delivery.to);
  out.number(static_cast<std::uint16_t>(delivery.entities.size()));
  for (Entity const& entity : delivery.entities) {
    out.letters(entity.country);
    out.word(entity.organisation);
  }
}

bool fits(Delivery const& delivery) {
  return delivery.entities.size() <= k_entities_max && std::ranges::all_of(delivery.entities, [](Entity const& entity) {
           return !entity.organisation.empty() && entity.organisation.size() <= 0xff;
         });
}

LeafKind take_kind(Decoder& in) {
  std::size_t const code = in.number<std::uint8_t>();
  bool const known = code >= 1 && code <= k_kinds.size();
  in.expect(known);
  return known ? k_kinds[code - 1] : LeafKind{};
}

Result<> unseal(Record& record, SealedPart part, std::string_view sealed, std::string& text,
                kv::Secrets const& secrets) {
  if (sealed.empty()) return ok();
  HUECRY_TRY(auto opened, kv::unseal(secrets, static_cast<std::uint8_t>(part), sealed));
  record.erased = record.erased || !opened;
  if (opened) text = *std::move(opened);
  return ok();
}

std::vector<Entity> take_entities(Decoder& in) {
  std::vector<Entity> entities;
  for (std::size_t left = in.number<std::uint16_t>(); left != 0 && !in.failed(); --left) {
    CountryCode const country = in.letters();
    entities.push_back({country, std::string(in.word())});
  }
  return entities;
}

Delivery take_delivery(Decoder& in) {
  auto const code = in.number<std::uint8_t>();
  bool const recall = code == static_cast<std::uint8_t>(DeliveryKind::recall);
  in.expect(recall || code == static_cast<std::uint8_t>(DeliveryKind::document));
  auto const kind = recall ? DeliveryKind::recall : DeliveryKind::document;
  CountrySet const to = in.set();
  return {kind, to, take_entities(in)};
}

}

void seal(Record& record, crypto::SealKey const& key, Random& random) {
  auto sealed = [&](SealedPart part, std::string const& text) {
    if (text.empty()) return std::string();
    return kv::seal(key, record.position, static_cast<std::uint8_t>(part), text, random);
  };
  record.sealed.document = sealed(SealedPart::document, record.document);
  record.sealed.decision = sealed(SealedPart::decision, record.decision);
  record.sealed.content = sealed(SealedPart::content, record.content);
}

CountrySet recipients(std::vector<Delivery> const& deliveries, DeliveryKind kind) {
  CountrySet to;
  for (Delivery const& delivery : deliveries)
    if (delivery.kind == kind) to = to | delivery.to;
  return to;
}

std::string encode(Record const& record) {
  HUECRY_ASSERT(record.sealed.document.empty() == record.document.empty() || record.erased);
  HUECRY_ASSERT(record.deliveries.size() <= 0xff);
  HUECRY_ASSERT(std::ranges::all_of(record.deliveries, fits));
  std::string bytes;
  bytes.reserve(512 + record.sealed.document.size() + record.sealed.decision.size() + record.facts.size() +
                record.sealed.content.size());
  Encoder out(bytes);
  out.number(k_form);
  out.number(code_of(record.kind));
  out.number(record.position);
  out.time(record.received);
  out.number(record.ver);
  out.letters(record.iss);
  out.word(record.id);
  for (Digest const* digest : {&record.object, &record.signing, &record.certificate, &record.policy, &record.crls})
    out.digest(*digest);
  out.number(static_cast<std::uint8_t>(record.deliveries.size()));
  for (Delivery const& delivery : record.deliveries) append(out, delivery);
  for (std::string const* text :
       {&record.sealed.document, &record.sealed.decision, &record.facts, &record.sealed.content})
    out.text(*text);
  return bytes;
}

Result<Record> decode(std::string_view bytes, kv::Secrets const& secrets) {
  Decoder in(bytes);
  in.expect(in.number<std::uint8_t>() == k_form);
  Record record;
  record.kind = take_kind(in);
  record.position = in.number<std::uint64_t>();
  record.received = in.time();
  record.ver = in.number<std::uint32_t>();
  record.iss = in.letters();
  record.id = in.word();
  for (Digest* digest : {&record.object, &record.signing, &record.certificate, &record.policy, &record.crls})
    *digest = in.digest();
  for (auto left = in.number<std::uint8_t>(); left != 0 && !in.failed(); --left)
    record.deliveries.push_back(take_delivery(in));
  for (std::string* text : {&record.sealed.document, &record.sealed.decision, &record.facts, &record.sealed.content})
    *text = in.text();
  HUECRY_CHECK(in.finish("record"));
  HUECRY_CHECK(unseal(record, SealedPart::document, record.sealed.document, record.document, secrets));
  HUECRY_CHECK(unseal(record, SealedPart::decision, record.sealed.decision, record.decision, secrets));
  HUECRY_CHECK(unseal(record, SealedPart::content, record.sealed.content, record.content, secrets));
  return record;
}

}
