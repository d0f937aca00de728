#include "gateway/cli/gateway_chores.hpp"

#include <algorithm>
#include <set>

#include "gateway/cli/dropped_file.hpp"
#include "gateway/cli/target.hpp"
#include "protocol/base/durable_file.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/base/error_table.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"

namespace huecry::cli {
namespace {

namespace fs = std::filesystem;
using documents::Attachment;
using json::Json;
using spool::Folder;
using spool::State;
using spool::Unsaid;
using namespace std::chrono_literals;

constexpr auto k_look_again = 60'000ms;
// What one message brings may not fill the disk on which all that comes is kept: it is there twice, sealed and opened.
constexpr std::uint64_t k_fetched_bytes_max = std::uint64_t{8} << 30, k_reserve_bytes = std::uint64_t{1} << 30;

/// "000000000041-message-FR-M-1.json": what stands between.
std::string id_in(std::string const& name) {
  std::string const begin = "-message-", end = ".json";
  std::size_t const at = name.find(begin);
  if (at == std::string::npos || !name.ends_with(end)) return {};
  return name.substr(at + begin.size(), name.size() - at - begin.size() - end.size());
}

bool is_full(fs::path const& folder, std::uint64_t needed) {
  std::error_code none;
  auto const space = fs::space(folder, none);
  return !none && space.available < k_reserve_bytes + 2 * needed;
}

/// Of the folder's group, like all that comes in.
void share(fs::path const& folder) {
  std::error_code none;
  fs::permissions(folder, fs::perms::owner_all | fs::perms::group_all | fs::perms::set_gid, none);
  for (auto const& entry : fs::directory_iterator(folder, none))
    fs::permissions(entry.path(), fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read, none);
}

}

Result<std::chrono::milliseconds> GatewaySaying::round() {
  auto const done = say_all();
  if (done) return k_look_again;
  desk_.drop();
  return done.error();
}

Result<> GatewaySaying::say_all() {
  auto const unsaid = service_.files().state().unsaid;
  if (unsaid.empty()) return ok();
  // Nobody says that he has what does not lie in his folder.
  HUECRY_CHECK(service_.files().finish());
  HUECRY_TRY(Desk* const desk, desk_.get());
  EvidenceItems retrieved;
  for (Unsaid const& one : unsaid)
    if (one.complaint.empty()) add_item(retrieved, {one.id, one.ver, one.object});
  if (!retrieved.empty()) {
    HUECRY_CHECK(say_retrieved(*desk, retrieved));
    HUECRY_CHECK(forget(unsaid, [](Unsaid const& one) { return one.complaint.empty(); }));
  }
  for (Unsaid const& one : unsaid) {
    if (one.complaint.empty()) continue;
    HUECRY_CHECK(say(*desk, one));
    HUECRY_CHECK(forget({one}, [](Unsaid const&) { return true; }));
  }
  return ok();
}

/// What has come meanwhile stays.
Result<> GatewaySaying::forget(std::vector<Unsaid> const& said, bool (*which)(Unsaid const&)) {
  return service_.files().change([&](State& state) {
    for (Unsaid const& one : said)
      if (auto const at = std::ranges::find(state.unsaid, one); which(one) && at != state.unsaid.end())
        state.unsaid.erase(at);
  });
}

/// One that the hub refuses for good must not keep the others unsaid: then each is said by itself.
Result<> GatewaySaying::say_retrieved(Desk& desk, EvidenceItems const& items) {
  auto all = send_evidence(service_.session(), desk.connection, {"retrieved"}, items);
  if (all || may_be_sent_later(all.error().code)) return all;
  for (EvidenceItem const& item : items) HUECRY_CHECK(say(desk, {item.id, item.ver, item.object}));
  return ok();
}

Result<> GatewaySaying::say(Desk& desk, Unsaid const& one) {
  bool const complains = !one.complaint.empty();
  auto said =
      complains ? complain(service_.session(), desk.connection, {{"id", one.id}, {"object", one.object}}, one.complaint)
                : send_evidence(service_.session(), desk.connection, {"retrieved"}, {{one.id, one.ver, one.object}});
  if (!said && may_be_sent_later(said.error().code)) return said;
  if (complains && said) service_.say("complained", {{"id", one.id}, {"why", one.complaint}}, Tone::warning);
  if (!said)
    service_.say("not-said",
                 {{"id", one.id},
                  {"what", complains ? "complaint" : "retrieved"},
                  {"code", token_of(said.error().code)},
                  {"why", said.error().detail}},
                 Tone::warning);
  return ok();
}

/// What cannot be had now is tried again, and keeps nothing that comes after it.
Result<std::chrono::milliseconds> GatewayFetching::round() {
  Result<> last = ok();
  auto const names = service_.files().state().unfetched;
  if (names.empty()) return k_look_again;
  for (std::string const& name : names) {
    if (service_.stopping()) break;
    HUECRY_TRY(Desk* const desk, desk_.get());
    auto done = fetch_for(*desk, name);
    if (!done && !is_for_later(done.error().code)) {
      // Whoever signed it may have been registered a minute ago.
      desk_.drop();
      HUECRY_TRY(Desk* const newer, desk_.get());
      done = fetch_for(*newer, name);
    }
    if (!done && is_for_later(done.error().code)) {
      Error why = done.error();
      last = std::move(why).with_context(name);
      if (is_of_the_hub(done.error().code)) break;
      continue;
    }
    if (!done) give_up(name, done.error());
    if (service_.stopping()) break;
    HUECRY_CHECK(service_.files().change([&](State& state) { std::erase(state.unfetched, name); }));
  }
  if (last) return k_look_again;
  desk_.drop();
  return last.error();
}

/// What lies in its folder then is a problem, not an absence.
void GatewayFetching::give_up(std::string const& name, Error const& why) {
  service_.say("not-fetched", {{"file", name}, {"code", token_of(why.code)}, {"why", why.detail}}, Tone::bad);
  std::error_code none;
  fs::remove_all(service_.files().root() / "fetching" / (name + ".d"), none);
  static_cast<void>(
      write_whole(service_.files().at(Folder::inbox, name + ".problem"), json::write(problem_json(why)) + "\n"));
}

/// Into a folder that is there when it is whole. What has ended, or is another file, will not be had by trying again.
Result<> GatewayFetching::fetch_for(Desk& desk, std::string const& name) {
  std::string const id = id_in(name);
  if (id.empty()) return Error(Errc::not_found, name + " is no message");
  HUECRY_TRY(KnownMessage const known, fetch_message(desk, id));
  HUECRY_TRY(mail::Opened const* const message, opened_message(known, id));
  fs::path const folder = service_.files().root() / "fetching" / (name + ".d");
  fs::path const place = service_.files().at(Folder::inbox, name + ".d");
  std::error_code why;
  if (fs::exists(place, why)) return ok();  // a crash came just after
  fs::create_directories(folder, why);
  HUECRY_TRY(std::size_t const fetched, fetch_all(desk, known, message->message.attachments, folder));
  if (service_.stopping()) return ok();
  HUECRY_CHECK(sync_all(folder));
  share(folder);
  fs::rename(folder, place, why);
  if (why) return Error(Errc::io, place.string() + ": " + why.message());
  service_.say(
      "attached",
      {{"folder", place.filename().string()}, {"files", fetched}, {"of", message->message.attachments.size()}});
  return ok();
}

/// Whoever was sent other bytes than it was promised says so.
Result<> GatewayFetching::note_complaint(KnownMessage const& known, Error const& why) {
  if (!mail::deserves_complaint(why.code)) return ok();
  auto const& received = known.mail.received;
  Unsaid const complaint{received.envelope.id, 1, to_base64url(received.document.digest()), why.detail};
  HUECRY_CHECK(service_.files().change([&](State& state) {
    if (std::ranges::find(state.unsaid, complaint) == state.unsaid.end()) state.unsaid.push_back(complaint);
  }));
  return service_.wake(), ok();
}

/// Returns how many are there. One that is not what it should be leaves NAME.problem in its place.
Result<std::size_t> GatewayFetching::fetch_all(Desk& desk, KnownMessage const& known,
                                               std::vector<Attachment> const& attached, fs::path const& folder) {
  std::string const& id = known.mail.received.envelope.id;
  std::size_t fetched = 0;
  std::uint64_t bytes = 0;
  std::set<std::string> taken;
  std::vector<std::string> names;
  names.reserve(attached.size());
  for (Attachment const& attachment : attached) names.push_back(name_among(taken, attachment.name));
  for (std::size_t i = 0; i < attached.size(); ++i) {
    if (service_.stopping()) break;
    Attachment const& attachment = attached[i];
    std::string const& file = names[i];
    bytes += attachment.bytes;
    if (std::error_code none; !taken.contains(file + ".problem") && fs::exists(folder / (file + ".problem"), none))
      continue;  // of an earlier round: fetched again it would be as bad
    if (is_full(folder, attachment.bytes))
      return Error(Errc::io, folder.string() + ": too little room on the disk for " + file + " and a reserve");
    auto const had =
        bytes > k_fetched_bytes_max
            ? Result<>(Error(Errc::body_too_large,
                             "with this the message brings more than 8 GiB; huecry "
                             "message save " +
                                 id + " fetches it all"))
            : fetch_attachment(desk.connection, service_.session().output(), id, attachment, folder / file);
    if (!had && is_for_later(had.error().code)) return had.error();
    fetched += had ? 1U : 0U;
    if (had) continue;
    service_.say("not-fetched", {{"file", file}, {"of", id}, {"why", had.error().detail}}, Tone::bad);
    HUECRY_CHECK(note_complaint(known, had.error()));
    HUECRY_CHECK(
        write_whole(folder / name_among(taken, file + ".problem"), json::write(problem_json(had.error())) + "\n"));
  }
  return fetched;
}

}
