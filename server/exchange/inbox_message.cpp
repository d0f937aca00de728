#include "server/exchange/inbox_message.hpp"

#include "protocol/base/iso_time.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "server/exchange/item_json.hpp"
#include "server/exchange/messages.hpp"
#include "storage/messages/facts.hpp"
#include "storage/messages/lookup.hpp"
#include "storage/messages/similar.hpp"

namespace huecry::exchange {

std::string message_json(journal::Record const& entry, json::Json const& similar) {
  std::string json = begin_json(entry, "message", entry.position, entry.received);
  append_document(json, entry.object, entry.document);
  if (!similar.empty()) json.append(R"(,"similar":)").append(json::write(similar));
  json += R"(,"sealed":)";
  json::append_quoted(json, entry.content);
  return json += '}';
}

Result<json::Json> similar_json(kv::Reader const& state, messages::Row const& request, CountryCode reader) {
  json::Json list = json::Json::array();
  if (request.envelope.hints.empty()) return list;
  HUECRY_TRY(auto const found, messages::similar(state, request, reader));
  for (messages::Similar const& one : found) {
    auto const between = one.between.members();
    list.push_back({{"id", one.request.envelope.id},
                    {"conv", one.request.envelope.conversation},
                    {"received", iso_time(one.request.entered.time)},
                    {"between", {between.front().text(), between.back().text()}}});
  }
  return list;
}

Result<Rendered> render_message(Reading const& reading, journal::Record const& entry) {
  if (entry.erased) return Rendered{};
  HUECRY_TRY(auto const envelope, messages::message_facts(entry.facts));
  if (!envelope) return Error(Errc::corrupt, "a message without its facts");
  auto const decision = reading.policy.decide(subject_of(*envelope), circumstances(reading.trust, reading.at));
  CountryCode const reader = reading.reader.country;
  if (reader != envelope->from && !decision.allowed.contains(reader)) return Rendered{Release::barred, {}};
  messages::Row const row{*envelope, {entry.position, entry.received}, entry.object};
  HUECRY_TRY(json::Json const similar, similar_json(reading.state, row, reader));
  return Rendered{Release::now, InboxItem{entry.position, "message", message_json(entry, similar)}};
}

namespace {

/// The hub's own words about a message.
Result<Rendered> render_word(Reading const& reading, journal::Record const& entry, std::string_view kind,
                             journal::Position of) {
  HUECRY_TRY(messages::Row const message, messages::message_at(reading.state, of));
  journal::Record about;
  about.id = message.envelope.id;
  about.ver = 1;
  about.iss = message.envelope.from;
  std::string json = begin_json(about, kind, entry.position, entry.received);
  append_document(json, entry.object, entry.document);
  return Rendered{Release::now, InboxItem{entry.position, std::string(kind), json += '}'}};
}

}

Result<std::optional<Rendered>> render_expiry(Reading const& reading, journal::Record const& entry) {
  HUECRY_TRY(auto const facts, messages::expiry_facts(entry.facts));
  if (!facts) return std::optional<Rendered>();
  HUECRY_TRY(Rendered rendered, render_word(reading, entry, "expired", facts->of));
  return std::optional(std::move(rendered));
}

Result<std::optional<Rendered>> render_overdue(Reading const& reading, journal::Record const& entry) {
  HUECRY_TRY(auto const facts, messages::overdue_facts(entry.facts));
  if (!facts) return std::optional<Rendered>();
  HUECRY_TRY(Rendered rendered, render_word(reading, entry, "overdue", facts->of));
  return std::optional(std::move(rendered));
}

}
