#pragma once
// The rows of messages: who has sent what to whom, in which conversation, and what was heard of it since.

#include <string_view>
#include <vector>

#include "storage/journal/view.hpp"

namespace huecry::messages {

class MessageView final : public journal::View {
 public:
  [[nodiscard]] std::string_view name() const override { return "messages"; }
  [[nodiscard]] std::vector<kv::Family> families() const override { return {kv::Family::message}; }
  Result<> apply(journal::Record const& record, kv::Transaction& transaction) override;
};

}
