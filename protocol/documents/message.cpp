#include "protocol/documents/message.hpp"

#include <algorithm>

#include "protocol/base/encoding.hpp"
#include "protocol/documents/detail/faults.hpp"
#include "protocol/documents/detail/message_rules.hpp"
#include "protocol/documents/detail/request_forms.hpp"
#include "protocol/documents/fields.hpp"
#include "protocol/documents/policy.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"

namespace huecry::documents {
namespace {

using json::Json;

Json const& list_of(Json const& document, char const* name) {
  static Json const none = Json::array();
  auto const at = document.find(name);
  return at == document.end() ? none : *at;
}

void check_after(Json const& document, detail::RuleFaults& faults) {
  faults.name_rule("members-known");
  Json const& after = list_of(document, "after");
  for (std::size_t i = 0; i < after.size(); ++i)
    for (Json const& code : after[i].at("to"))
      if (!CountryCode::parse(code.get_ref<std::string const&>()))
        faults.add("/after/" + std::to_string(i) + "/to", "names no member of the exchange");
}

void check_attachments(Json const& document, detail::RuleFaults& faults) {
  faults.name_rule("digest-exact");
  Json const& attachments = list_of(document, "att");
  for (std::size_t i = 0; i < attachments.size(); ++i)
    for (std::string const name : {"pt256", "ct256", "key"})
      if (!digest_from_base64url(text_or_empty(&attachments[i], name)))
        faults.add("/att/" + std::to_string(i) + "/" + name, "is no strict base64url");
}

/// A name that a desk's machine would take for a place, or would not show.
void check_names(Json const& document, detail::RuleFaults& faults) {
  faults.name_rule("file-name");
  Json const& attachments = list_of(document, "att");
  for (std::size_t i = 0; i < attachments.size(); ++i)
    if (text_or_empty(&attachments[i], "name").starts_with('.'))
      faults.add("/att/" + std::to_string(i) + "/name", "begins with a dot");
}

/// Members that are only inside, by act.
void check_inside(Json const& document, detail::RuleFaults& faults) {
  faults.name_rule("members-of-act");
  auto const act = text_or_empty(&document, "act");
  bool const is_canary = documents::is_canary(*message_act(act));
  if (document.contains("result") && act != "answer") faults.add("/result", "belongs to an answer");
  if (document.contains("hinted") != document.contains("hints")) faults.add("/hinted", "goes with hints");
  if (document.contains("nonce") != is_canary)
    faults.add("/nonce", "goes with a probe and its echo, and with nothing else");
}

std::vector<FieldFault> broken_rules(Json const& document) {
  detail::RuleFaults faults;
  detail::check_head(document, faults);
  check_inside(document, faults);
  detail::check_form(document, faults);
  check_after(document, faults);
  check_attachments(document, faults);
  check_names(document, faults);
  faults.name_rule("moment-exact");
  if (!parse_moment(text_or_empty(&document, "created"))) faults.add("/created", "is no moment of the calendar");
  auto found = std::move(faults).take();
  detail::bound(found);
  return found;
}

Digest digest_in(Json const& object, std::string_view name) {
  return *digest_from_base64url(text_or_empty(&object, name));
}

Attachment attachment_of(Json const& json) {
  Attachment attachment;
  attachment.name = text_or_empty(&json, "name");
  attachment.media_type = text_or_empty(&json, "mime");
  attachment.bytes = json.at("size").get<std::uint64_t>();
  attachment.digest = digest_in(json, "pt256");
  attachment.sealed = {digest_in(json, "ct256"), json.at("len").get<std::uint64_t>()};
  attachment.key.bytes = digest_in(json, "key").bytes;
  return attachment;
}

Message message_of(Json const& json) {
  Message message;
  message.created = text_or_empty(&json, "created");
  message.language = text_or_empty(&json, "lang");
  message.subject = text_or_empty(&json, "subject");
  message.body = text_or_empty(&json, "body");
  for (Json const& earlier : list_of(json, "after")) {
    MessageName name{std::string(text_or_empty(&earlier, "id")), {}};
    for (Json const& code : earlier.at("to")) name.to.add(*CountryCode::parse(code.get_ref<std::string const&>()));
    message.after.push_back(std::move(name));
  }
  for (Json const& attachment : list_of(json, "att")) message.attachments.push_back(attachment_of(attachment));
  for (Json const& compact : list_of(json, "fwd")) message.forwarded.push_back(compact.get<std::string>());
  return message;
}

/// What the envelope says of attachments.
Json blobs_of(Json const& message) {
  Json blobs = Json::array();
  for (Json const& attachment : list_of(message, "att"))
    blobs.push_back({{"ct256", attachment.value("ct256", Json())}, {"len", attachment.value("len", Json())}});
  return blobs;
}

}

Result<Message> read_message(Schemas const& schemas, std::string_view payload) {
  auto message = json::read(payload, {.fractions = true});
  if (!message) return Error(Errc::payload_json, message.error().detail, message.error().faults);
  if (auto faults = schemas.check(DocumentKind::message, *message); !faults.empty())
    return Error(Errc::payload_schema, "the message does not fit its schema", std::move(faults));
  if (auto faults = broken_rules(*message); !faults.empty())
    return Error(Errc::payload_rule, "the message breaks a rule", std::move(faults));
  return message_of(*message);
}

Result<> check_promise(std::string_view envelope, std::string_view message) {
  HUECRY_TRY(Json const outside, json::read(envelope));
  HUECRY_TRY(Json const inside, json::read(message, {.fractions = true}));
  std::vector<FieldFault> faults;
  for (std::string_view const name : k_head_members)
    if (outside.value(std::string(name), Json()) != inside.value(std::string(name), Json()))
      faults.push_back({"/" + std::string(name), "is not inside as it is outside"});
  if (list_of(outside, "att") != blobs_of(inside)) faults.push_back({"/att", "is not inside as it is outside"});
  if (faults.empty()) return ok();
  return Error(Errc::seal_mismatch, "the message is not what its envelope promises", std::move(faults));
}

}
