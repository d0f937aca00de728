#pragma once
// The pages of POST /v1/policies/rehearse, added up. Pure; one thread at a time. Input: the hub's.

#include <map>
#include <string>

#include "gateway/cli/page_progress.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {

class RehearsalPages {
 public:
  static constexpr std::size_t k_items_max = 100;  // of the changed notices that are kept; all are counted

  /// Errors: json_invalid; state_conflict when the policy in force changed between two pages.
  [[nodiscard]] Result<> add(json::Json const& page);

  [[nodiscard]] PageProgress const& progress() const noexcept { return progress_; }

  /// {"documents","changed","before","after","recipients":[…],"unknown_entities":[…],"items":[…],"left_off"}: as a
  /// page, and of the items how many were not kept.
  [[nodiscard]] json::Json merged() const;

 private:
  using Totals = std::map<std::string, std::int64_t>;  // by what changed

  Result<> take_digests(json::Json const& page);
  Result<> take_recipients(json::Json const& page);

  std::int64_t documents_ = 0, changed_ = 0;
  std::string before_, after_;
  std::map<std::string, Totals> recipients_;  // by country, or entity
  json::Json unknown_ = json::Json::array();  // entities
  json::Json items_ = json::Json::array();
  PageProgress progress_;
};

}
