#include "storage/messages/facts.hpp"

#include "protocol/base/codec.hpp"

namespace huecry::messages {
namespace {

using documents::MessageAct;
using documents::MessageEnvelope;
using documents::Urgency;

constexpr std::uint8_t k_tag = 'M', k_expiry_tag = 'Q', k_overdue_tag = 'O', k_form = 1, k_message_form = 2;

void encode_request(Encoder& out, MessageEnvelope const& envelope) {
  out.word(envelope.kind);
  out.number(static_cast<std::uint8_t>(envelope.limit ? *envelope.limit + 1 : 0));
}

void encode_reply(Encoder& out, MessageEnvelope const& envelope) {
  out.word(envelope.of);
  out.country(envelope.asker);
  out.word(envelope.reason);
  out.seconds(envelope.until.value_or(UnixSeconds{}));
}

void decode_request(Decoder& in, MessageEnvelope& envelope) {
  envelope.kind = in.word();
  auto const limit = in.number<std::uint8_t>();
  in.expect(limit <= life::k_limit_profiles.size());
  if (limit != 0) envelope.limit = static_cast<life::LimitNumber>(limit - 1);
}

void decode_reply(Decoder& in, MessageEnvelope& envelope) {
  envelope.of = in.word();
  envelope.asker = in.country();
  envelope.reason = in.word();
  UnixSeconds const until = in.seconds();
  if (until != UnixSeconds{}) envelope.until = until;
}

}

std::string encode(MessageEnvelope const& envelope) {
  std::string bytes;
  Encoder out(bytes);
  out.number(k_tag);
  out.number(k_message_form);
  out.word(envelope.id);
  out.country(envelope.from);
  out.set(envelope.to);
  out.word(envelope.conversation);
  out.code(envelope.act);
  out.code(envelope.urgency);
  out.word(envelope.handling);
  out.word(envelope.reply_to);
  encode_request(out, envelope);
  encode_reply(out, envelope);
  out.seconds(envelope.expires);
  out.number(static_cast<std::uint8_t>(envelope.attachments.size()));
  for (documents::SealedBlob const& blob : envelope.attachments) {
    out.digest(blob.digest);
    out.number(blob.bytes);
  }
  out.number(static_cast<std::uint8_t>(envelope.hints.size()));
  for (documents::Hint const& hint : envelope.hints) {
    out.word(hint.key);
    out.digest(hint.tag);
  }
  return bytes;
}

Result<std::optional<MessageEnvelope>> message_facts(std::string_view facts) {
  if (facts.empty() || static_cast<std::uint8_t>(facts.front()) != k_tag) return std::optional<MessageEnvelope>();
  Decoder in(facts.substr(1));
  in.expect(in.number<std::uint8_t>() == k_message_form);
  MessageEnvelope envelope;
  envelope.id = in.word();
  envelope.from = in.country();
  envelope.to = in.set();
  envelope.conversation = in.word();
  envelope.act = in.code(MessageAct::last_);
  envelope.urgency = in.code(Urgency::last_);
  envelope.handling = in.word();
  envelope.reply_to = in.word();
  decode_request(in, envelope);
  decode_reply(in, envelope);
  envelope.expires = in.seconds();
  for (auto left = in.number<std::uint8_t>(); left != 0 && !in.failed(); --left) {
    Digest const digest = in.digest();
    envelope.attachments.push_back({digest, in.number<std::uint64_t>()});
  }
  for (auto left = in.number<std::uint8_t>(); left != 0 && !in.failed(); --left) {
    std::string key(in.word());
    envelope.hints.push_back({std::move(key), in.digest()});
  }
  HUECRY_CHECK(in.finish("facts of a message"));
  return std::optional(std::move(envelope));
}

std::string encode(ExpiryFacts const& facts) {
  std::string bytes;
  Encoder out(bytes);
  out.number(k_expiry_tag);
  out.number(k_form);
  out.number(facts.of);
  out.set(facts.silent);
  return bytes;
}

Result<std::optional<ExpiryFacts>> expiry_facts(std::string_view facts) {
  if (facts.empty() || static_cast<std::uint8_t>(facts.front()) != k_expiry_tag) return std::optional<ExpiryFacts>();
  Decoder in(facts.substr(1));
  in.expect(in.number<std::uint8_t>() == k_form);
  ExpiryFacts expiry;
  expiry.of = in.number<journal::Position>();
  expiry.silent = in.set();
  HUECRY_CHECK(in.finish("facts of an expiry"));
  return std::optional(expiry);
}

std::string encode(OverdueFacts const& facts) {
  std::string bytes;
  Encoder out(bytes);
  out.number(k_overdue_tag);
  out.number(k_form);
  out.number(facts.of);
  out.country(facts.by);
  out.number(static_cast<std::uint8_t>(facts.undelivered ? 1 : 0));
  return bytes;
}

Result<std::optional<OverdueFacts>> overdue_facts(std::string_view facts) {
  if (facts.empty() || static_cast<std::uint8_t>(facts.front()) != k_overdue_tag) return std::optional<OverdueFacts>();
  Decoder in(facts.substr(1));
  in.expect(in.number<std::uint8_t>() == k_form);
  OverdueFacts overdue;
  overdue.of = in.number<journal::Position>();
  overdue.by = in.country();
  overdue.undelivered = in.number<std::uint8_t>() != 0;
  HUECRY_CHECK(in.finish("facts of what is overdue"));
  return std::optional(overdue);
}

}
