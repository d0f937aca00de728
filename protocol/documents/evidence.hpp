#pragma once
// Evidence: a bureau's signed statement of how far a document has come in its country, or of what came of it; and the
// hub's that nothing was heard in time (domain.md §7). Pure; any thread. Fields: docs/schemas/evidence.json.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/country.hpp"
#include "protocol/base/result.hpp"
#include "protocol/documents/schema.hpp"

namespace huecry::documents {

/// Append only: the number is stored.
enum class EvidenceKind : std::uint8_t {
  retrieved,      // the gateway has it, and it verifies
  acknowledged,   // the desk has it
  purged,         // what was recalled is gone from all systems of the country, those of its entities too
  delivered,      // the national system has it
  rejected,       // the gateway did not take it in
  disputed,       // a recall: it is not purged, for the reason given
  outcome,        // what came of it
  not_retrieved,  // in time; this and the next are the hub's
  not_delivered,
  not_acknowledged,
  not_purged,
  last_ = not_purged
};
[[nodiscard]] std::string_view to_text(EvidenceKind kind) noexcept;                       // "retrieved", …
[[nodiscard]] std::optional<EvidenceKind> evidence_kind(std::string_view text) noexcept;  // exact
/// Only the hub says it.
[[nodiscard]] constexpr bool is_of_hub(EvidenceKind kind) noexcept { return kind >= EvidenceKind::not_retrieved; }
/// It may have words that tell of a person, is of one document alone, and its source is told.
[[nodiscard]] constexpr bool is_for_source(EvidenceKind kind) noexcept {
  return kind == EvidenceKind::rejected || kind == EvidenceKind::disputed || kind == EvidenceKind::outcome;
}

struct EvidenceItem {
  std::string id;  // of the notice
  std::uint32_t ver = 0;
  Digest obj;  // object digest of the document that was received
};

struct Evidence {
  std::string id;  // of the evidence document; the prefix is iss
  CountryCode iss;
  EvidenceKind kind = EvidenceKind::retrieved;
  UnixSeconds at;                   // when it happened, by the bureau's clock
  std::string desk;                 // the bureau's reference of the desk; empty if not given
  std::string code;                 // why it was rejected, or what came of it
  std::vector<EvidenceItem> items;  // 1 to limits::evidence_items_max, no notice version twice
};

/// Of a party; what only the hub says is a fault. Errors: payload_json, payload_schema, payload_rule; the last two name
/// every fault by JSON pointer.
[[nodiscard]] Result<Evidence> read_evidence(Schemas const& schemas, std::string_view payload);

}
