#include "storage/index/rows.hpp"

#include "protocol/base/assert.hpp"
#include "storage/index/consents.hpp"
#include "storage/index/detail/fetch.hpp"
#include "storage/index/detail/heard.hpp"
#include "storage/index/detail/row_form.hpp"
#include "storage/index/holdings.hpp"

namespace huecry::index {
namespace {

using detail::begin_row;
using detail::decode_moment;
using detail::encode_moment;
using detail::open_row;
using detail::visit_sides;
using detail::visit_silences;

void encode_moment(Encoder& out, std::optional<Moment> const& moment) {
  out.code(moment.has_value());
  if (moment) encode_moment(out, *moment);
}

std::optional<Moment> decode_optional_moment(Decoder& in) {
  return in.code(true) ? std::optional(decode_moment(in)) : std::nullopt;
}

void encode_mark(Encoder& out, std::optional<Mark> const& mark) {
  out.code(mark.has_value());
  if (!mark) return;
  encode_moment(out, mark->at);
  out.text(mark->party);
  out.text(mark->code);
}

std::optional<Mark> decode_mark(Decoder& in) {
  if (!in.code(true)) return std::nullopt;
  Mark mark;
  mark.at = decode_moment(in);
  mark.party = in.text();
  mark.code = in.text();
  return mark;
}

void encode_edition(Encoder& out, Edition const& edition) {
  out.number(edition.missing);
  out.digest(edition.object);
  out.number(edition.position);
  out.set(edition.to);
}

Edition decode_edition(Decoder& in) {
  Edition edition;
  edition.missing = in.number<std::uint8_t>();
  edition.object = in.digest();
  edition.position = in.number<journal::Position>();
  edition.to = in.set();
  return edition;
}

void encode_told(Encoder& out, Told const& told) {
  encode_moment(out, told.at);
  out.set(told.to);
}

Told decode_told(Decoder& in) {
  Told told;
  told.at = decode_moment(in);
  told.to = in.set();
  return told;
}

void encode_list(Encoder& out, std::vector<Told> const& list) {
  out.number(static_cast<std::uint16_t>(list.size()));
  for (Told const& told : list) encode_told(out, told);
}

void decode_list(Decoder& in, std::vector<Told>& list) {
  for (auto left = in.number<std::uint16_t>(); left > 0 && !in.failed(); --left) list.push_back(decode_told(in));
}

/// What a head says of its current version, which is the beginning of the version's row, and its content.
std::string_view take_current(Decoder& in, std::string_view version_row, Head& head) {
  Decoder version = open_row(version_row);
  head.ver = version.number<std::uint32_t>();
  std::string_view const sealed = version.text();
  head.current = decode_moment(version);
  version.digest();
  head.released = version.set();
  in.expect(!version.failed());
  return sealed;
}

/// Nothing, when there is none any more.
Result<> open_content(std::string_view sealed, kv::Secrets const& secrets, NoticeFacts& facts) {
  if (sealed.empty()) return ok();
  HUECRY_TRY(auto const content, kv::unseal(secrets, static_cast<std::uint8_t>(journal::SealedPart::content), sealed));
  return content ? decode_content(*content, facts) : ok();
}

void take_content(Head& head, NoticeFacts const& facts) {
  head.offences = facts.offences;
  head.file_no = facts.file_no;
  head.title = facts.title;
  head.search_text = facts.search_text;
}

Result<> open_content(Head& head, kv::Secrets const& secrets) {
  NoticeFacts facts;
  HUECRY_CHECK(open_content(head.sealed, secrets, facts));
  take_content(head, facts);
  return ok();
}

/// Its content still sealed.
Result<Head> decode_closed(std::string_view head_row) {
  Decoder in = open_row(head_row);
  Head head;
  std::string_view const of_current = take_current(in, in.text(), head);
  head.iss = in.country();
  head.colour = in.code(documents::k_colours.back());
  head.state = in.code(NoticeState::last_);
  head.urgent = in.code(true);
  head.diffusion = in.code(true);
  head.screened = in.code(true);
  head.has_grants = in.code(true);
  head.content_ver = in.number<std::uint32_t>();
  head.newest = in.number<std::uint32_t>();
  head.number.year = in.number<std::uint16_t>();
  head.number.n = in.number<std::uint32_t>();
  head.remarks = in.number<std::uint16_t>();
  head.extract = in.code(life::ExtractState::last_);
  head.extract_asks = in.number<std::uint8_t>();
  head.publicity = in.code(life::Publicity::last_);
  head.first = decode_moment(in);
  head.holders = in.set();
  head.sent = in.set();
  for (auto* list : {&head.owed, &head.disputed, &head.reminded}) decode_list(in, *list);
  for (auto* time : {&head.review_due, &head.ended, &head.erase_due, &head.silence_due})
    if (in.code(true)) *time = in.seconds();
  for (auto left = in.number<std::uint8_t>(); left > 0 && !in.failed(); --left) head.holds.emplace_back(in.text());
  head.id = in.text();
  head.issued = in.day();
  if (in.code(true)) head.review_on = in.day();
  std::string_view const of_another = in.text();
  HUECRY_CHECK(in.finish("head row"));
  head.sealed = head.content_ver == head.ver ? of_current : of_another;
  return head;
}

}

std::string encode(Head const& head, Version const& current) {
  HUECRY_ASSERT(head.ver == current.ver);
  std::string value = begin_row();
  Encoder out(value);
  out.text(encode(current));
  out.country(head.iss);
  out.code(head.colour);
  out.code(head.state);
  out.code(head.urgent);
  out.code(head.diffusion);
  out.code(head.screened);
  out.code(head.has_grants);
  out.number(head.content_ver);
  out.number(head.newest);
  out.number(head.number.year);
  out.number(head.number.n);
  out.number(head.remarks);
  out.code(head.extract);
  out.number(head.extract_asks);
  out.code(head.publicity);
  encode_moment(out, head.first);
  out.set(head.holders);
  out.set(head.sent);
  for (auto const* list : {&head.owed, &head.disputed, &head.reminded}) encode_list(out, *list);
  for (auto const* time : {&head.review_due, &head.ended, &head.erase_due, &head.silence_due}) {
    out.code(time->has_value());
    if (*time) out.seconds(**time);
  }
  out.number(static_cast<std::uint8_t>(head.holds.size()));
  for (std::string const& body : head.holds) out.text(body);
  out.text(head.id);
  out.day(head.issued);
  out.code(head.review_on.has_value());
  if (head.review_on) out.day(*head.review_on);
  out.text(head.content_ver == head.ver ? std::string_view() : head.sealed);
  return value;
}

Result<Head> decode_head(std::string_view head_row, kv::Secrets const& secrets) {
  HUECRY_TRY(Head head, decode_closed(head_row));
  HUECRY_CHECK(open_content(head, secrets));
  return head;
}

Result<detail::Standing> detail::decode_standing(std::string_view head_row, kv::Secrets const& secrets) {
  HUECRY_TRY(Version current, decode_current(head_row, secrets));
  HUECRY_TRY(Head head, decode_closed(head_row));
  if (head.content_ver == head.ver) {
    take_content(head, current.facts);
  } else {
    HUECRY_CHECK(open_content(head, secrets));
  }
  return Standing{std::move(head), std::move(current)};
}

Result<Version> decode_current(std::string_view head_row, kv::Secrets const& secrets) {
  Decoder in = open_row(head_row);
  std::string_view const version = in.text();
  if (in.failed()) return Error(Errc::corrupt, "head row: no version");
  return decode_version(version, secrets);
}

std::string encode(Version const& version) {
  std::string value = begin_row();
  Encoder out(value);
  out.number(version.ver);
  out.text(version.sealed);
  encode_moment(out, version.entered);
  out.digest(version.object);
  out.set(version.released);
  out.set(version.recalled);
  out.number(static_cast<std::uint16_t>(version.editions.size()));
  for (Edition const& edition : version.editions) encode_edition(out, edition);
  encode_list(out, version.later_recalls);
  encode_list(out, version.later_given);
  out.text(encode(version.facts));
  return value;
}

Result<Version> decode_version(std::string_view value, kv::Secrets const& secrets) {
  Decoder in = open_row(value);
  Version version;
  version.ver = in.number<std::uint32_t>();
  version.sealed = in.text();
  version.entered = decode_moment(in);
  version.object = in.digest();
  version.released = in.set();
  version.recalled = in.set();
  for (auto left = in.number<std::uint16_t>(); left > 0 && !in.failed(); --left)
    version.editions.push_back(decode_edition(in));
  decode_list(in, version.later_recalls);
  decode_list(in, version.later_given);
  std::string_view const facts = in.text();
  HUECRY_CHECK(in.finish("version row"));
  HUECRY_TRY(version.facts, decode_notice_facts(facts));
  HUECRY_CHECK(open_content(version.sealed, secrets, version.facts));
  return version;
}

std::string encode(Progress const& progress) {
  std::string value = begin_row();
  Encoder out(value);
  visit_sides(progress, [&out](CountrySet const& set) { out.set(set); });
  visit_silences(progress, [&out](std::vector<Told> const& list) { encode_list(out, list); });
  return value;
}

Result<Progress> decode_progress(std::string_view value) {
  Decoder in = open_row(value);
  Progress progress;
  visit_sides(progress, [&in](CountrySet& set) { set = in.set(); });
  visit_silences(progress, [&in](std::vector<Told>& list) { decode_list(in, list); });
  HUECRY_CHECK(in.finish("progress row"));
  return progress;
}

std::string encode(Marks const& marks) {
  std::string value = begin_row();
  Encoder out(value);
  visit_sides(marks, [&out](std::optional<Mark> const& mark) { encode_mark(out, mark); });
  out.number(marks.outcomes);
  return value;
}

Result<Marks> decode_marks(std::string_view value) {
  Decoder in = open_row(value);
  Marks marks;
  visit_sides(marks, [&in](std::optional<Mark>& mark) { mark = decode_mark(in); });
  marks.outcomes = in.number<std::uint8_t>();
  HUECRY_CHECK(in.finish("status row"));
  return marks;
}

std::string encode(Holding const& holding) {
  std::string value = begin_row();
  Encoder out(value);
  out.country(holding.entity.country);
  out.text(holding.entity.organisation);
  out.number(holding.ver);
  out.number(holding.missing);
  out.digest(holding.object);
  encode_moment(out, holding.given);
  for (auto const* moment :
       {&holding.recalled, &holding.retrieved, &holding.acknowledged, &holding.purged, &holding.delivered})
    encode_moment(out, *moment);
  return value;
}

Result<Holding> decode_holding(std::string_view value) {
  Decoder in = open_row(value);
  Holding holding;
  holding.entity.country = in.country();
  holding.entity.organisation = in.text();
  holding.ver = in.number<std::uint32_t>();
  holding.missing = in.number<std::uint8_t>();
  holding.object = in.digest();
  holding.given = decode_moment(in);
  for (auto* moment :
       {&holding.recalled, &holding.retrieved, &holding.acknowledged, &holding.purged, &holding.delivered})
    *moment = decode_optional_moment(in);
  HUECRY_CHECK(in.finish("holding row"));
  return holding;
}

std::string encode(Consent const& consent) {
  std::string value = begin_row();
  Encoder out(value);
  out.country(consent.recipient);
  out.code(consent.act);
  for (auto const* moment : {&consent.asked, &consent.answered}) encode_moment(out, *moment);
  out.number(consent.ver);
  out.code(consent.onward);
  out.seconds(consent.until);
  return value;
}

Result<Consent> decode_consent(std::string_view value) {
  Decoder in = open_row(value);
  Consent consent;
  consent.recipient = in.country();
  consent.act = in.code(documents::ConsentAct::revoke);
  for (auto* moment : {&consent.asked, &consent.answered}) *moment = decode_optional_moment(in);
  consent.ver = in.number<std::uint32_t>();
  consent.onward = in.code(true);
  consent.until = in.seconds();
  HUECRY_CHECK(in.finish("consent row"));
  return consent;
}

}
