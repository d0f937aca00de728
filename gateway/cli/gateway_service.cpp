#include "gateway/cli/gateway_service.hpp"

#include <algorithm>

#include "protocol/base/durable_file.hpp"
#include "protocol/base/error_table.hpp"
#include "protocol/base/iso_time.hpp"
#include "protocol/json/write.hpp"

namespace huecry::cli {
namespace {

using json::Json;
using namespace std::chrono_literals;

constexpr auto k_desk_life = 3min;
constexpr auto k_backoff_first = 500ms, k_backoff_most = 30'000ms;

std::string line_of(std::string const& at, std::string_view event, Json const& fields) {
  std::string line = at + "  ";
  line.append(event);
  for (auto const& [name, value] : fields.items())
    line += "  " + name + "=" + (value.is_string() ? value.get<std::string>() : value.dump());
  return line;
}

/// What throws is a bug, or an answer of a shape that no hub gives: this part tries again, and the others go on.
Result<std::chrono::milliseconds> round_of(GatewayPart& part) {
  try {
    return part.round();
  } catch (std::exception const& error) {
    return Error(Errc::internal, error.what());
  }
}

}

void GatewayService::say(std::string_view event, Json fields, Tone tone) {
  std::string const at = iso_time(session_.clock.now());
  Output const output = session_.output();
  std::lock_guard const lock(mutex_);
  output.line(line_of(at, event, fields), tone);
  fields["at"] = at;
  fields["event"] = event;
  output.value(fields);
  static_cast<void>(Output::flush());
}

std::uint64_t GatewayService::ticket() const {
  std::lock_guard const lock(mutex_);
  return wakes_;
}

void GatewayService::rest(std::chrono::milliseconds most, std::uint64_t ticket) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, most, [&] { return stopping_ || wakes_ != ticket; });
}

void GatewayService::wake() {
  {
    std::lock_guard const lock(mutex_);
    ++wakes_;
  }
  changed_.notify_all();
}

void GatewayService::stop() {
  {
    std::lock_guard const lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
}

bool GatewayService::stopping() const {
  std::lock_guard const lock(mutex_);
  return stopping_;
}

void GatewayService::note_begun(std::string_view part) {
  std::lock_guard const lock(mutex_);
  parts_[std::string(part)]["begun"] = iso_time(session_.clock.now());
}

void GatewayService::note(std::string_view part, Error const* wrong) {
  std::lock_guard const lock(mutex_);
  Json& standing = parts_[std::string(part)];
  standing.erase("begun");
  if (wrong == nullptr) standing["good"] = iso_time(session_.clock.now());
  standing["wrong"] = wrong == nullptr ? Json() : Json(std::string(token_of(wrong->code)) + ": " + wrong->detail);
  write_status();
}

void GatewayService::note_canary(Json pairs) {
  std::lock_guard const lock(mutex_);
  canary_ = std::move(pairs);
  write_status();
}

/// For whoever looks: that it cannot be written the parts say themselves, which write to the same disk.
void GatewayService::write_status() {
  Json status = {{"at", iso_time(session_.clock.now())}, {"parts", parts_}};
  if (!canary_.is_null()) status["canary"] = canary_;
  static_cast<void>(write_whole(std::filesystem::path(options_.folder) / "status.json", json::write(status) + "\n"));
}

void run_part(GatewayService& service, GatewayPart& part) {
  auto backoff = k_backoff_first;
  bool was_good = true;
  while (!service.stopping()) {
    std::uint64_t const ticket = service.ticket();
    service.note_begun(part.name());
    auto const rest = round_of(part);
    service.note(part.name(), rest ? nullptr : &rest.error());
    if (rest) {
      if (!was_good) service.say("well-again", {{"part", part.name()}}, Tone::good);
      was_good = true;
      backoff = k_backoff_first;
      service.rest(*rest, ticket);
      continue;
    }
    was_good = false;
    service.say("failing",
                {{"part", part.name()},
                 {"code", token_of(rest.error().code)},
                 {"why", rest.error().detail},
                 {"again_ms", backoff.count()}},
                Tone::warning);
    service.rest(backoff, service.ticket());
    backoff = std::min(2 * backoff, std::chrono::milliseconds(k_backoff_most));
  }
}

bool is_of_the_hub(Errc code) {
  switch (code) {
    case Errc::transport:
    case Errc::timeout:
    case Errc::certificate_chain:  // of the connection: ours has ended, or something stands in the middle
    case Errc::certificate_profile:
    case Errc::peer_unauthenticated:
    case Errc::peer_suspended: return true;
    case Errc::io: return false;
    default: return row_of(code).retryable;
  }
}

bool is_for_later(Errc code) {
  switch (code) {
    case Errc::io:
    case Errc::key_unusable:
    case Errc::config_invalid:
    case Errc::crl_stale:
    case Errc::trust_list_invalid: return true;
    default: return is_of_the_hub(code);
  }
}

Result<Desk*> FreshDesk::get() {
  auto const now = std::chrono::steady_clock::now();
  if (desk_ && now - opened_ < k_desk_life) return desk_.get();
  HUECRY_TRY(desk_, Desk::open(session_));
  opened_ = now;
  return desk_.get();
}

}
