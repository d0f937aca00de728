#pragma once
// What the policy rows must know of a record: it travels inside Record::facts. Pure; any thread. Stored form, byte by
// byte: docs/storage.md.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/clock.hpp"
#include "protocol/base/result.hpp"
#include "protocol/documents/policy.hpp"

namespace huecry::policy_rows {

/// Of a signed policy document. Country and seq are the record's iss and ver.
struct DocumentFacts {
  documents::PolicyKind kind{};
  UnixSeconds effective{};
};
[[nodiscard]] std::string encode(DocumentFacts const& facts);
/// Of an activation: the set that is in force from this entry on, in words (policy::manifest).
[[nodiscard]] std::string activation_facts(std::string_view manifest);

/// nullopt: facts of another kind. Errors: Errc::corrupt.
[[nodiscard]] Result<std::optional<DocumentFacts>> document_facts(std::string_view facts);
/// nullopt: facts of another kind.
[[nodiscard]] std::optional<std::string_view> manifest_of_activation(std::string_view facts) noexcept;

/// The id of the record of a document of this kind: its identity is (iss, this, seq).
[[nodiscard]] std::string record_id(documents::PolicyKind kind);
/// The id of the records of activations: their identity is (XP, this, 1, 2, 3, …).
inline constexpr std::string_view k_activation_id = "policy-set";

}
