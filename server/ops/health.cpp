#include "server/ops/health.hpp"

#include <algorithm>

#include "protocol/base/error_table.hpp"
#include "protocol/json/write.hpp"

namespace huecry::ops {
namespace {

CheckOutcome run(std::string const& name, Health::Check const& check) {
  auto const result = check();
  if (result) return {name, true, ""};
  return {name, false, std::string(token_of(result.error().code)) + ": " + result.error().detail};
}

}

std::vector<CheckOutcome> Health::outcomes() {
  std::lock_guard const lock(mutex_);
  if (draining_) return {{"draining", false, "the hub is stopping"}};
  auto const now = clock_.now();
  // A clock that went back must not freeze an old outcome.
  bool const fresh = !outcomes_.empty() && now >= taken_ && now - taken_ < cached_for_;
  if (fresh) return outcomes_;
  outcomes_.clear();
  for (auto const& [name, check] : checks_) outcomes_.push_back(run(name, check));
  taken_ = now;
  return outcomes_;
}

void Health::set_draining() {
  std::lock_guard const lock(mutex_);
  draining_ = true;
}

bool all_good(std::vector<CheckOutcome> const& outcomes) { return std::ranges::all_of(outcomes, &CheckOutcome::good); }

std::string to_json(std::vector<CheckOutcome> const& outcomes) {
  std::string out = all_good(outcomes) ? R"({"ready":true,"checks":[)" : R"({"ready":false,"checks":[)";
  for (CheckOutcome const& outcome : outcomes) {
    if (out.back() != '[') out += ',';
    out += R"({"name":)";
    json::append_quoted(out, outcome.name);
    out += outcome.good ? R"(,"good":true,"detail":)" : R"(,"good":false,"detail":)";
    json::append_quoted(out, outcome.detail);
    out += '}';
  }
  return out + "]}";
}

}
