#include "gateway/cli/gateway_intake.hpp"

#include <algorithm>
#include <cstdio>

#include "gateway/cli/service_manager.hpp"
#include "gateway/cli/target.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/base/error_table.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/write.hpp"

namespace huecry::cli {
namespace {

using json::Json;
using spool::Cursor;
using spool::State;
using namespace std::chrono_literals;

constexpr int k_page_items = 200, k_wait_seconds = 5;

std::int64_t position_of(Json const& item) {
  auto const at = item.find("position");
  return at != item.end() && at->is_number_integer() ? at->get<std::int64_t>() : -1;
}

std::string text_in(Json const& item, char const* name, char const* otherwise) {
  auto const at = item.find(name);
  return at != item.end() && at->is_string() ? at->get<std::string>() : otherwise;
}

/// "000000000041-message-FR-M-1.json": in the order of the journal. Of one that has no position by what is in it.
std::string name_of(Json const& item) {
  std::int64_t const position = position_of(item);
  if (position < 0) return "malformed-" + hex_encode(crypto::sha256(json::write(item)).view()).substr(0, 16) + ".json";
  char digits[24];
  std::snprintf(digits, sizeof(digits), "%012lld", static_cast<long long>(position));
  return spool::file_name(std::string(digits) + "-" + text_in(item, "kind", "item") + "-" + text_in(item, "id", "") +
                          ".json");
}

Result<bool> has_more(Json const& page) {
  if (!page.is_object() || !page.contains("more")) return false;
  return json::member_bool(page, "more");
}

}

/// What a page brings.
struct GatewayIntake::Taken {
  std::vector<spool::File> files;
  std::vector<Json> said;  // of each file, for the log
  std::vector<spool::Unsaid> unsaid;
  std::vector<std::string> unfetched;
  std::vector<std::int64_t> positions, again;  // again: had by their lane before
};

Result<std::chrono::milliseconds> GatewayIntake::round() {
  tell_service_manager("WATCHDOG=1");
  auto const done = take_round();
  if (!done || again_) desk_.drop();
  again_ = false;
  if (!done) return done.error();
  return 0ms;
}

Result<> GatewayIntake::take_round() {
  HUECRY_CHECK(service_.files().finish());
  HUECRY_TRY(open_, desk_.get());
  if (behind_) {
    HUECRY_CHECK(take_lane("flash", &State::flash));
    HUECRY_CHECK(take_lane("urgent", &State::urgent));
  }
  if (again_) return ok();
  HUECRY_TRY(Json const page, fetch("", service_.files().state().after, !behind_));
  HUECRY_CHECK(take_page(page, &State::after));
  HUECRY_TRY(behind_, has_more(page));
  return ok();
}

Result<Json> GatewayIntake::fetch(std::string const& lane, Cursor after, bool wait) {
  std::string target = "/v1/inbox?limit=" + std::to_string(k_page_items);
  if (after) target += "&after=" + std::to_string(*after);
  if (!lane.empty()) target += "&prio=" + lane;
  if (wait) target += "&wait=" + std::to_string(k_wait_seconds);
  return get_json(open_->connection, target);
}

Result<> GatewayIntake::take_lane(std::string const& lane, Cursor State::* cursor) {
  for (bool more = true; more && !again_ && !service_.stopping();) {
    State const state = service_.files().state();
    // What was taken in in its turn lies behind: the lane begins where that ends.
    HUECRY_TRY(Json const page, fetch(lane, std::max(state.*cursor, state.after), false));
    HUECRY_CHECK(take_page(page, cursor));
    HUECRY_TRY(more, has_more(page));
    tell_service_manager("WATCHDOG=1");
  }
  return ok();
}

Result<> GatewayIntake::take_page(Json const& page, Cursor State::* cursor) {
  ItemChecker checker(open_->connection.profile, &open_->trust, open_->schemas, service_.session().clock);
  Taken taken;
  for (Json const& item : items_of(page)) HUECRY_CHECK(take_or_refuse(checker, item, taken));
  if (again_) return doubt(page), ok();
  Cursor const before = service_.files().state().*cursor;
  HUECRY_TRY(Cursor const next, next_of(page, before));
  bool const in_lane = cursor != &State::after;
  if (taken.positions.empty() && taken.again.empty() && next == before) return ok();
  HUECRY_CHECK(service_.files().deliver(taken.files, [&](State& state) {
    state.*cursor = next;
    for (std::int64_t const position : taken.again) state.ahead.erase(position);
    // What policy has closed since will not come again.
    if (!in_lane && next) state.ahead.erase(state.ahead.begin(), state.ahead.upper_bound(*next));
    if (in_lane) state.ahead.insert(taken.positions.begin(), taken.positions.end());
    state.unsaid.insert(state.unsaid.end(), taken.unsaid.begin(), taken.unsaid.end());
    state.unfetched.insert(state.unfetched.end(), taken.unfetched.begin(), taken.unfetched.end());
    if (service_.options().hook.empty()) return;
    for (spool::File const& file : taken.files)
      if (file.folder == spool::Folder::inbox) state.unhooked.push_back(file.name);
  }));
  say_taken(taken);
  service_.wake();
  return ok();
}

void GatewayIntake::say_taken(Taken const& taken) {
  for (std::size_t i = 0; i < taken.files.size(); ++i) {
    bool const arrived = taken.files[i].folder == spool::Folder::inbox;
    service_.say(arrived ? "arrived" : "refused", taken.said[i], arrived ? Tone::plain : Tone::bad);
  }
}

/// Whoever was registered a minute ago is not yet in the list that is in use: what does not verify is looked at again
/// with a new one before it is refused.
void GatewayIntake::doubt(Json const& page) {
  for (Json const& item : items_of(page)) doubted_ = std::max(doubted_, position_of(item));
}

/// A member of another type than it should have is the hub's fault, and must not keep what comes after it.
Result<> GatewayIntake::take_or_refuse(ItemChecker& checker, Json const& item, Taken& taken) {
  try {
    return take_item(checker, item, taken);
  } catch (Json::exception const& error) {
    refuse(item, Error(Errc::request_malformed, error.what()), taken);
    return ok();
  }
}

Result<> GatewayIntake::take_item(ItemChecker& checker, Json const& item, Taken& taken) {
  std::int64_t const position = position_of(item);
  if (service_.files().is_ahead(position)) {
    taken.again.push_back(position);
    return ok();
  }
  auto const checked = checker.check(item);
  if (!checked && is_ours(checked.error().code)) return checked.error();
  if (!checked && position > doubted_) return again_ = true, ok();
  taken.positions.push_back(position);
  if (!checked) return refuse(item, checked.error(), taken), ok();
  if (checked->is_canary()) {
    canary_.take(*checked->mail);
    return ok();
  }
  auto const told = evidence_item(item, *checked);
  Json content = with_inside(item, *checked);
  content["signed_by"] = checked->signer;
  std::string const name = name_of(item);
  bool const has_files = checked->mail && checked->mail->opened && !checked->mail->opened->message.attachments.empty();
  if (has_files) taken.unfetched.push_back(name);
  taken.files.push_back({spool::Folder::inbox, name, json::write(content) + "\n"});
  taken.said.push_back({{"file", name}});
  if (checked->is_closed()) taken.said.back()["sealed"] = true;  // to a key that is not here
  if (told) taken.unsaid.push_back({told->id, told->ver, told->object});
  return ok();
}

/// A person must see it, and whoever was sent another text must learn of it.
void GatewayIntake::refuse(Json item, Error const& why, Taken& taken) {
  if (!item.is_object()) {
    Json wrapped = {{"item", item}};
    item = std::move(wrapped);
  }
  if (mail::deserves_complaint(why.code))
    taken.unsaid.push_back({text_in(item, "id", ""), 1, text_in(item, "object", ""),
                            why.detail.empty() ? std::string(token_of(why.code)) : why.detail});
  std::string const name = name_of(item);
  std::string const code(token_of(why.code));
  item["refused"] = {{"code", code}, {"detail", why.detail}};
  taken.files.push_back({spool::Folder::refused, name, json::write(item) + "\n"});
  taken.said.push_back({{"file", name}, {"code", code}, {"why", why.detail}});
}

}
