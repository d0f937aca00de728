#pragma once
// The log as JSON lines on standard error: time, level, event, then the fields as given. One line for each event,
// written at once, so that what an engineer reads at 3 a.m. is complete.

#include <memory>
#include <string_view>

#include "protocol/base/clock.hpp"
#include "protocol/base/log.hpp"
#include "protocol/base/result.hpp"

namespace huecry::ops {

/// Thread-safe. Events below `level` ("debug", "info", "warning", "error") are dropped.
class JsonLog final : public Log {
 public:
  JsonLog(Clock const& clock, std::string_view level);
  ~JsonLog() override;
  JsonLog(JsonLog const&) = delete;
  JsonLog& operator=(JsonLog const&) = delete;
  void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) override;

  /// Takes effect at once (reload). An unknown name changes nothing and returns false.
  bool set_level(std::string_view level);

 private:
  struct Sink;
  Clock const& clock_;
  std::unique_ptr<Sink> sink_;
};

/// One event as its JSON line without the line break; what JsonLog writes.
[[nodiscard]] std::string log_line(UnixMillis time, LogLevel level, std::string_view event,
                                   std::initializer_list<LogField> fields);

}
