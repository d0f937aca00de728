#include "server/exchange/inbox_item.hpp"

#include "protocol/base/encoding.hpp"
#include "protocol/base/iso_time.hpp"
#include "protocol/documents/partial_date.hpp"
#include "protocol/documents/review_decision.hpp"
#include "protocol/envelope/jws.hpp"
#include "protocol/log/leaf.hpp"
#include "server/exchange/consents.hpp"
#include "server/exchange/inbox_message.hpp"
#include "server/exchange/item_json.hpp"
#include "server/exchange/publication.hpp"
#include "storage/index/hits.hpp"
#include "storage/index/holdings.hpp"
#include "storage/index/lookup.hpp"
#include "storage/index/silences.hpp"
#include "storage/messages/lookup.hpp"

namespace huecry::exchange {
namespace {

using journal::DeliveryKind;

/// What an entry brings of a notice: a version, by itself or by a publication of the hub.
struct Brought {
  journal::Record version;
  index::NoticeFacts facts;
  journal::Position position = 0;  // of the entry
  UnixMillis received{};
  policy::Bits missing = 0;
  std::optional<std::chrono::sys_days> renewed{};  // the review date, where it is not the document's any more
  Digest object;                                   // of what is delivered
  std::string document;                            // compact: the issuer's, or an edition
  std::string_view review{};                       // of a diffusion: whether a reviewer has found it in order
  std::uint16_t remarks = 0;                       // of the secretariat
};

Result<Brought> brought_by(journal::Record version) {
  HUECRY_TRY(index::NoticeFacts facts, index::notice_facts_of(version));
  Brought brought{{}, std::move(facts), version.position, version.received, 0, {}, version.object, version.document};
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

/// It was given the notice, and was not told to give it up.
Result<bool> holds_now(Reading const& reading, index::Head const& head) {
  if (!reading.reader.entity) return head.holders.contains(reading.reader.country);
  HUECRY_TRY(auto const holding, index::holding_of(reading.state, head.first.position, reading.reader.name()));
  return holding && holding->is_current(head);
}

/// It has this copy and was not told to give it up. Of a withdrawn notice nobody has any.
Result<bool> has_copy(Reading const& reading, index::Head const& head, Brought const& brought) {
  if (!life::is_live(head.state) || brought.version.erased) return false;
  if (!reading.reader.entity) return head.holders.contains(reading.reader.country);
  HUECRY_TRY(auto const holding, index::holding_of(reading.state, head.first.position, reading.reader.name()));
  // Of an older copy there is a newer one, or none is due any more.
  return holding && holding->is_current(head) && holding->given.position == brought.position;
}

/// The document may go out now: it was not recalled, and policy still lets the reader have exactly this edition.
Result<Release> release_of(Reading const& reading, index::Head const& head, Brought const& brought) {
  HUECRY_TRY(bool const has, has_copy(reading, head, brought));
  if (!has) return Release::over;
  HUECRY_TRY(auto const now, circumstances_of_reader(reading.state, reading.trust, reading.at, head,
                                                     brought.version.ver, reading.reader));
  HUECRY_TRY(bool const allowed,
             lets_have(reading.policy, brought.facts.subject, now, reading.reader, brought.missing));
  if (allowed) return Release::now;
  // Of a version that another one has replaced no recall comes: the reader has, or gets, the other one.
  return brought.version.ver == head.ver ? Release::barred : Release::over;
}

std::string_view kind_of(Brought const& brought, DeliveryKind delivery) {
  if (delivery == DeliveryKind::recall) return "recall";
  if (brought.facts.diffusion) return "diffusion";
  return brought.facts.prior ? "update" : "notice";
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
  std::string out = begin_json(brought.version, kind, brought.position, brought.received);
  if (!with_document) {
    append_object(out, brought.object);  // what evidence about the recall names
    return out += '}';
  }
  if (brought.position != brought.version.position && brought.missing == 0)
    out.append(R"(,"entered":")").append(iso_time(brought.version.received)).append("\"");
  append_missing(out, brought.missing);
  if (!brought.review.empty()) append_text(out, "review", brought.review);
  if (brought.remarks > 0) out.append(R"(,"remarks":)").append(std::to_string(brought.remarks));
  if (brought.renewed) append_text(out, "review_on", documents::date_text(*brought.renewed));
  append_document(out, brought.object, brought.document);
  return out += '}';
}

/// What the document cannot say: a need that was confirmed since, remarks, and of a diffusion the result of its review.
void note_standing(Brought& brought, index::Head const& head) {
  brought.remarks = head.remarks;
  if (head.diffusion) brought.review = head.state == life::NoticeState::reviewed_ok ? "ok" : "pending";
  if (head.review_on != brought.facts.review_on) brought.renewed = head.review_on;
}

Result<Rendered> render_notice(Reading const& reading, Brought brought, DeliveryKind delivery) {
  if (delivery == DeliveryKind::document) {
    HUECRY_TRY(auto const head, index::current_head(reading.state, brought.version.iss, brought.version.id));
    if (!head) return Error(Errc::corrupt, "a version without its notice");
    HUECRY_TRY(Release const release, release_of(reading, *head, brought));
    if (release != Release::now) return Rendered{release, {}};
    note_standing(brought, *head);
  }
  std::string kind(kind_of(brought, delivery));
  std::string json = to_json(brought, kind, shows_document(delivery, brought));
  return Rendered{Release::now, InboxItem{brought.position, std::move(kind), std::move(json)}};
}

/// The names of the notice that an entry is about, as an item says them.
std::string begin_about(index::NoticeVersion const& notice, std::string_view kind, journal::Record const& entry) {
  journal::Record about;
  about.id = notice.id;
  about.ver = notice.ver;
  about.iss = notice.iss;
  return begin_json(about, kind, entry.position, entry.received);
}

/// Who is suspended learns nothing but recalls, and what it owes; the rest it finds in lists afterwards.
bool is_suspended(Reading const& reading) {
  return reading.policy.mode(reading.reader.country, to_seconds(reading.at)) == policy::Mode::suspended;
}

/// The reader's own copy of the version in force.
Result<std::optional<Brought>> own_copy(Reading const& reading, index::Head const& head) {
  HUECRY_TRY(auto const version, index::version_of(reading.state, head.iss, head.id, head.ver));
  if (!version) return Error(Errc::corrupt, "a head without its version");
  std::optional<journal::Position> edition;
  if (reading.reader.entity) {
    HUECRY_TRY(auto const holding, index::holding_of(reading.state, head.first.position, reading.reader.name()));
    if (!holding || !holding->is_current(head)) return std::optional<Brought>();
    if (holding->missing != 0) edition = holding->given.position;
  } else {
    if (!version->released.contains(reading.reader.country)) return std::optional<Brought>();
    auto const* const own = edition_of(*version, reading.reader.country);
    if (own != nullptr) edition = own->position;
  }
  HUECRY_TRY(journal::Record record, journal::read(reading.state, edition.value_or(version->entered.position)));
  auto brought = edition ? brought_by_publication(reading.state, std::move(record)) : brought_by(std::move(record));
  if (!brought) return std::move(brought).error();
  return std::optional(*std::move(brought));
}

/// It may be acted upon again: with its document, which may not have been read before it was held back.
Result<Rendered> render_resume(Reading const& reading, journal::Record const& entry,
                               index::DecisionFacts const& facts) {
  HUECRY_TRY(auto const head, index::current_head(reading.state, facts.notice.iss, facts.notice.id));
  if (!head || head->state != life::NoticeState::published) return Rendered{};
  HUECRY_TRY(auto brought, own_copy(reading, *head));
  if (!brought || brought->version.erased) return Rendered{};
  HUECRY_TRY(auto const now,
             circumstances_of_reader(reading.state, reading.trust, reading.at, *head, head->ver, reading.reader));
  HUECRY_TRY(bool const allowed,
             lets_have(reading.policy, brought->facts.subject, now, reading.reader, brought->missing));
  if (!allowed) return Rendered{Release::barred, {}};
  brought->position = entry.position;
  brought->received = entry.received;
  note_standing(*brought, *head);
  return Rendered{Release::now, InboxItem{entry.position, "resume", to_json(*brought, "resume", true)}};
}

InboxItem item_of(journal::Record const& entry, std::string kind, std::string json) {
  return {entry.position, std::move(kind), std::move(json) += '}'};
}

/// For the source: who decided what, with its words.
InboxItem render_for_source(journal::Record const& entry, index::DecisionFacts const& facts) {
  std::string json = begin_about(facts.notice, "decision", entry);
  append_text(json, "act", documents::act_text(facts.act));
  append_text(json, "state", life::to_text(facts.after));
  append_document(json, entry.object, entry.document);
  return item_of(entry, "decision", std::move(json));
}

/// What ends a notice recalls the version that was in force.
Result<InboxItem> render_end(Reading const& reading, journal::Record const& entry, index::DecisionFacts const& facts) {
  HUECRY_TRY(auto const version, index::version_of(reading.state, facts.notice.iss, facts.notice.id, facts.notice.ver));
  if (!version) return Error(Errc::corrupt, "a decision without its version");
  std::string json = begin_about(facts.notice, "recall", entry);
  append_object(json, version->object);
  return item_of(entry, "recall", std::move(json));
}

/// A word for who has the notice, while it still stands: the source's that it may be kept until another day, the
/// secretariat's remark, both as they were signed; and that a reviewer has found a diffusion in order.
bool still_stands(index::Head const& head, index::DecisionFacts const& facts) {
  switch (facts.act) {
    case life::NoticeEvent::renew: return life::is_in_force(head.state) && head.review_on == facts.review_on;
    case life::NoticeEvent::clear: return head.state == facts.after;
    default: return life::is_in_force(head.state);
  }
}

Result<Rendered> render_for_holders(Reading const& reading, journal::Record const& entry,
                                    index::DecisionFacts const& facts, std::string kind) {
  HUECRY_TRY(auto const head, index::current_head(reading.state, facts.notice.iss, facts.notice.id));
  if (!head || !still_stands(*head, facts)) return Rendered{};
  HUECRY_TRY(bool const holds, holds_now(reading, *head));
  if (!holds) return Rendered{};
  std::string json = begin_about(facts.notice, kind, entry);
  if (facts.act == life::NoticeEvent::clear) {
    append_text(json, "review", "ok");  // the reviewer's words are not for recipients
  } else {
    append_text(json, "act", documents::act_text(facts.act));
    append_document(json, entry.object, entry.document);
  }
  return Rendered{Release::now, item_of(entry, std::move(kind), std::move(json))};
}

Result<Rendered> render_decision(Reading const& reading, journal::Record const& entry, DeliveryKind delivery) {
  HUECRY_TRY(index::DecisionFacts const facts, index::decode_decision_facts(entry.facts));
  bool const own = !reading.reader.entity && reading.reader.country == facts.notice.iss;
  if (own) return Rendered{Release::now, render_for_source(entry, facts)};
  if (delivery == DeliveryKind::recall) {
    HUECRY_TRY(InboxItem item, render_end(reading, entry, facts));
    return Rendered{Release::now, std::move(item)};
  }
  switch (facts.act) {
    case life::NoticeEvent::resume: return render_resume(reading, entry, facts);
    case life::NoticeEvent::renew: return render_for_holders(reading, entry, facts, "renew");
    case life::NoticeEvent::clear: return render_for_holders(reading, entry, facts, "reviewed");
    case life::NoticeEvent::add_remark: return render_for_holders(reading, entry, facts, "remark");
    default: return Rendered{Release::now, item_of(entry, "suspend", begin_about(facts.notice, "suspend", entry))};
  }
}

/// Policy lets the reader have the notice, in whatever edition.
Result<bool> may_have(Reading const& reading, index::Head const& head) {
  HUECRY_TRY(auto const version, index::version_of(reading.state, head.iss, head.id, head.ver));
  if (!version) return Error(Errc::corrupt, "a head without its version");
  HUECRY_TRY(auto const now,
             circumstances_of_reader(reading.state, reading.trust, reading.at, head, head.ver, reading.reader));
  HUECRY_TRY(auto const grounds, grounds_of(reading.policy, version->facts.subject, now));
  return grounds.decision.allowed.contains(reading.reader.country);
}

/// For others who have the notice: that there is a hit, and what became of it; never the words of the two.
Result<Rendered> render_hit_elsewhere(Reading const& reading, journal::Record const& entry,
                                      index::HitFacts const& facts, std::string const& name) {
  HUECRY_TRY(auto const head, index::current_head(reading.state, facts.notice.iss, facts.notice.id));
  if (!head || !life::is_in_force(head->state)) return Rendered{};
  HUECRY_TRY(bool const holds, holds_now(reading, *head));
  if (!holds) return Rendered{};
  HUECRY_TRY(bool const allowed, may_have(reading, *head));
  if (!allowed) return Rendered{Release::barred, {}};
  std::string json = begin_about({head->iss, head->id, head->ver}, "hit_elsewhere", entry);
  append_text(json, "hit", name);
  append_text(json, "reporter", facts.reporter.text());
  append_text(json, "act", life::to_text(facts.event));
  append_text(json, "state", life::to_text(facts.after));
  if (!facts.code.empty()) append_text(json, "code", facts.code);
  return Rendered{Release::now, item_of(entry, "hit_elsewhere", std::move(json))};
}

/// Between the source of a notice and the one who has a hit on it.
Result<Rendered> render_hit(Reading const& reading, journal::Record const& entry) {
  if (is_suspended(reading)) return Rendered{Release::barred, {}};
  HUECRY_TRY(index::HitFacts const facts, index::decode_hit_facts(entry.facts));
  std::string name = entry.id;
  if (facts.event != life::HitEvent::report) {
    HUECRY_TRY(index::Hit const hit, index::hit_at(reading.state, facts.of));
    name = hit.id;
  }
  bool const is_side = reading.reader.country == facts.notice.iss || reading.reader.country == facts.reporter;
  if (!is_side) return render_hit_elsewhere(reading, entry, facts, name);
  std::string json = begin_about(facts.notice, "hit", entry);
  append_text(json, "hit", name);
  append_text(json, "act", life::to_text(facts.event));
  append_text(json, "state", life::to_text(facts.after));
  append_document(json, entry.object, entry.document);
  return Rendered{Release::now, item_of(entry, "hit", std::move(json))};
}

/// For the source: that a recipient did not take its notice in, disputes its recall, or what came of it; or the hub's
/// word on who was not heard of.
Rendered render_for_source(Reading const& reading, journal::Record const& entry, index::EvidenceFacts const& facts) {
  if (is_suspended(reading)) return {Release::barred, {}};
  std::string json = begin_about(facts.items.front(), "evidence", entry);
  append_text(json, "act", documents::to_text(facts.kind));
  append_document(json, entry.object, entry.document);
  return {Release::now, item_of(entry, "evidence", std::move(json))};
}

/// Who owes a purge is reminded of that, and learns nothing of the others who do.
Result<Rendered> render_evidence(Reading const& reading, journal::Record const& entry) {
  HUECRY_TRY(index::EvidenceFacts const facts, index::decode_evidence_facts(entry.facts));
  index::NoticeVersion const& notice = facts.items.front();
  if (reading.reader.country == notice.iss) return render_for_source(reading, entry, facts);
  HUECRY_TRY(auto const message, messages::message_named(reading.state, notice.iss, notice.id));
  if (message) return render_for_source(reading, entry, facts);  // it was rejected, and was sent to the reader, too
  HUECRY_TRY(auto const head, index::current_head(reading.state, notice.iss, notice.id));
  auto const recalled = head ? index::owes_purge_since(*head, reading.reader.country) : std::nullopt;
  if (!recalled) return Rendered{};
  // Without a version: of those since the recall it must not learn.
  std::string json = R"({"position":)" + std::to_string(entry.position) + R"(,"kind":"reminder","id":")" + notice.id +
                     R"(","iss":")" + std::string(notice.iss.text()) + R"(","received":")" + iso_time(entry.received) +
                     '"';
  append_text(json, "recalled", iso_time(recalled->time));
  return Rendered{Release::now, item_of(entry, "reminder", std::move(json))};
}

/// Between the owner of a notice and the one who asks: it says nothing of the notice but its name.
InboxItem render_consent(journal::Record const& entry) {
  std::string out = begin_json(entry, "consent", entry.position, entry.received);
  append_document(out, entry.object, entry.document);
  return {entry.position, "consent", out += '}'};
}

}

Result<Rendered> render(Reading const& reading, mailbox::Item const& item) {
  HUECRY_TRY(journal::Record entry, journal::read(reading.state, item.position));
  if (entry.kind == log::LeafKind::envelope) return render_message(reading, entry);
  HUECRY_TRY(auto const expiry, render_expiry(reading, entry));
  if (expiry) return *expiry;
  HUECRY_TRY(auto const overdue, render_overdue(reading, entry));
  if (overdue) return *overdue;
  switch (index::facts_kind(entry.facts)) {
    case index::FactsKind::notice: {
      HUECRY_TRY(Brought brought, brought_by(std::move(entry)));
      return render_notice(reading, std::move(brought), item.kind);
    }
    case index::FactsKind::publication: {
      HUECRY_TRY(Brought brought, brought_by_publication(reading.state, std::move(entry)));
      return render_notice(reading, std::move(brought), item.kind);
    }
    case index::FactsKind::consent: return entry.erased ? Rendered{} : Rendered{Release::now, render_consent(entry)};
    case index::FactsKind::decision: return entry.erased ? Rendered{} : render_decision(reading, entry, item.kind);
    case index::FactsKind::hit: return entry.erased ? Rendered{} : render_hit(reading, entry);
    case index::FactsKind::evidence: return entry.erased ? Rendered{} : render_evidence(reading, entry);
    default: return Rendered{};
  }
}

Result<Rendered> render_or_name(Reading const& reading, mailbox::Item const& item, Log& log) {
  auto rendered = render(reading, item);
  if (rendered || rendered.error().code != Errc::corrupt) return rendered;
  log.write(LogLevel::error, "record-damaged",
            {{"position", item.position}, {"reason", std::string_view(rendered.error().detail)}});
  std::string json = R"({"position":)" + std::to_string(item.position) + R"(,"kind":"damaged"})";
  return Rendered{Release::now, InboxItem{item.position, std::string(k_damaged), std::move(json)}};
}

}
