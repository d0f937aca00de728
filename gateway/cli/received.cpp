#include "gateway/cli/received.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "protocol/base/limits.hpp"
#include "protocol/documents/review_decision.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/read.hpp"
#include "protocol/json/write.hpp"

namespace huecry::cli {
namespace {

using envelope::DocumentType;
using json::Json;

/// Of the first of these types that it says it has.
Result<envelope::SignedDocument> parse(std::string_view container, std::span<DocumentType const> types) {
  Result<envelope::SignedDocument> parsed = Error(Errc::jws_type);
  for (DocumentType const type : types) {
    parsed = envelope::parse_container(container, type, limits::document_bytes_max);
    if (parsed || parsed.error().code != Errc::jws_type) return parsed;
  }
  return parsed;
}

Result<> take_names(Received& received) {
  Json const& payload = received.payload;
  HUECRY_TRY(received.id, json::member_string(payload, "id"));
  HUECRY_TRY(received.iss, json::member_string(payload, "iss"));
  HUECRY_TRY(std::int64_t const ver, json::member_integer(payload, "ver"));
  received.ver = static_cast<std::uint32_t>(ver);
  return ok();
}

Result<> take_edition(Received& received) {
  HUECRY_TRY(received.of, json::member_string(received.payload, "of"));
  HUECRY_TRY(Json const* const missing, json::member_array(received.payload, "missing"));
  for (Json const& block : *missing) {
    if (!block.is_string()) return Error(Errc::json_invalid, "missing: must hold names of blocks");
    received.missing.push_back(block.get<std::string>());
  }
  // The hub must not put another notice behind the names that it signed.
  HUECRY_TRY(Json const* const notice, json::member_object(received.payload, "notice"));
  for (char const* const name : {"id", "ver", "iss"}) {
    Json const* const inside = json::find(*notice, name);
    if (inside == nullptr || *inside != received.payload.at(name))
      return Error(Errc::json_invalid, std::string(name) + ": the edition and the notice in it differ");
  }
  return ok();
}

/// What a line shows of it: texts, and perhaps a list of texts.
Result<> check_words(Json const& payload, std::initializer_list<char const*> texts, char const* list) {
  for (char const* const name : texts) HUECRY_CHECK(json::optional_string(payload, name));
  if (!payload.contains(list)) return ok();
  HUECRY_TRY(Json const* const found, json::member_array(payload, list));
  bool const words = std::ranges::all_of(*found, [](Json const& each) { return each.is_string(); });
  return words ? ok() : Result<>(Error(Errc::json_invalid, std::string(list) + ": must hold texts"));
}

Result<std::uint32_t> version_in(Json const& object) {
  HUECRY_TRY(std::int64_t const ver, json::member_integer(object, "ver"));
  if (ver < 1 || ver > std::numeric_limits<std::uint32_t>::max())
    return Error(Errc::json_invalid, "ver: is no version");
  return static_cast<std::uint32_t>(ver);
}

}

Result<envelope::SignedDocument> read_any(std::string_view container) {
  return parse(container, envelope::document_types());
}

bool Received::is_diffusion() const {
  auto const channel = payload.find("channel");  // of an edition
  return document.header().type == DocumentType::diffusion ||
         (is_edition() && channel != payload.end() && *channel == Json("diffusion"));
}

bool Received::is_edition() const noexcept { return document.header().type == DocumentType::edition; }

Json const& Received::notice() const { return is_edition() ? payload.at("notice") : payload; }

Result<Received> read_received(std::string_view container) {
  HUECRY_TRY(auto document,
             parse(container, std::array{DocumentType::notice, DocumentType::diffusion, DocumentType::edition}));
  json::ReadOptions options;
  options.fractions = true;
  options.depth_max = limits::payload_depth_max + 1;  // an edition holds a payload
  HUECRY_TRY(Json payload, json::read(document.payload(), options));
  Received received{std::move(document), std::move(payload), {}, {}, 0, {}, {}};
  HUECRY_CHECK(take_names(received));
  if (received.is_edition()) HUECRY_CHECK(take_edition(received));
  return received;
}

std::optional<life::NoticeEvent> event_of(std::string_view act) {
  for (unsigned i = 0; i <= static_cast<unsigned>(life::NoticeEvent::last_); ++i)
    if (!act.empty() && documents::act_text(static_cast<life::NoticeEvent>(i)) == act)
      return static_cast<life::NoticeEvent>(i);
  return std::nullopt;
}

Result<ReceivedDecision> read_decision(Json const& item) {
  HUECRY_TRY(Json const* const container, json::member_object(item, "document"));
  HUECRY_TRY(auto document,
             parse(json::write(*container), std::array{DocumentType::decision, DocumentType::publication}));
  HUECRY_TRY(Json payload, json::read(document.payload(), {}));
  bool const of_hub = document.header().type == DocumentType::publication;
  ReceivedDecision decision{std::move(document), std::move(payload), {}, {}, {}, 0};
  HUECRY_TRY(decision.notice, json::member_string(decision.payload, of_hub ? "id" : "notice"));
  HUECRY_TRY(decision.act, json::member_string(decision.payload, "act"));
  HUECRY_TRY(decision.ver, version_in(decision.payload));
  if (!of_hub) {
    HUECRY_TRY(decision.iss, json::member_string(decision.payload, "iss"));
  }
  HUECRY_CHECK(check_words(decision.payload, {"ground", "answer_until", "review_on", "reason"}, "missing"));
  return decision;
}

Result<ReceivedEvidence> read_evidence(Json const& item) {
  HUECRY_TRY(Json const* const container, json::member_object(item, "document"));
  HUECRY_TRY(auto document, parse(json::write(*container), std::array{DocumentType::evidence}));
  HUECRY_TRY(Json payload, json::read(document.payload(), {}));
  ReceivedEvidence evidence{std::move(document), std::move(payload), {}, {}, {}, 0};
  HUECRY_TRY(std::string const kind, json::member_string(evidence.payload, "kind"));
  auto const known = documents::evidence_kind(kind);
  if (!known) return Error(Errc::json_invalid, "kind: " + kind + " is no kind of evidence");
  evidence.kind = *known;
  HUECRY_TRY(evidence.iss, json::member_string(evidence.payload, "iss"));
  HUECRY_TRY(Json const* const items, json::member_array(evidence.payload, "items"));
  if (items->size() != 1) return Error(Errc::json_invalid, "items: must name one document");
  HUECRY_TRY(evidence.notice, json::member_string(items->front(), "id"));
  HUECRY_TRY(evidence.ver, version_in(items->front()));
  HUECRY_CHECK(check_words(evidence.payload, {"reason", "outcome", "text"}, "silent"));
  return evidence;
}

std::string edition_text(std::vector<std::string> const& missing) {
  if (missing.empty()) return {};
  std::string blocks;
  for (std::string const& block : missing) blocks += (blocks.empty() ? "" : ", ") + block;
  return "without " + blocks + "; the hub made and signed this edition, not the issuer";
}

}
