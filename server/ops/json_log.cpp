#include "server/ops/json_log.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <array>
#include <optional>

#include "protocol/base/encoding.hpp"
#include "protocol/base/iso_time.hpp"
#include "protocol/json/write.hpp"

namespace huecry::ops {
namespace {

struct LevelName {
  std::string_view text;
  LogLevel level;
  spdlog::level::level_enum native;
};
constexpr LevelName k_levels[] = {{"debug", LogLevel::debug, spdlog::level::debug},
                                  {"info", LogLevel::info, spdlog::level::info},
                                  {"warning", LogLevel::warning, spdlog::level::warn},
                                  {"error", LogLevel::error, spdlog::level::err}};

LevelName const& name_of(LogLevel level) { return k_levels[static_cast<std::size_t>(level)]; }

struct AppendValue {
  std::string& out;
  // What a peer sent may be any bytes; a log line must stay JSON.
  void operator()(std::string_view text) const {
    json::append_quoted(out, is_utf8(text) ? text : std::string_view(hex_encode(as_bytes(text))));
  }
  void operator()(bool value) const { out += value ? "true" : "false"; }
  template <class Number>
  void operator()(Number value) const {
    fmt::format_to(std::back_inserter(out), "{}", value);
  }
};

}

struct JsonLog::Sink {
  std::shared_ptr<spdlog::logger> logger;
};

JsonLog::JsonLog(Clock const& clock, std::string_view level) : clock_(clock), sink_(std::make_unique<Sink>()) {
  auto const sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  sink_->logger = std::make_shared<spdlog::logger>("huecry", sink);
  sink_->logger->set_pattern("%v");
  sink_->logger->flush_on(spdlog::level::warn);
  set_level(level);
}

JsonLog::~JsonLog() { sink_->logger->flush(); }

bool JsonLog::set_level(std::string_view level) {
  for (LevelName const& name : k_levels) {
    if (name.text != level) continue;
    sink_->logger->set_level(name.native);
    return true;
  }
  return false;
}

void JsonLog::write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
  auto const native = name_of(level).native;
  if (!sink_->logger->should_log(native)) return;
  sink_->logger->log(native, log_line(clock_.now(), level, event, fields));
}

std::string log_line(UnixMillis time, LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
  std::string line = R"({"time":")" + iso_time(time) + R"(","level":")";
  line.append(name_of(level).text).append(R"(","event":)");
  json::append_quoted(line, event);
  for (LogField const& field : fields) {
    line += ',';
    json::append_quoted(line, field.name);
    line += ':';
    std::visit(AppendValue{line}, field.value);
  }
  return line + '}';
}

}
