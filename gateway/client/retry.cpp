#include "gateway/client/retry.hpp"

#include <algorithm>
#include <charconv>
#include <initializer_list>

namespace huecry::client {

bool worth_another_try(Response const& response) {
  auto const statuses = {408, 429, 502, 503, 504};
  if (std::ranges::find(statuses, response.status) == statuses.end()) return false;
  auto const problem = problem_of(response);
  return !problem || problem->retryable;
}

std::optional<std::chrono::milliseconds> retry_after(Response const& response) {
  std::string const text = response.header("retry-after");
  int seconds = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size() || seconds < 0) return std::nullopt;
  return std::chrono::seconds(seconds);
}

std::optional<std::chrono::milliseconds> Backoff::pause(std::optional<std::chrono::milliseconds> asked) {
  int const byte = spread_.bytes[tries_++ % spread_.bytes.size()];
  auto const own = next_ - next_ * byte / (4 * 256);
  next_ = std::min(next_ * 2, most_);
  auto const chosen = std::max(own, asked.value_or(std::chrono::milliseconds(0)));
  if (chosen > left_) return std::nullopt;
  left_ -= chosen;
  return chosen;
}

}
