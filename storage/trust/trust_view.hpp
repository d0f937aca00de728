#pragma once
// The trust list and revocation lists in force, as the journal last took them, so that a start needs no file but the
// store. Rows of family `trust`: "list" -> the signed list; "crl/" + facts of the record (which CA) -> DER.
// docs/storage.md.

#include <optional>
#include <string>
#include <vector>

#include "storage/journal/view.hpp"

namespace huecry::trust_rows {

class TrustView final : public journal::View {
 public:
  [[nodiscard]] std::string_view name() const override { return "trust"; }
  [[nodiscard]] std::vector<kv::Family> families() const override { return {kv::Family::trust}; }
  Result<> apply(journal::Record const& record, kv::Transaction& transaction) override;
};

struct Kept {
  std::optional<std::string> list;
  std::vector<std::string> crls;  // DER
};

/// Any thread. Errors: Errc::io, corrupt.
[[nodiscard]] Result<Kept> kept(kv::Reader const& state);

}
