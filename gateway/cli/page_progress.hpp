#pragma once
// How far a walk through the hub's live notices is: what each of its pages says. Pure; one thread at a time.

#include <optional>
#include <string>

#include "protocol/base/result.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::cli {

class PageProgress {
 public:
  /// Errors: json_invalid.
  [[nodiscard]] Result<> take(json::Json const& page);

  /// The cursor of the next page; nullopt before the first and after the last.
  [[nodiscard]] std::optional<std::string> const& next() const noexcept { return next_; }
  [[nodiscard]] std::size_t done() const noexcept { return done_; }
  [[nodiscard]] std::size_t of() const noexcept { return of_; }

 private:
  std::optional<std::string> next_;
  std::size_t done_ = 0, of_ = 0;
};

}
