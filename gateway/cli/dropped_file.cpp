#include "gateway/cli/dropped_file.hpp"

#include <algorithm>
#include <array>

#include "gateway/cli/evidence.hpp"
#include "gateway/cli/gateway_service.hpp"
#include "gateway/cli/message_writing.hpp"
#include "gateway/cli/submission.hpp"
#include "gateway/cli/target.hpp"
#include "protocol/base/durable_file.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"

namespace huecry::cli {
namespace {

namespace fs = std::filesystem;
using json::Json;

/// Its certificate is being entered, or another one is on its way: somebody sees to it, and mail waits.
bool is_of_our_signature(Errc code) {
  return code == Errc::signer_unknown || code == Errc::signer_untrusted || code == Errc::signer_revoked;
}

Result<std::chrono::days> keep_of(Json& draft) {
  if (!draft.contains("keep_days")) return std::chrono::days(k_keep_days);
  HUECRY_TRY(std::int64_t const days, json::member_integer(draft, "keep_days"));
  if (days < k_keep_days_min || days > k_keep_days_max)
    return Error(Errc::parameter_invalid, "keep_days must lie between " + std::to_string(k_keep_days_min) + " and " +
                                              std::to_string(k_keep_days_max));
  draft.erase("keep_days");
  return std::chrono::days(days);
}

/// What is said to the gateway, and no member of a message; empty where it is not said.
Result<std::string> taken_text(Json& draft, char const* name) {
  if (!draft.contains(name)) return std::string();
  HUECRY_TRY(std::string text, json::member_string(draft, name));
  draft.erase(name);
  return text;
}

Result<Forwarding> forwarding_in(Json& draft) {
  Forwarding forwarding;
  bool const is_one = draft.contains("forward");
  HUECRY_TRY(forwarding.id, taken_text(draft, "forward"));
  if (is_one && forwarding.id.empty()) return Error(Errc::parameter_invalid, "forward: the id of a message");
  if (!draft.contains("agreed")) return forwarding;
  if (!is_one) return Error(Errc::parameter_invalid, "agreed: that a message is passed on, and none is (forward)");
  HUECRY_TRY(forwarding.is_agreed, json::member_bool(draft, "agreed"));
  draft.erase("agreed");
  return forwarding;
}

Error is_link(fs::path const& path) {
  return Error(Errc::parameter_invalid, path.filename().string() + " is a link: put the file itself here");
}

Result<std::vector<std::string>> attached_to(fs::path const& file) {
  fs::path const folder = file.string() + ".d";
  std::error_code none;
  std::vector<std::string> names;
  if (fs::is_symlink(folder, none)) return is_link(folder);
  for (auto const& entry : fs::directory_iterator(folder, none)) {
    if (entry.is_symlink(none)) return is_link(entry.path());
    if (!entry.is_regular_file(none))
      return Error(Errc::parameter_invalid, entry.path().filename().string() + " in " + folder.filename().string() +
                                                " is no file: files alone can be attached");
    names.push_back(entry.path().string());
  }
  std::ranges::sort(names);
  return names;
}

}

bool may_be_sent_later(Errc code) { return is_for_later(code) || is_of_our_signature(code); }

DroppedFile::DroppedFile(Session const& session, spool::Spool const& files, std::string const& name)
    : session_(session),
      name_(name),
      path_(files.at(spool::Folder::sending, name)),
      sealed_(files.root() / "sealed"),
      kept_id_(sealed_ / (name + ".id")) {}

void DroppedFile::forget_id() const {
  std::error_code none;
  fs::remove(kept_id_, none);
}

/// What cannot be read is as urgent as notices are: its turn shows what is wrong with it.
int DroppedFile::urgency() const {
  constexpr std::array<std::string_view, 3> order{"flash", "urgent", "routine"};
  constexpr int of_others = 1;
  std::error_code none;
  if (!name_.ends_with(".message.json") || fs::is_symlink(path_, none)) return of_others;
  auto const text = read_whole(path_, limits::document_bytes_max);
  auto const draft = text ? read_json(*text) : Result<Json>(text.error());
  if (!draft || !draft->is_object()) return of_others;
  auto const stated = draft->find("prio");
  // It goes as fast as what it passes on, which is known later.
  if (stated == draft->end() && draft->contains("forward")) return 0;
  std::string const urgency = stated != draft->end() && stated->is_string() ? stated->get<std::string>() : "routine";
  auto const* const at = std::ranges::find(order, urgency);
  return at == order.end() ? of_others : static_cast<int>(at - order.begin());
}

/// Chosen once, and kept before anything is sent: after a crash it is the same message.
Result<std::string> DroppedFile::id_for(Desk& desk, Json const& draft) const {
  if (draft.contains("id")) return json::member_string(draft, "id");
  if (std::error_code none; fs::exists(kept_id_, none)) return read_whole(kept_id_, 1024);
  HUECRY_TRY(std::string id, new_document_id(desk.connection.profile, 'M', session_.clock.now()));
  HUECRY_CHECK(write_durably(kept_id_, id));
  return id;
}

Result<Json> DroppedFile::submit(Desk& desk) const {
  std::error_code none;
  if (fs::is_symlink(path_, none)) return is_link(path_);
  HUECRY_TRY(std::string const text, read_whole(path_, limits::document_bytes_max));
  if (name_.ends_with(".notice.json")) return submit_document(desk, envelope::DocumentType::notice, text);
  if (name_.ends_with(".diffusion.json")) return submit_document(desk, envelope::DocumentType::diffusion, text);
  bool const is_message = name_.ends_with(".message.json");
  if (!is_message && !name_.ends_with(".evidence.json"))
    return Error(
        Errc::parameter_invalid,
        "what it is the end of its name must say: .message.json, .notice.json, .diffusion.json, .evidence.json");
  HUECRY_TRY(Json draft, read_json(text));
  if (is_message) return submit_message(desk, std::move(draft));
  return submit_evidence(desk, draft);
}

Result<Json> DroppedFile::submit_document(Desk& desk, envelope::DocumentType type, std::string const& text) const {
  HUECRY_TRY(std::string const container, signed_container(session_, desk.connection.profile, type, "notices", text));
  return submit_container(desk.connection, type, container);
}

/// {"kind": "acknowledged", "desk": "…", "items": [{"id": …, "ver": 1, "object": …}]}, as items of the inbox name them.
Result<Json> DroppedFile::submit_evidence(Desk& desk, Json const& draft) const {
  EvidenceWords words;
  HUECRY_TRY(words.kind, json::member_string(draft, "kind"));
  for (auto const& [name, text] : {std::pair("desk", &words.desk), std::pair("reason", &words.reason),
                                   std::pair("outcome", &words.outcome), std::pair("text", &words.text)})
    if (draft.is_object() && draft.contains(name)) {
      HUECRY_TRY(*text, json::member_string(draft, name));
    }
  EvidenceItems items;
  HUECRY_TRY(Json const* const list, json::member_array(draft, "items"));
  for (Json const& item : *list) {
    HUECRY_TRY(std::string id, json::member_string(item, "id"));
    HUECRY_TRY(std::string object, json::member_string(item, "object"));
    HUECRY_TRY(std::int64_t const ver, json::member_integer(item, "ver"));
    add_item(items, {std::move(id), static_cast<std::uint32_t>(ver), std::move(object)});
  }
  HUECRY_CHECK(send_evidence(session_, desk.connection, words, items));
  return Json{{"kind", words.kind}, {"items", items.size()}};
}

Result<Json> DroppedFile::submit_message(Desk& desk, Json draft) const {
  if (!draft.is_object()) return Error(Errc::parameter_invalid, "a message is an object");
  HUECRY_TRY(std::string const id, id_for(desk, draft));
  Outbox const sealed(id, sealed_);
  if (sealed.is_prepared()) {
    HUECRY_TRY(Prepared const prepared, sealed.load());
    return send_prepared(sealed, desk, prepared);
  }
  HUECRY_TRY(auto const keep, keep_of(draft));
  HUECRY_TRY(std::string hint, taken_text(draft, "hint"));
  HUECRY_TRY(Forwarding const forward, forwarding_in(draft));
  draft["id"] = id;
  HUECRY_TRY(Prepared prepared, complete(desk, {std::move(draft), keep, std::move(hint), forward}));
  HUECRY_TRY(auto const files, attached_to(path_));
  if (files.empty()) return cli::submit_message(desk, prepared);
  HUECRY_CHECK(check_prepared(desk, prepared));
  HUECRY_CHECK(sealed.prepare(prepared, files, session_.output(), mail::Links::refuse));
  return send_prepared(sealed, desk, prepared);
}

/// What was refused for good is sealed no more: a corrected file of the same id is another message.
Result<Json> DroppedFile::send_prepared(Outbox const& sealed, Desk& desk, Prepared const& prepared) {
  auto answer = submit_from(sealed, desk, prepared);
  if (!answer && !may_be_sent_later(answer.error().code)) static_cast<void>(sealed.remove());
  return answer;
}

}
