#pragma once
// Evidence: a bureau's signed statement that it has retrieved documents, that its desk has taken them, or that it has
// purged what was recalled. Pure; any thread. Fields: docs/schemas/evidence.json.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/country.hpp"
#include "protocol/base/result.hpp"
#include "protocol/documents/schema.hpp"

namespace huecry::documents {

/// purged: of what was recalled, in all systems of the country, those of its entities too.
enum class EvidenceKind : std::uint8_t { retrieved, acknowledged, purged, last_ = purged };
[[nodiscard]] std::string_view to_text(EvidenceKind kind) noexcept;  // "retrieved", …

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
  std::vector<EvidenceItem> items;  // 1 to limits::evidence_items_max, no notice version twice
};

/// Errors: payload_json, payload_schema, payload_rule; the last two name every fault by JSON pointer.
[[nodiscard]] Result<Evidence> read_evidence(Schemas const& schemas, std::string_view payload);

}
