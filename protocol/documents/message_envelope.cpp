#include "protocol/documents/message_envelope.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "protocol/base/encoding.hpp"
#include "protocol/documents/detail/faults.hpp"
#include "protocol/documents/detail/message_rules.hpp"
#include "protocol/documents/fields.hpp"
#include "protocol/documents/policy.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"

namespace huecry::documents {
namespace {

using json::Json;

constexpr std::array<std::string_view, static_cast<std::size_t>(MessageAct::last_) + 1> k_acts{
    "message", "request", "answer", "refuse", "pause", "probe", "echo"};
constexpr std::array<std::string_view, static_cast<std::size_t>(Urgency::last_) + 1> k_urgencies{"flash", "urgent",
                                                                                                 "routine"};

template <class Word, std::size_t N>
std::optional<Word> word_of(std::array<std::string_view, N> const& words, std::string_view text) noexcept {
  auto const* const found = std::ranges::find(words, text);
  return found == words.end() ? std::nullopt : std::optional(static_cast<Word>(found - words.begin()));
}

void check_digest(Json const& object, std::string const& name, std::string const& pointer, detail::RuleFaults& faults) {
  if (!digest_from_base64url(text_or_empty(&object, name))) faults.add(pointer + name, "is no strict base64url");
}

void check_digests(Json const& envelope, detail::RuleFaults& faults) {
  faults.name_rule("digest-exact");
  check_digest(envelope, "jwe256", "/", faults);
  check_digest(envelope, "commit", "/", faults);
  for (auto const& [list, name] : {std::pair("att", "ct256"), std::pair("hints", "tag")}) {
    if (!envelope.contains(list)) continue;
    Json const& entries = envelope.at(list);
    for (std::size_t i = 0; i < entries.size(); ++i)
      check_digest(entries[i], name, "/" + std::string(list) + "/" + std::to_string(i) + "/", faults);
  }
}

/// Named twice it would be fetched twice by each recipient, and opened twice.
void check_named_once(Json const& envelope, detail::RuleFaults& faults) {
  faults.name_rule("attachment-once");
  if (!envelope.contains("att")) return;
  std::set<std::string_view> seen;
  Json const& entries = envelope.at("att");
  for (std::size_t i = 0; i < entries.size(); ++i)
    if (!seen.insert(text_or_empty(&entries[i], "ct256")).second)
      faults.add("/att/" + std::to_string(i) + "/ct256", "is named already");
}

std::vector<FieldFault> broken_rules(Json const& envelope) {
  detail::RuleFaults faults;
  detail::check_head(envelope, faults);
  check_digests(envelope, faults);
  check_named_once(envelope, faults);
  auto found = std::move(faults).take();
  detail::bound(found);
  return found;
}

/// REQUIRES: the rules hold, here and below.
CountryCode country_of(std::string_view id) { return *CountryCode::parse(id.substr(0, 2)); }

Digest digest_in(Json const& object, std::string_view name) {
  return *digest_from_base64url(text_or_empty(&object, name));
}

void read_reply(Json const& json, MessageEnvelope& envelope) {
  envelope.of = text_or_empty(&json, "of");
  if (!envelope.of.empty()) envelope.asker = country_of(envelope.of);
  envelope.reason = text_or_empty(&json, envelope.act == MessageAct::pause ? "pause" : "refusal");
  if (json.contains("until")) envelope.until = *parse_moment(text_or_empty(&json, "until"));
}

MessageEnvelope envelope_of(Json const& json) {
  MessageEnvelope envelope;
  envelope.id = text_or_empty(&json, "id");
  envelope.from = *CountryCode::parse(text_or_empty(&json, "from"));
  for (Json const& code : json.at("to")) envelope.to.add(*CountryCode::parse(code.get_ref<std::string const&>()));
  envelope.conversation = text_or_empty(&json, "conv");
  envelope.act = *message_act(text_or_empty(&json, "act"));
  envelope.kind = text_or_empty(&json, "kind");
  if (json.contains("clock")) envelope.limit = life::limit_number(text_or_empty(&json, "clock"));
  envelope.reply_to = text_or_empty(&json, "reply_to");
  read_reply(json, envelope);
  envelope.urgency = *urgency(text_or_empty(&json, "prio"));
  envelope.handling = text_or_empty(&json, "handling");
  envelope.expires = UnixSeconds(std::chrono::seconds(json.at("exp").get<std::int64_t>()));
  envelope.sealed = digest_in(json, "jwe256");
  envelope.sealed_bytes = json.at("jwe_len").get<std::uint64_t>();
  envelope.commit = digest_in(json, "commit");
  if (json.contains("att"))
    for (Json const& blob : json.at("att"))
      envelope.attachments.push_back({digest_in(blob, "ct256"), blob.at("len").get<std::uint64_t>()});
  if (json.contains("hints"))
    for (Json const& hint : json.at("hints"))
      envelope.hints.push_back({std::string(text_or_empty(&hint, "key")), digest_in(hint, "tag")});
  return envelope;
}

}

std::string_view to_text(MessageAct act) noexcept { return k_acts[static_cast<std::size_t>(act)]; }
std::string_view to_text(Urgency urgency) noexcept { return k_urgencies[static_cast<std::size_t>(urgency)]; }
std::optional<MessageAct> message_act(std::string_view text) noexcept { return word_of<MessageAct>(k_acts, text); }
std::optional<Urgency> urgency(std::string_view text) noexcept { return word_of<Urgency>(k_urgencies, text); }

Result<MessageEnvelope> read_message_envelope(Schemas const& schemas, std::string_view payload) {
  auto envelope = json::read(payload);
  if (!envelope) return Error(Errc::payload_json, envelope.error().detail, envelope.error().faults);
  if (auto faults = schemas.check(DocumentKind::envelope, *envelope); !faults.empty())
    return Error(Errc::payload_schema, "the envelope does not fit its schema", std::move(faults));
  if (auto faults = broken_rules(*envelope); !faults.empty())
    return Error(Errc::payload_rule, "the envelope breaks a rule", std::move(faults));
  return envelope_of(*envelope);
}

}
