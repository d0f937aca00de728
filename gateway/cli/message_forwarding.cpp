#include "gateway/cli/message_forwarding.hpp"

#include <cerrno>
#include <cstdlib>
#include <set>
#include <string_view>
#include <system_error>

#include "gateway/cli/log_memory.hpp"
#include "gateway/cli/message_writing.hpp"
#include "gateway/cli/target.hpp"
#include "protocol/documents/policy.hpp"
#include "protocol/envelope/jws.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {
namespace {

namespace fs = std::filesystem;
using documents::MessageEnvelope;
using json::Json;

constexpr std::string_view k_not_to_be_passed_on = "H2";  // docs/schemas/codes.json, handling
constexpr int k_wrapped_most = 8;                         // messages in messages
constexpr char const* k_lock = ".lock";

fs::path all_of_them() { return state_folder() / "forwarding"; }

CountrySet countries_in(Json const& codes) {
  CountrySet countries;
  for (Json const& code : codes)
    if (auto const country = CountryCode::parse(code.is_string() ? code.get<std::string>() : ""); country)
      countries.add(*country);
  return countries;
}

/// Each message inside another, as it says of itself: whether it is signed does not matter to who must not have it.
template <class Each>
Result<> for_each_inside(Json const& message, int depth, Each const& each) {
  if (depth > k_wrapped_most) return Error(Errc::parameter_invalid, "too many messages lie within each other");
  for (Json const& compact : message.value("fwd", Json::array())) {
    if (!compact.is_string()) return Error(Errc::parameter_invalid, "fwd: no signed message");
    HUECRY_TRY(auto const document,
               envelope::parse_compact(compact.get_ref<std::string const&>(), envelope::DocumentType::message));
    HUECRY_TRY(Json const inside, read_json(document.payload()));
    HUECRY_CHECK(each(inside));
    HUECRY_CHECK(for_each_inside(inside, depth + 1, each));
  }
  return ok();
}

bool is_bound(Json const& message) { return message.value("handling", "") == k_not_to_be_passed_on; }

}

Result<> add_forwarded(Desk& desk, Forwarding const& forwarding, Json& message) {
  if (message.contains("fwd"))
    return Error(Errc::parameter_invalid, "fwd is made from what is forwarded; it is not said beside it");
  HUECRY_TRY(KnownMessage const known, fetch_message(desk, forwarding.id));
  HUECRY_TRY(mail::Opened const* const original, opened_message(known, forwarding.id));
  MessageEnvelope const& envelope = known.mail.received.envelope;
  message["fwd"] = Json::array({original->inner});
  bool bound = false;
  HUECRY_CHECK(
      for_each_inside(message, 0, [&](Json const& inside) { return bound = bound || is_bound(inside), ok(); }));
  set_missing(message, "conv", envelope.conversation);
  set_missing(message, "subject", subject_after("Fwd: ", original->message.subject));
  set_missing(message, "body", "Forwarded: " + forwarding.id);
  set_missing(message, "prio", documents::to_text(envelope.urgency));
  set_missing(message, "handling", bound ? std::string(k_not_to_be_passed_on) : envelope.handling);
  return ok();
}

Result<> check_passing_on(CountryCode own, Forwarding const& forwarding, Json const& message, CountrySet const& to) {
  if (forwarding.is_agreed) return ok();
  return for_each_inside(message, 0, [&](Json const& inside) -> Result<> {
    std::string const author = inside.value("from", "");
    CountrySet had = countries_in(inside.value("to", Json::array())) | countries_in(Json::array({author}));
    if (!is_bound(inside) || author == own.text() || (to - had).empty()) return ok();
    return Error(Errc::parameter_invalid, inside.value("id", "") +
                                              " is handled as H2: it is not passed on without the agreement of " +
                                              author + "; with it, say --agreed (in a file, \"agreed\": true)");
  });
}

ForwardedFiles::~ForwardedFiles() {
  std::error_code none;
  if (!folder_.empty()) fs::remove_all(folder_, none);
}

void ForwardedFiles::sweep() {
  std::error_code none;
  for (auto const& entry : fs::directory_iterator(all_of_them(), none)) {
    auto const lock = FileLock::take(entry.path() / k_lock);
    if (lock) fs::remove_all(entry.path(), none);
  }
}

Result<> ForwardedFiles::make_folder() {
  std::error_code why;
  fs::create_directories(all_of_them(), why);
  std::string name = (all_of_them() / "XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) return Error(Errc::io, name + ": " + std::generic_category().message(errno));
  folder_ = name;
  HUECRY_TRY(FileLock lock, FileLock::take(folder_ / k_lock));
  lock_.emplace(std::move(lock));
  return ok();
}

Result<std::vector<std::string>> ForwardedFiles::fetch(Desk& desk, std::string const& id) {
  sweep();
  HUECRY_TRY(KnownMessage const known, fetch_message(desk, id));
  HUECRY_TRY(mail::Opened const* const original, opened_message(known, id));
  std::vector<std::string> files;
  if (original->message.attachments.empty()) return files;
  HUECRY_CHECK(make_folder());
  std::set<std::string> names;
  files.reserve(original->message.attachments.size());
  for (documents::Attachment const& attachment : original->message.attachments) {
    fs::path const file = folder_ / name_among(names, attachment.name);
    HUECRY_CHECK(fetch_attachment(desk.connection, desk.session.output(), id, attachment, file));
    files.push_back(file.string());
  }
  return files;
}

}
