#include "gateway/cli/gateway_sending.hpp"

#include "protocol/base/durable_file.hpp"
#include "protocol/base/error_table.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"

namespace huecry::cli {
namespace {

namespace fs = std::filesystem;
using json::Json;
using spool::Folder;
using namespace std::chrono_literals;

constexpr auto k_held_for = 30s;

}

Result<std::chrono::milliseconds> GatewaySending::round() {
  auto const done = send_all();
  if (done) return 500ms;
  desk_.drop();
  return done.error();
}

bool GatewaySending::is_mine(Folder folder, std::string const& name) const {
  std::error_code none;
  bool const has_files = fs::exists(fs::symlink_status(service_.files().at(folder, name + ".d"), none));
  return has_files == (takes_ == Takes::with_files);
}

DroppedFile GatewaySending::file_of(std::string const& name) const {
  return DroppedFile(service_.session(), service_.files(), name);
}

void GatewaySending::find_interrupted() {
  for (std::string const& name : service_.files().files(Folder::sending))
    if (is_mine(Folder::sending, name)) waiting_.insert({file_of(name).urgency(), name});
  looked_ = true;
}

/// One that cannot be moved, because what is attached is not of the group, must not keep the others.
void GatewaySending::take_dropped() {
  std::lock_guard const lock(taking_);
  for (std::string const& dropped : service_.files().files(Folder::outbox)) {
    if (!is_mine(Folder::outbox, dropped)) continue;
    std::string const name = service_.files().free_name(Folder::sending, dropped);
    file_of(name).forget_id();  // of an earlier file of this name, if a crash has left it
    auto const moved = service_.files().move(Folder::outbox, dropped, Folder::sending, name);
    if (moved) waiting_.insert({file_of(name).urgency(), name});
    if (!moved) tell_held(dropped, moved.error());
  }
}

/// Once, until it goes.
void GatewaySending::tell_held(std::string const& name, Error const& why) {
  if (!told_.insert(name).second) return;
  service_.say("held", {{"file", name}, {"code", token_of(why.code)}, {"why", why.detail}}, Tone::warning);
}

void GatewaySending::release_held() {
  auto const now = std::chrono::steady_clock::now();
  for (; !held_.empty() && held_.begin()->first <= now; held_.erase(held_.begin()))
    waiting_.insert(held_.begin()->second);
}

/// The most urgent first, also of what is dropped meanwhile. What one file lacks on this machine does not keep those
/// behind it.
Result<> GatewaySending::send_all() {
  if (!looked_) find_interrupted();
  while (!service_.stopping()) {
    take_dropped();
    release_held();
    if (waiting_.empty()) return ok();
    HUECRY_TRY(Desk* const desk, desk_.get());
    Waiting const next = *waiting_.begin();
    auto const sent = send_one(*desk, next.name);
    if (!sent && is_of_the_hub(sent.error().code)) return sent;
    waiting_.erase(next);
    if (sent) told_.erase(next.name);
    if (sent) continue;
    tell_held(next.name, sent.error());
    held_.emplace(std::chrono::steady_clock::now() + k_held_for, next);
  }
  return ok();
}

/// What this program cannot handle is refused, and lies in failed/: it must not come again with each start.
Result<> GatewaySending::send_one(Desk& desk, std::string const& name) {
  Result<Json> answer = Json();
  try {
    answer = file_of(name).submit(desk);
  } catch (fs::filesystem_error const& error) {
    answer = Error(Errc::io, error.what());
  } catch (std::exception const& error) {
    answer = Error(Errc::parameter_invalid, error.what());
  }
  if (!answer && may_be_sent_later(answer.error().code)) return answer.error();
  return conclude(name, answer);
}

Result<> GatewaySending::conclude(std::string const& name, Result<Json> const& answer) {
  Folder const folder = answer ? Folder::done : Folder::failed;
  Json const said = answer ? *answer : problem_json(answer.error());
  std::string const moved = service_.files().free_name(folder, name);
  // Before the file itself, so that whoever sees that finds this.
  fs::path const beside = service_.files().at(folder, moved + (answer ? ".answer" : ".problem"));
  HUECRY_CHECK(write_durably(beside, json::write(said) + "\n"));
  HUECRY_CHECK(service_.files().move(Folder::sending, name, folder, moved));
  file_of(name).forget_id();
  Json fields = {{"file", moved}};
  if (answer && said.contains("id")) fields["id"] = said["id"];
  if (answer && said.contains("similar") && !said["similar"].empty()) fields["similar"] = said["similar"];
  if (!answer) fields.update({{"code", said["code"]}, {"why", said["detail"]}});
  service_.say(answer ? "sent" : "not-sent", std::move(fields), answer ? Tone::good : Tone::bad);
  return ok();
}

}
