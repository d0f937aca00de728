#pragma once
// The journal's own view: where each identity and each object digest entered. It is what makes a repeated submission a
// duplicate.

#include "storage/journal/view.hpp"

namespace huecry::journal::detail {

class IdentityView final : public View {
 public:
  [[nodiscard]] std::string_view name() const override { return "identity"; }
  [[nodiscard]] std::vector<kv::Family> families() const override { return {kv::Family::identity}; }
  Result<> apply(Record const& record, kv::Transaction& transaction) override;
};

}
