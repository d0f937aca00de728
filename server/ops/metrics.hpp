#pragma once
// What /metrics tells: counters that the parts keep, in OpenMetrics text by prometheus-cpp. No label holds an
// identifier or personal data; members are labelled by country code.

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace huecry::ops {

/// Thread-safe.
class Metrics {
 public:
  Metrics();
  ~Metrics();

  /// One request answered; `route` is the pattern, not the path.
  void request(std::string_view route, std::string_view method, int status, std::chrono::microseconds duration);
  /// One submitted document and what became of it: "accepted", "duplicate" or the token of the error.
  void submission(std::string_view kind, std::string_view outcome);
  void commit(std::size_t entries, std::chrono::microseconds duration);

  /// A value that is read when somebody looks. Before the first text().
  enum class Type { counter, gauge };
  void observe(Type type, std::string name, std::string help, std::function<double()> read);

  [[nodiscard]] std::string text() const;

 private:
  struct Rep;
  std::unique_ptr<Rep> rep_;
};

}
