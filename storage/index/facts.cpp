#include "storage/index/facts.hpp"

#include "protocol/base/codec.hpp"
#include "protocol/base/limits.hpp"

namespace huecry::index {
namespace {

constexpr std::uint8_t k_notice_tag = 'N';
constexpr std::uint8_t k_evidence_tag = 'E';
constexpr std::uint8_t k_publication_tag = 'P';
constexpr std::uint8_t k_consent_tag = 'C';
constexpr std::uint8_t k_decision_tag = 'R';
constexpr std::uint8_t k_form = 1;
constexpr std::uint8_t k_notice_form = 4;  // 3 knew no publicity, 2 had the content within, 1 the subject as JSON
constexpr std::uint8_t k_content_form = 1;
constexpr std::uint8_t k_decision_form = 3;  // 2 knew no extract, 1 no renewal
constexpr std::uint8_t k_evidence_form = 2;  // 1 knew no code, and nothing of the hub's

/// What is present, or true.
enum Flag : std::uint8_t { k_urgent = 1, k_review_on = 2, k_prior = 4, k_waits = 8, k_diffusion = 16, k_flags = 31 };

std::uint8_t flags_of(NoticeFacts const& facts) {
  auto flag = [](bool set, Flag value) { return set ? unsigned{value} : 0U; };
  return static_cast<std::uint8_t>(flag(facts.urgent, k_urgent) | flag(facts.review_on.has_value(), k_review_on) |
                                   flag(facts.prior.has_value(), k_prior) | flag(facts.waits, k_waits) |
                                   flag(facts.diffusion, k_diffusion));
}

/// At most `bytes_max` bytes, without half a character at the end (RFC 3629: continuation bytes are 10xxxxxx).
std::string_view cut(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  while (bytes_max > 0 && (static_cast<std::uint8_t>(text[bytes_max]) & 0xC0) == 0x80) --bytes_max;
  return text.substr(0, bytes_max);
}

void encode_texts(Encoder& out, std::vector<std::string> const& texts) {
  out.number(static_cast<std::uint16_t>(texts.size()));
  for (std::string const& text : texts) out.text(text);
}

std::vector<std::string> decode_texts(Decoder& in) {
  std::vector<std::string> texts;
  for (auto left = in.number<std::uint16_t>(); left > 0 && !in.failed(); --left) texts.emplace_back(in.text());
  return texts;
}

std::string begin_facts(std::uint8_t tag, std::uint8_t form = k_form) {
  return {static_cast<char>(tag), static_cast<char>(form)};
}

void expect_form(Decoder& in, std::uint8_t tag, std::uint8_t form = k_form) {
  in.expect(in.number<std::uint8_t>() == tag);
  in.expect(in.number<std::uint8_t>() == form);
}

void encode_item(Encoder& out, NoticeVersion const& item) {
  out.country(item.iss);
  out.number(item.ver);
  out.text(item.id);
}

NoticeVersion decode_item(Decoder& in) {
  NoticeVersion item;
  item.iss = in.country();
  item.ver = in.number<std::uint32_t>();
  item.id = in.text();
  return item;
}

}

std::string to_text(NoticeNumber number) { return std::to_string(number.year) + "/" + std::to_string(number.n); }

NoticeFacts facts_of(documents::Notice const& notice, NoticeState after, std::string subject) {
  NoticeFacts facts;
  facts.subject = std::move(subject);
  facts.action = notice.action;
  facts.colour = notice.colour;
  facts.state = after;
  facts.urgent = notice.urgent;
  facts.diffusion = notice.diffusion;
  if (notice.action == documents::Action::publish)
    facts.publicity = documents::publicity_of(notice.colour, notice.handling, notice.diffusion);
  facts.offences = notice.offences;
  facts.issued = notice.issued;
  facts.review_on = notice.review_on;
  facts.file_no = notice.file_no;
  facts.title = notice.title;
  facts.search_text = notice.search_text;
  return facts;
}

Result<EvidenceFacts> facts_of(documents::Evidence const& evidence, std::string party, bool by_entity) {
  EvidenceFacts facts{evidence.kind, evidence.iss, std::move(party), {}, by_entity, evidence.code};
  for (documents::EvidenceItem const& item : evidence.items) {
    auto const iss = CountryCode::parse(std::string_view(item.id).substr(0, 2));
    if (!iss) return Error(Errc::payload_rule, "no country begins the id " + item.id);
    facts.items.push_back({*iss, item.id, item.ver});
  }
  return facts;
}

std::string encode(NoticeFacts const& facts) {
  std::string bytes = begin_facts(k_notice_tag, k_notice_form);
  Encoder out(bytes);
  out.code(facts.action);
  out.code(facts.colour);
  out.code(facts.state);
  out.number(flags_of(facts));
  out.code(facts.publicity);
  out.day(facts.issued);
  if (facts.review_on) out.day(*facts.review_on);
  if (facts.prior) out.number(*facts.prior);
  return bytes;
}

std::string encode_content(NoticeFacts const& facts) {
  std::string bytes(1, static_cast<char>(k_content_form));
  Encoder out(bytes);
  out.text(facts.subject);
  encode_texts(out, facts.offences);
  out.text(facts.file_no);
  out.text(facts.title);
  out.text(cut(facts.search_text, limits::search_text_bytes_max));
  return bytes;
}

std::string encode(EvidenceFacts const& facts) {
  std::string bytes = begin_facts(k_evidence_tag, k_evidence_form);
  Encoder out(bytes);
  out.code(facts.kind);
  out.country(facts.by);
  out.text(facts.party);
  out.code(facts.by_entity);
  out.text(facts.code);
  out.set(facts.silent);
  out.number(static_cast<std::uint16_t>(facts.items.size()));
  for (NoticeVersion const& item : facts.items) encode_item(out, item);
  return bytes;
}

std::string encode(PublicationFacts const& facts) {
  std::string bytes = begin_facts(k_publication_tag);
  Encoder out(bytes);
  encode_item(out, facts.notice);
  out.number(facts.of);
  out.number(facts.missing);
  return bytes;
}

std::string encode(ConsentFacts const& facts) {
  std::string bytes = begin_facts(k_consent_tag);
  Encoder out(bytes);
  out.code(facts.act);
  out.country(facts.recipient);
  out.code(facts.of.has_value());
  if (facts.of) out.number(*facts.of);
  out.number(facts.ver);
  out.code(facts.onward);
  out.seconds(facts.until);
  return bytes;
}

std::string encode(DecisionFacts const& facts) {
  std::string bytes = begin_facts(k_decision_tag, k_decision_form);
  Encoder out(bytes);
  encode_item(out, facts.notice);
  out.code(facts.act);
  out.code(facts.after);
  out.code(facts.request.has_value());
  if (facts.request) out.code(*facts.request);
  out.text(facts.party);
  out.seconds(facts.until);
  out.number(facts.number.year);
  out.number(facts.number.n);
  out.code(facts.review_on.has_value());
  if (facts.review_on) out.day(*facts.review_on);
  out.code(facts.extract.has_value());
  if (facts.extract) out.code(*facts.extract);
  return bytes;
}

FactsKind facts_kind(std::string_view facts) noexcept {
  if (facts.empty()) return FactsKind::other;
  switch (static_cast<std::uint8_t>(facts.front())) {
    case k_notice_tag: return FactsKind::notice;
    case k_evidence_tag: return FactsKind::evidence;
    case k_publication_tag: return FactsKind::publication;
    case k_consent_tag: return FactsKind::consent;
    case k_decision_tag: return FactsKind::decision;
    case k_hit_tag: return FactsKind::hit;
    case k_read_tag: return FactsKind::read;
    default: return FactsKind::other;
  }
}

Result<NoticeFacts> decode_notice_facts(std::string_view bytes) {
  Decoder in(bytes);
  NoticeFacts facts;
  expect_form(in, k_notice_tag, k_notice_form);
  facts.action = in.code(documents::Action::withdraw);
  facts.colour = in.code(documents::k_colours.back());
  facts.state = in.code(NoticeState::last_);
  auto const flags = in.number<std::uint8_t>();
  in.expect(flags <= k_flags);
  facts.urgent = (flags & k_urgent) != 0;
  facts.waits = (flags & k_waits) != 0;
  facts.diffusion = (flags & k_diffusion) != 0;
  facts.publicity = in.code(life::Publicity::last_);
  facts.issued = in.day();
  if ((flags & k_review_on) != 0) facts.review_on = in.day();
  if ((flags & k_prior) != 0) facts.prior = in.number<journal::Position>();
  HUECRY_CHECK(in.finish("notice facts"));
  return facts;
}

Result<> decode_content(std::string_view bytes, NoticeFacts& facts) {
  if (bytes.empty()) return ok();
  Decoder in(bytes);
  in.expect(in.number<std::uint8_t>() == k_content_form);
  facts.subject = in.text();
  facts.offences = decode_texts(in);
  facts.file_no = in.text();
  facts.title = in.text();
  facts.search_text = in.text();
  return in.finish("content of a notice");
}

Result<NoticeFacts> notice_facts_of(journal::Record const& record) {
  HUECRY_TRY(NoticeFacts facts, decode_notice_facts(record.facts));
  HUECRY_CHECK(decode_content(record.content, facts));
  return facts;
}

Result<EvidenceFacts> decode_evidence_facts(std::string_view bytes) {
  Decoder in(bytes);
  EvidenceFacts facts;
  expect_form(in, k_evidence_tag, k_evidence_form);
  facts.kind = in.code(documents::EvidenceKind::last_);
  facts.by = in.country();
  facts.party = in.text();
  facts.by_entity = in.code(true);
  facts.code = in.text();
  facts.silent = in.set();
  for (auto left = in.number<std::uint16_t>(); left > 0 && !in.failed(); --left) facts.items.push_back(decode_item(in));
  HUECRY_CHECK(in.finish("evidence facts"));
  return facts;
}

Result<PublicationFacts> decode_publication_facts(std::string_view bytes) {
  Decoder in(bytes);
  PublicationFacts facts;
  expect_form(in, k_publication_tag);
  facts.notice = decode_item(in);
  facts.of = in.number<journal::Position>();
  facts.missing = in.number<std::uint8_t>();
  HUECRY_CHECK(in.finish("publication facts"));
  return facts;
}

Result<ConsentFacts> decode_consent_facts(std::string_view bytes) {
  Decoder in(bytes);
  ConsentFacts facts;
  expect_form(in, k_consent_tag);
  facts.act = in.code(documents::ConsentAct::revoke);
  facts.recipient = in.country();
  if (in.code(true)) facts.of = in.number<journal::Position>();
  facts.ver = in.number<std::uint32_t>();
  facts.onward = in.code(true);
  facts.until = in.seconds();
  HUECRY_CHECK(in.finish("consent facts"));
  return facts;
}

Result<DecisionFacts> decode_decision_facts(std::string_view bytes) {
  Decoder in(bytes);
  DecisionFacts facts;
  expect_form(in, k_decision_tag, k_decision_form);
  facts.notice = decode_item(in);
  facts.act = in.code(life::NoticeEvent::last_);
  facts.after = in.code(NoticeState::last_);
  if (in.code(true)) facts.request = in.code(NoticeState::last_);
  facts.party = in.text();
  facts.until = in.seconds();
  facts.number.year = in.number<std::uint16_t>();
  facts.number.n = in.number<std::uint32_t>();
  if (in.code(true)) facts.review_on = in.day();
  if (in.code(true)) facts.extract = in.code(life::ExtractState::last_);
  HUECRY_CHECK(in.finish("decision facts"));
  return facts;
}

}
