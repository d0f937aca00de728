#include "gateway/cli/gateway_sending.hpp"

#include "gateway/cli/message_writing.hpp"
#include "gateway/cli/submission.hpp"
#include "gateway/cli/target.hpp"
#include "protocol/base/error_table.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/write.hpp"

namespace huecry::cli {
namespace {

namespace fs = std::filesystem;
using json::Json;
using spool::Folder;
using namespace std::chrono_literals;

constexpr std::int64_t k_keep_days = 90, k_keep_days_min = 2, k_keep_days_max = 179;

/// The hub, or this machine, may take it later; all else is said of the file.
bool is_for_later(Errc code) {
  switch (code) {
    case Errc::io:
    case Errc::key_unusable:
    case Errc::config_invalid:
    case Errc::transport:
    case Errc::timeout:
    case Errc::crl_stale:
    case Errc::trust_list_invalid: return true;
    default: return row_of(code).retryable;
  }
}

/// Nothing else will be taken now, either.
bool is_hubs(Errc code) { return code == Errc::transport || code == Errc::timeout || row_of(code).retryable; }

Result<std::chrono::days> keep_of(Json& draft) {
  if (!draft.contains("keep_days")) return std::chrono::days(k_keep_days);
  HUECRY_TRY(std::int64_t const days, json::member_integer(draft, "keep_days"));
  if (days < k_keep_days_min || days > k_keep_days_max)
    return Error(Errc::parameter_invalid, "keep_days must lie between 2 and 179");
  draft.erase("keep_days");
  return std::chrono::days(days);
}

Json problem_json(Error const& error) {
  Json faults = Json::array();
  for (FieldFault const& fault : error.faults)
    faults.push_back({{"pointer", fault.pointer}, {"message", fault.message}});
  return {{"code", token_of(error.code)}, {"detail", error.detail}, {"faults", std::move(faults)}};
}

std::vector<std::string> attached_to(fs::path const& file) {
  std::vector<std::string> names;
  std::error_code none;
  for (auto const& entry : fs::directory_iterator(file.string() + ".d", none)) names.push_back(entry.path().string());
  std::ranges::sort(names);
  return names;
}

}

Result<std::chrono::milliseconds> GatewaySending::round() {
  auto const done = send_all();
  if (done) return 500ms;
  desk_.drop();
  return done.error();
}

/// First what a crash has interrupted.
Result<> GatewaySending::send_all() {
  Result<> last = ok();
  std::vector<std::string> waiting = service_.files().files(Folder::sending);
  for (std::string const& dropped : service_.files().files(Folder::outbox)) {
    std::string const name = service_.files().free_name(Folder::sending, dropped);
    HUECRY_CHECK(service_.files().move(Folder::outbox, dropped, Folder::sending, name));
    waiting.push_back(name);
  }
  for (std::string const& name : waiting) {
    if (service_.stopping()) break;
    auto const sent = send_one(name);
    if (sent) continue;
    last = sent;  // what one file lacks on this machine must not keep those behind it
    if (is_hubs(sent.error().code)) break;
  }
  return last;
}

Result<> GatewaySending::send_one(std::string const& name) {
  if (name.ends_with(".id")) return ok();
  HUECRY_TRY(Desk* const desk, desk_.get());
  auto const answer = submit(*desk, name);
  if (!answer && is_for_later(answer.error().code)) return answer.error();
  return conclude(name, answer);
}

Result<Json> GatewaySending::submit(Desk& desk, std::string const& name) {
  HUECRY_TRY(std::string const text,
             read_whole(service_.files().at(Folder::sending, name), limits::document_bytes_max));
  if (name.ends_with(".message.json")) {
    HUECRY_TRY(Json draft, read_json(text));
    return submit_message_file(desk, name, std::move(draft));
  }
  bool const is_diffusion = name.ends_with(".diffusion.json");
  if (!is_diffusion && !name.ends_with(".notice.json"))
    return Error(Errc::parameter_invalid,
                 "what it is the end of its name must say: .message.json, .notice.json, "
                 ".diffusion.json");
  auto const type = is_diffusion ? envelope::DocumentType::diffusion : envelope::DocumentType::notice;
  HUECRY_TRY(std::string const container,
             signed_container(service_.session(), desk.connection.profile, type, "notices", text));
  return submit_container(desk.connection, type, container);
}

/// Chosen once, and kept before anything is sent: after a crash it is the same message.
Result<std::string> GatewaySending::id_for(Desk& desk, std::string const& name, Json const& draft) const {
  if (draft.contains("id")) return json::member_string(draft, "id");
  fs::path const kept = service_.files().at(Folder::sending, name + ".id");
  if (fs::exists(kept)) return read_whole(kept, 1024);
  HUECRY_TRY(std::string id, new_document_id(desk.connection.profile, 'M', service_.session().clock.now()));
  HUECRY_CHECK(write_durably(kept, id));
  return id;
}

Result<Json> GatewaySending::submit_message_file(Desk& desk, std::string const& name, Json draft) {
  if (!draft.is_object()) return Error(Errc::parameter_invalid, "a message is an object");
  HUECRY_TRY(std::string const id, id_for(desk, name, draft));
  Outbox const sealed(id, service_.files().root() / "sealed");
  if (sealed.is_prepared()) {
    HUECRY_TRY(Prepared const prepared, sealed.load());
    return submit_from(sealed, desk, prepared);
  }
  HUECRY_TRY(auto const keep, keep_of(draft));
  std::string hint = draft.value("hint_group", "");
  draft.erase("hint_group");
  draft["id"] = id;
  HUECRY_TRY(Prepared prepared, complete(desk, {std::move(draft), keep, std::move(hint)}));
  auto const files = attached_to(service_.files().at(Folder::sending, name));
  if (files.empty()) return submit_message(desk, prepared);
  HUECRY_CHECK(check_prepared(desk, prepared));
  HUECRY_CHECK(sealed.prepare(prepared, files, service_.session().output()));
  return submit_from(sealed, desk, prepared);
}

Result<> GatewaySending::conclude(std::string const& name, Result<Json> const& answer) {
  Folder const folder = answer ? Folder::done : Folder::failed;
  Json const said = answer ? *answer : problem_json(answer.error());
  std::string const moved = service_.files().free_name(folder, name);
  // Before the file itself, so that whoever sees that finds this.
  fs::path const beside = service_.files().at(folder, moved + (answer ? ".answer" : ".problem"));
  HUECRY_CHECK(write_durably(beside, json::write(said) + "\n"));
  HUECRY_CHECK(service_.files().move(Folder::sending, name, folder, moved));
  std::error_code none;
  fs::remove(service_.files().at(Folder::sending, name + ".id"), none);
  service_.say(answer ? "sent" : "not-sent",
               answer ? Json{{"file", moved}, {"id", said.value("id", "")}}
                      : Json{{"file", moved}, {"code", said["code"]}, {"why", said["detail"]}},
               answer ? Tone::good : Tone::bad);
  return ok();
}

}
