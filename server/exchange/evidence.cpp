#include "server/exchange/evidence.hpp"

#include <algorithm>

#include "protocol/base/encoding.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/documents/policy.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "storage/index/hits.hpp"
#include "storage/index/holdings.hpp"
#include "storage/index/lookup.hpp"
#include "storage/index/silences.hpp"
#include "storage/index/status.hpp"
#include "storage/journal/reading.hpp"
#include "storage/messages/lookup.hpp"

namespace huecry::exchange {
namespace {

using documents::EvidenceKind;
using json::Json;

bool is_of(index::Version const& version, Digest const& object) {
  return version.object == object || std::ranges::any_of(version.editions, [&object](index::Edition const& edition) {
           return edition.object == object;
         });
}

Error not_what_was_delivered(index::NoticeVersion const& named) {
  return Error(Errc::payload_rule, "obj of " + named.id + " version " + std::to_string(named.ver) +
                                       " is not the digest of the document that was delivered");
}

/// What is in force must not be said to be gone.
Error not_recalled(index::NoticeVersion const& named) {
  return Error(Errc::state_conflict, named.id + " version " + std::to_string(named.ver) + " was not recalled from you");
}

/// Its source says that it has the report of a hit; that starts a time limit (hits.hpp).
Result<> check_report(kv::Reader const& state, index::NoticeVersion const& named, Digest const& object,
                      CountryCode signer, EvidenceKind kind) {
  HUECRY_TRY(auto const hit, index::hit_named(state, named.iss, named.id));
  bool const receives = kind == EvidenceKind::retrieved || kind == EvidenceKind::acknowledged;
  if (!hit || hit->notice.iss != signer || named.ver != 1 || !receives) return Error(Errc::not_found);
  HUECRY_TRY(journal::Record const report, journal::read(state, hit->entered.position));
  return report.object == object ? ok() : Result<>(not_what_was_delivered(named));
}

/// Of a sealed message its recipients say how far it has come, and that it is not what its envelope promises.
Result<> check_message(kv::Reader const& state, messages::Row const& message, index::NoticeVersion const& named,
                       Digest const& object, CountryCode signer, EvidenceKind kind) {
  if (!message.envelope.to.contains(signer) || named.ver != 1) return Error(Errc::not_found);
  if (message.object != object) return not_what_was_delivered(named);
  if (kind == EvidenceKind::purged || kind == EvidenceKind::disputed || kind == EvidenceKind::outcome)
    return Error(Errc::payload_rule, std::string(to_text(kind)) + " is not said of a message");
  if (kind != EvidenceKind::rejected) return ok();
  HUECRY_TRY(auto const heard, messages::heard_of(state, message.entered.position));
  bool const again = std::ranges::any_of(heard, [signer](messages::Heard const& one) {
    return one.recipient == signer && one.kind == EvidenceKind::rejected;
  });
  return again ? Result<>(Error(Errc::state_conflict, "you have rejected " + named.id + " already")) : ok();
}

/// No notice: a report of a hit, a message, or nothing.
Result<> check_other(kv::Reader const& state, index::NoticeVersion const& named, Digest const& object,
                     CountryCode signer, EvidenceKind kind) {
  HUECRY_TRY(auto const message, messages::message_named(state, named.iss, named.id));
  return message ? check_message(state, *message, named, object, signer, kind)
                 : check_report(state, named, object, signer, kind);
}

/// Each goes into the inbox of the source.
Result<> check_not_again(index::NoticeVersion const& named, index::Marks const& marks, EvidenceKind kind) {
  bool const again =
      (kind == EvidenceKind::rejected && marks.rejected) || (kind == EvidenceKind::disputed && marks.disputed);
  std::string const said = "you have said that of " + named.id + " version " + std::to_string(named.ver);
  if (again) return Error(Errc::state_conflict, said + " already");
  if (kind != EvidenceKind::outcome || marks.outcomes < limits::outcomes_max) return ok();
  return Error(Errc::state_conflict, said + " " + std::to_string(limits::outcomes_max) + " times: no more is taken");
}

/// A recall is disputed as long as its purge is owed; of what is erased nothing more is said in words.
Result<> check_open(kv::Reader const& state, index::NoticeVersion const& named, index::Version const& version,
                    CountryCode signer, EvidenceKind kind) {
  HUECRY_TRY(auto const head, index::current_head(state, named.iss, named.id));
  if (!head) return Error(Errc::corrupt, "a version without its notice");
  if (head->state == life::NoticeState::deleted)
    return Error(Errc::state_conflict, named.id + " was erased: nothing more is said about it");
  HUECRY_TRY(index::Marks const marks, index::marks_of(state, *head, named.ver, signer));
  HUECRY_CHECK(check_not_again(named, marks, kind));
  if (kind != EvidenceKind::disputed || index::owes_purge_of(*head, version, signer)) return ok();
  return Error(Errc::state_conflict, "you owe no purge of " + named.id + " version " + std::to_string(named.ver) +
                                         ": there is nothing to dispute");
}

Result<> check_kind(kv::Reader const& state, index::NoticeVersion const& named, index::Version const& version,
                    CountryCode signer, EvidenceKind kind) {
  bool const of_recall = kind == EvidenceKind::purged || kind == EvidenceKind::disputed;
  if (of_recall && !version.recalled.contains(signer)) return not_recalled(named);
  return documents::is_for_source(kind) ? check_open(state, named, version, signer, kind) : ok();
}

Result<> check_item(kv::Reader const& state, index::NoticeVersion const& named, Digest const& object,
                    CountryCode signer, EvidenceKind kind) {
  HUECRY_TRY(auto const version, index::version_of(state, named.iss, named.id, named.ver));
  if (!version) return check_other(state, named, object, signer, kind);
  // Not released and absent must look alike: evidence is no way to ask what exists.
  bool const given = (version->released | version->recalled).contains(signer);
  if (!given) return Error(Errc::not_found);
  HUECRY_CHECK(check_kind(state, named, *version, signer, kind));
  return is_of(*version, object) ? ok() : Result<>(not_what_was_delivered(named));
}

/// The same of an entity, which was given some edition of some versions of what it holds or held. That it was given
/// this one only its digest shows: whoever knows that has had it. Of a withdrawal it may speak once it was recalled.
Result<> check_held(kv::Reader const& state, index::NoticeVersion const& named, Digest const& object,
                    journal::Entity const& signer, EvidenceKind kind) {
  HUECRY_TRY(auto const head, index::current_head(state, named.iss, named.id));
  if (!head) return Error(Errc::not_found);
  HUECRY_TRY(auto const holding, index::holding_of(state, head->first.position, signer));
  if (!holding || (named.ver > holding->ver && holding->held())) return Error(Errc::not_found);
  if (kind == EvidenceKind::purged && holding->held()) return not_recalled(named);
  HUECRY_TRY(auto const version, index::version_of(state, named.iss, named.id, named.ver));
  if (!version) return Error(Errc::not_found);
  return is_of(*version, object) ? ok() : Result<>(not_what_was_delivered(named));
}

void tell(journal::Record& record, CountrySet const& to) {
  if (!to.empty()) record.deliveries.push_back({journal::DeliveryKind::document, to, {}});
}

/// The source; of a message that was rejected its other recipients, too, who may have been sent something else.
Result<CountrySet> who_is_told(kv::Reader const& state, index::EvidenceFacts const& facts) {
  index::NoticeVersion const& named = facts.items.front();
  CountrySet told{named.iss};
  HUECRY_TRY(auto const message, messages::message_named(state, named.iss, named.id));
  if (message) told = told | message->envelope.to;
  told.remove(facts.by);
  return told;
}

/// What the hub must say now of one notice, and of which version of it.
struct Word {
  index::Head head;
  Digest object;
  index::Silence silence;
};

Result<Word> word_of(kv::Reader const& state, journal::Position first, UnixSeconds until) {
  HUECRY_TRY(index::Head head, index::head_at(state, first));
  HUECRY_TRY(auto const version, index::version_of(state, head.iss, head.id, head.ver));
  if (!version) return Error(Errc::corrupt, "a notice without its version");
  HUECRY_TRY(index::Progress const progress, index::progress_of(state, head));
  auto const silence = index::silence_of(head, *version, progress, until);
  if (!silence) return Error(Errc::version_conflict, "everybody was heard of meanwhile");
  return Word{std::move(head), version->object, *silence};
}

/// As evidence of a party, and who was not heard of.
std::string statement(std::string const& id, Word const& word, UnixSeconds now) {
  Json silent = Json::array();
  for (CountryCode const country : word.silence.who.members()) silent.push_back(country.text());
  Json const item = {{"id", word.head.id}, {"ver", word.head.ver}, {"obj", to_base64url(word.object)}};
  return json::write({{"v", 1},
                      {"id", id},
                      {"iss", documents::secretariat().text()},
                      {"kind", documents::to_text(word.silence.kind)},
                      {"at", now.time_since_epoch().count()},
                      {"items", Json::array({item})},
                      {"silent", std::move(silent)}});
}

/// Its source learns of whom nothing was heard; who owes a purge is reminded.
journal::Settle settle_silence(journal::Position first, UnixSeconds until, index::Silence said) {
  return [first, until, said](kv::Reader const& state, journal::Record& record) -> Result<journal::Settled> {
    HUECRY_TRY(Word const word, word_of(state, first, until));
    if (word.silence.kind != said.kind || word.silence.who != said.who)
      return Error(Errc::version_conflict, "somebody was heard of meanwhile");
    CountrySet to{word.head.iss};
    if (said.kind == EvidenceKind::not_purged) to = to | said.who;
    tell(record, to);
    record.facts = index::encode(index::EvidenceFacts{
        said.kind, record.iss, {}, {{word.head.iss, word.head.id, word.head.ver}}, false, {}, said.who});
    return journal::Settled::proceed();
  };
}

}

journal::Settle settle_evidence(documents::Evidence evidence) {
  return
      [evidence = std::move(evidence)](kv::Reader const& state, journal::Record& record) -> Result<journal::Settled> {
        HUECRY_TRY(auto const facts, index::decode_evidence_facts(record.facts));
        for (std::size_t i = 0; i < facts.items.size(); ++i) {
          auto const& object = evidence.items[i].obj;
          HUECRY_CHECK(facts.by_entity ? check_held(state, facts.items[i], object, {facts.by, facts.party}, facts.kind)
                                       : check_item(state, facts.items[i], object, facts.by, facts.kind));
        }
        if (!documents::is_for_source(evidence.kind)) return journal::Settled::proceed();
        HUECRY_TRY(CountrySet const told, who_is_told(state, facts));
        tell(record, told);
        return journal::Settled::proceed();
      };
}

Result<journal::Proposal> propose_silence(kv::Reader const& state, index::Duty const& duty, HubSigner const& signer,
                                          UnixSeconds now) {
  UnixSeconds const until = now - limits::duty_delay;
  HUECRY_TRY(Word const word, word_of(state, duty.first, until));
  std::string const id = std::string(documents::secretariat().text()) + "-" +
                         std::string(documents::to_text(word.silence.kind)) + "-" + std::to_string(duty.first) + "-" +
                         std::to_string(duty.at.time_since_epoch().count());
  HUECRY_TRY(journal::Record record,
             hub_record(signer, envelope::DocumentType::evidence, statement(id, word, now), now));
  record.kind = log::LeafKind::evidence;
  record.id = id;
  return journal::Proposal{std::move(record), settle_silence(duty.first, until, word.silence)};
}

}
