#pragma once
// A notice or diffusion as the hub hands it on: the issuer's document, or the hub's edition of it, which lacks the
// blocks that policy keeps back from us. Pure; any thread. Input: the hub's.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.hpp"
#include "protocol/documents/evidence.hpp"
#include "protocol/envelope/jws.hpp"
#include "protocol/json/json.hpp"
#include "protocol/life/notice_life.hpp"

namespace huecry::cli {

struct Received {
  envelope::SignedDocument document;
  json::Json payload;  // what was signed
  std::string id, iss;
  std::uint32_t ver = 0;
  // Of an edition:
  std::vector<std::string> missing;  // blocks
  std::string of;                    // object digest of the issuer's document

  [[nodiscard]] bool is_edition() const noexcept;
  [[nodiscard]] bool is_diffusion() const;
  /// The issuer's payload, or what the hub left of it.
  [[nodiscard]] json::Json const& notice() const;
};

/// Which of them it is, the document itself says. Parsed, not verified. Errors: those of
/// envelope::parse_container; json_invalid.
[[nodiscard]] Result<Received> read_received(std::string_view container);

/// A signed document of whatever type it says it is, as it stands in a container. Parsed, not verified. Errors: the
/// same.
[[nodiscard]] Result<envelope::SignedDocument> read_any(std::string_view container);

/// What the word of a decision, or of a step of the hub, stands for; nullopt for a word that is none.
[[nodiscard]] std::optional<life::NoticeEvent> event_of(std::string_view act);

/// A decision about a notice: that of a party, or the hub's own statement of a step.
struct ReceivedDecision {
  envelope::SignedDocument document;
  json::Json payload;            // the members that a line shows are of the right type
  std::string notice, act, iss;  // iss: empty of the hub's
  std::uint32_t ver = 0;

  [[nodiscard]] bool is_of_hub() const noexcept { return iss.empty(); }
};
/// Of what stands under "document" in the item. Parsed, not verified. Errors: the same.
[[nodiscard]] Result<ReceivedDecision> read_decision(json::Json const& item);

/// Evidence of one document: of a recipient, or of the hub about those who were not heard of.
struct ReceivedEvidence {
  envelope::SignedDocument document;
  json::Json payload;  // the members that a line shows are of the right type
  documents::EvidenceKind kind{};
  std::string notice, iss;
  std::uint32_t ver = 0;
};
/// The same.
[[nodiscard]] Result<ReceivedEvidence> read_evidence(json::Json const& item);

/// "without images; the hub made and signed this edition, not the issuer". Empty for the issuer's document.
[[nodiscard]] std::string edition_text(std::vector<std::string> const& missing);

}
