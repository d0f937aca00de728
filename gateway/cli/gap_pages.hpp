#pragma once
// The pages of GET /v1/coordination/gaps, added up. Pure; one thread at a time. Input: the hub's.

#include <map>
#include <string>
#include <vector>

#include "gateway/cli/page_progress.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::cli {

/// Notices, and of those how many have each colour and each offence.
struct GapCounts {
  std::int64_t notices = 0;
  std::map<std::string, std::int64_t> colours, offences;
  void add(GapCounts const& other);
};

/// What one recipient misses of one origin for one reason. Without author: no policy decides; without rule: no rule.
struct GapName {
  std::string origin, recipient, by, cause, author, rule;
  friend auto operator<=>(GapName const&, GapName const&) = default;
};
struct Gap {
  GapName name;
  GapCounts counts;
};

class GapPages {
 public:
  /// Errors: json_invalid; state_conflict when the policy in force changed between two pages.
  [[nodiscard]] Result<> add(json::Json const& page);

  [[nodiscard]] PageProgress const& progress() const noexcept { return progress_; }
  [[nodiscard]] std::string const& region() const noexcept { return region_; }
  [[nodiscard]] std::int64_t notices() const noexcept { return notices_; }
  [[nodiscard]] std::int64_t missed() const noexcept { return missed_; }
  /// The widest first; of equal ones by name.
  [[nodiscard]] std::vector<Gap> gaps() const;
  /// As one page: {"region","set","notices","missed","gaps":[…]}.
  [[nodiscard]] json::Json merged() const;

 private:
  Result<> take_set(json::Json const& page);

  std::string region_, set_;
  std::int64_t notices_ = 0, missed_ = 0;
  std::map<GapName, GapCounts> gaps_;
  PageProgress progress_;
};

}
