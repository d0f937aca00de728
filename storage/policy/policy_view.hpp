#pragma once
// Which policy documents the journal has, and which sets of them were in force, so that a start needs no file and an
// old decision can be made again. Rows of family `policy`: docs/storage.md.

#include <optional>
#include <string>
#include <vector>

#include "storage/journal/view.hpp"
#include "storage/policy/facts.hpp"

namespace huecry::policy_rows {

/// Takes records whose facts are those of facts.hpp, and passes over all others. Errors of apply: Errc::corrupt.
class PolicyView final : public journal::View {
 public:
  [[nodiscard]] std::string_view name() const override { return "policy"; }
  [[nodiscard]] std::vector<kv::Family> families() const override { return {kv::Family::policy}; }
  Result<> apply(journal::Record const& record, kv::Transaction& transaction) override;
};

struct DocumentRow {
  documents::PolicyKind kind{};
  CountryCode iss;
  std::uint32_t seq = 0;
  journal::Position position = 0;
  UnixSeconds effective{};
};

// Any thread. Errors of all: Errc::corrupt, io.

/// All documents that were ever taken, by kind, country and seq.
[[nodiscard]] Result<std::vector<DocumentRow>> documents_of(kv::Reader const& state);

struct InForce {
  std::uint32_t activation = 0;  // its number
  Digest set;
};
/// nullopt: no set was ever activated.
[[nodiscard]] Result<std::optional<InForce>> in_force(kv::Reader const& state);
/// A set in words; nullopt for one that was never in force.
[[nodiscard]] Result<std::optional<std::string>> manifest(kv::Reader const& state, Digest const& set);

}
