#pragma once
// Evidence documents: what this party says about what it was sent.

#include <string>
#include <vector>

#include "gateway/cli/session.hpp"

namespace huecry::cli {

/// Of a document that only needs a name: "DE-E-1793613600123-6f1c9a2e", of an entity "DE-CUSTOMS.E-…". Unique without
/// a counter to keep. Errors: those of party_of.
[[nodiscard]] Result<std::string> new_document_id(Profile const& profile, char kind, UnixMillis now);

struct EvidenceItem {
  std::string id;
  std::uint32_t ver = 0;
  std::string object;  // base64url digest of the document
};
using EvidenceItems = std::vector<EvidenceItem>;

/// A version that was delivered twice, because it was lost and gained again, is named once: as it came last.
void add_item(EvidenceItems& items, EvidenceItem item);

/// What is said of all of them, by the names of docs/schemas/evidence.json. Empty: not said.
struct EvidenceWords {
  std::string kind;                                 // "retrieved", …
  std::string desk{}, reason{}, outcome{}, text{};  // NOLINT(readability-redundant-member-init): may be left out
};

/// Signs and submits, in parts of limits::evidence_items_max. What the hub would refuse for its form is refused before
/// it is signed.
[[nodiscard]] Result<> send_evidence(Session const& session, Connection& connection, EvidenceWords const& words,
                                     EvidenceItems const& items);

/// One version (0: the newest) as evidence names it.
[[nodiscard]] Result<EvidenceItem> evidence_item(Connection& connection, std::string const& id, std::uint32_t ver);

}
