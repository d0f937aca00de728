#pragma once
// The view that keeps the state of notices and of their delivery: heads, versions, list rows, evidence.

#include <string_view>
#include <vector>

#include "storage/journal/view.hpp"

namespace huecry::index {

/// Takes records whose facts are NoticeFacts, EvidenceFacts or PublicationFacts (facts.hpp), and passes over all
/// others. The number of rows of a notice does not grow with the number of its recipients. Errors of apply:
/// Errc::corrupt for facts that cannot be read; Errc::internal for a version that is not newer than the current one,
/// which the Settle of the submission must have refused.
class IndexView final : public journal::View {
 public:
  [[nodiscard]] std::string_view name() const override { return "index"; }
  [[nodiscard]] std::vector<kv::Family> families() const override {
    return {kv::Family::notice, kv::Family::status, kv::Family::index};
  }
  Result<> apply(journal::Record const& record, kv::Transaction& transaction) override;
};

}
