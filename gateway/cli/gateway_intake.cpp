#include "gateway/cli/gateway_intake.hpp"

#include <cstdio>

#include "gateway/cli/target.hpp"
#include "protocol/base/error_table.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"

namespace huecry::cli {
namespace {

using json::Json;
using spool::Cursor;
using spool::State;
using namespace std::chrono_literals;

constexpr int k_page_items = 200, k_wait_seconds = 5;

/// "000000000041-message-FR-M-1.json": in the order of the journal.
std::string name_of(Json const& item) {
  char position[24];
  std::snprintf(position, sizeof(position), "%012lld", static_cast<long long>(item.value("position", std::int64_t{0})));
  return spool::file_name(std::string(position) + "-" + item.value("kind", "item") + "-" + item.value("id", "") +
                          ".json");
}

}

/// What a page brings.
struct GatewayIntake::Taken {
  std::vector<spool::File> files;
  std::vector<spool::Unsaid> unsaid;
  std::vector<std::string> unfetched;
  std::vector<std::int64_t> positions, again;  // again: had by their lane before
};

Result<std::chrono::milliseconds> GatewayIntake::round() {
  auto const done = take_round();
  if (done) return 0ms;
  desk_.drop();
  return done.error();
}

Result<> GatewayIntake::take_round() {
  HUECRY_TRY(open_, desk_.get());
  HUECRY_CHECK(say_retrieved());
  if (behind_) {
    HUECRY_CHECK(take_lane("flash", &State::flash));
    HUECRY_CHECK(take_lane("urgent", &State::urgent));
  }
  HUECRY_TRY(Json const page, fetch("", service_.files().state().after, !behind_));
  HUECRY_CHECK(take_page(page, &State::after));
  behind_ = page.value("more", false);
  return say_retrieved();
}

Result<Json> GatewayIntake::fetch(std::string const& lane, Cursor after, bool wait) {
  std::string target = "/v1/inbox?limit=" + std::to_string(k_page_items);
  if (after) target += "&after=" + std::to_string(*after);
  if (!lane.empty()) target += "&prio=" + lane;
  if (wait) target += "&wait=" + std::to_string(k_wait_seconds);
  return get_json(open_->connection, target);
}

Result<> GatewayIntake::take_lane(std::string const& lane, Cursor State::* cursor) {
  for (bool more = true; more && !service_.stopping();) {
    State const state = service_.files().state();
    // What was taken in in its turn lies behind: the lane begins where that ends.
    HUECRY_TRY(Json const page, fetch(lane, std::max(state.*cursor, state.after), false));
    HUECRY_CHECK(take_page(page, cursor));
    more = page.value("more", false);
  }
  return ok();
}

Result<> GatewayIntake::take_page(Json const& page, Cursor State::* cursor) {
  ItemChecker checker(open_->connection.profile, &open_->trust, open_->schemas, service_.session().clock);
  Taken taken;
  for (Json const& item : items_of(page)) HUECRY_CHECK(take_or_refuse(checker, item, taken));
  HUECRY_TRY(Cursor const next, next_of(page, service_.files().state().*cursor));
  bool const in_lane = cursor != &State::after;
  if (taken.positions.empty() && taken.again.empty() && next == service_.files().state().*cursor) return ok();
  HUECRY_CHECK(service_.files().deliver(taken.files, [&](State& state) {
    state.*cursor = next;
    for (std::int64_t const position : taken.again) state.ahead.erase(position);
    if (in_lane) state.ahead.insert(taken.positions.begin(), taken.positions.end());
    state.unsaid.insert(state.unsaid.end(), taken.unsaid.begin(), taken.unsaid.end());
    state.unfetched.insert(state.unfetched.end(), taken.unfetched.begin(), taken.unfetched.end());
    if (service_.options().hook.empty()) return;
    for (spool::File const& file : taken.files)
      if (file.folder == spool::Folder::inbox) state.unhooked.push_back(file.name);
  }));
  for (spool::File const& file : taken.files)
    service_.say(file.folder == spool::Folder::inbox ? "arrived" : "refused", {{"file", file.name}},
                 file.folder == spool::Folder::inbox ? Tone::plain : Tone::bad);
  service_.wake();
  return ok();
}

/// A member of another type than it should have is the hub's fault, and must not keep what comes after it.
Result<> GatewayIntake::take_or_refuse(ItemChecker& checker, Json const& item, Taken& taken) {
  try {
    return take_item(checker, item, taken);
  } catch (Json::exception const& error) {
    taken.files.push_back({spool::Folder::refused, "malformed-" + std::to_string(taken.files.size()) + ".json",
                           json::write(item) + "\n"});
    service_.say("refused", {{"why", error.what()}}, Tone::bad);
    return ok();
  }
}

Result<> GatewayIntake::take_item(ItemChecker& checker, Json const& item, Taken& taken) {
  std::int64_t const position = item.value("position", std::int64_t{-1});
  if (service_.files().state().ahead.contains(position)) {
    taken.again.push_back(position);
    return ok();
  }
  taken.positions.push_back(position);
  auto const checked = checker.check(item);
  if (!checked && is_ours(checked.error().code)) return checked.error();
  if (!checked) return refuse(item, checked.error(), taken);
  if (checked->is_canary()) {
    canary_.take(*checked->mail);
    return ok();
  }
  Json content = with_inside(item, *checked);
  content["signed_by"] = checked->signer;
  std::string const name = name_of(item);
  bool const has_files = checked->mail && checked->mail->opened && !checked->mail->opened->message.attachments.empty();
  if (has_files) taken.unfetched.push_back(name);
  taken.files.push_back({spool::Folder::inbox, name, json::write(content) + "\n"});
  if (auto const told = evidence_item(item, *checked)) taken.unsaid.push_back({told->id, told->ver, told->object});
  return ok();
}

/// A person must see it, and whoever was sent another text must learn of it.
Result<> GatewayIntake::refuse(Json item, Error const& why, Taken& taken) {
  if (mail::deserves_complaint(why.code))
    HUECRY_CHECK(complain(service_.session(), open_->connection, item, why.detail));
  item["refused"] = {{"code", token_of(why.code)}, {"detail", why.detail}};
  taken.files.push_back({spool::Folder::refused, name_of(item), json::write(item) + "\n"});
  return ok();
}

/// Of all that lies in files, also from before a crash.
Result<> GatewayIntake::say_retrieved() {
  auto const unsaid = service_.files().state().unsaid;
  if (unsaid.empty()) return ok();
  EvidenceItems items;
  for (spool::Unsaid const& one : unsaid) add_item(items, {one.id, one.ver, one.object});
  HUECRY_CHECK(send_evidence(service_.session(), open_->connection, {"retrieved"}, items));
  return service_.files().change([&](State& state) {
    state.unsaid.erase(state.unsaid.begin(), state.unsaid.begin() + static_cast<std::ptrdiff_t>(unsaid.size()));
  });
}

}
