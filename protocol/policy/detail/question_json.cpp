#include "protocol/policy/detail/question_json.hpp"

#include <algorithm>

#include "protocol/base/encoding.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"

namespace huecry::policy::detail {
namespace {

using json::Json;
using std::chrono::days;
using std::chrono::sys_days;

Error corrupt(std::string_view member) { return Error(Errc::corrupt, "the question: " + std::string(member)); }

Result<CountrySet> set_from(Json const& object, std::string_view name) {
  auto const text = json::member_string(object, name);
  if (!text) return corrupt(name);
  auto const bytes = base64url_decode(*text);
  CountrySet::Packed packed{};
  if (!bytes || bytes->size() != packed.size()) return corrupt(name);
  std::ranges::copy(*bytes, packed.begin());
  return CountrySet::unpack(packed);
}

/// Absent is the empty set.
Result<CountrySet> set_or_empty(Json const& object, std::string_view name) {
  if (json::find(object, name) == nullptr) return CountrySet{};
  return set_from(object, name);
}

bool is_true(Json const& object, std::string_view name) {
  Json const* const value = json::find(object, name);
  return value != nullptr && value->is_boolean() && value->get<bool>();
}

/// A word that the vocabulary does not have (any more) denies.
std::uint8_t code_from(Json const& object, std::string_view name, auto&& look, Subject& subject) {
  Json const* const value = json::find(object, name);
  if (value == nullptr) return k_no_code;
  std::optional<std::uint8_t> const number =
      value->is_string() ? look(value->get_ref<std::string const&>()) : std::optional<std::uint8_t>();
  if (!number) subject.unknown_label = true;
  return number.value_or(k_no_code);
}

Result<> read_person(Json const& value, Subject& subject) {
  Json const* const person = json::find(value, "person");
  if (person == nullptr) return ok();
  subject.about_person = true;
  if (json::find(*person, "nationalities") != nullptr) {
    HUECRY_TRY(CountrySet const nationalities, set_from(*person, "nationalities"));
    subject.nationalities = nationalities;
  }
  Json const* const born = json::find(*person, "born");
  if (born == nullptr) return ok();
  if (!born->is_array() || born->size() != 2 || !(*born)[0].is_number_integer() || !(*born)[1].is_number_integer())
    return corrupt("born");
  subject.born = {sys_days(days((*born)[0].get<int>())), sys_days(days((*born)[1].get<int>()))};
  return ok();
}

Result<> read_codes(Vocabulary const& vocabulary, Json const& value, Subject& subject) {
  auto const by = [](auto const& words) { return [&words](std::string const& word) { return index_of(words, word); }; };
  auto const channel = code_from(value, "channel", by(k_channels), subject);
  if (channel == k_no_code) return corrupt("channel");
  subject.channel = Channel{channel};
  if (json::find(value, "colour") != nullptr) {
    auto const colour =
        documents::colour_from_text(json::member_string(value, "colour") ? *json::member_string(value, "colour") : "");
    subject.colour = colour;
    subject.unknown_label = subject.unknown_label || !colour;
  }
  auto const handling = code_from(value, "handling", by(k_handling), subject);
  subject.handling = handling == k_no_code ? Handling::none : Handling{handling};
  subject.confidentiality =
      code_from(value, "confidentiality", [&](auto const& word) { return vocabulary.confidentiality(word); }, subject);
  subject.purpose = code_from(value, "purpose", [&](auto const& word) { return vocabulary.purpose(word); }, subject);
  return ok();
}

Result<> read_lists(Vocabulary const& vocabulary, Json const& value, Subject& subject) {
  for (std::string_view const name : {"offences", "blocks"}) {
    Json const* const list = json::find(value, name);
    if (list == nullptr) continue;
    if (!list->is_array()) return corrupt(name);
    for (Json const& entry : *list) {
      std::string const word = entry.is_string() ? entry.get<std::string>() : std::string();
      auto const number = name == "offences" ? vocabulary.offence(word) : index_of(k_blocks, word);
      if (!number) {
        subject.unknown_label = true;
      } else if (name == "offences") {
        subject.offences.set(*number);
      } else {
        subject.blocks = static_cast<Bits>(subject.blocks | 1U << *number);
      }
    }
  }
  return ok();
}

}

Result<Subject> subject_from(Vocabulary const& vocabulary, Json const& value) {
  Subject subject;
  auto const origin = json::member_string(value, "origin");
  auto const country = CountryCode::parse(origin ? *origin : "");
  if (!country) return corrupt("origin");
  subject.origin = *country;
  subject.unknown_label = is_true(value, "unknown_label");
  HUECRY_CHECK(read_codes(vocabulary, value, subject));
  HUECRY_CHECK(read_lists(vocabulary, value, subject));
  HUECRY_CHECK(read_person(value, subject));
  HUECRY_TRY(subject.excluded, set_or_empty(value, "exclude"));
  if (json::find(value, "addressees") == nullptr) return subject;
  HUECRY_TRY(CountrySet const addressees, set_from(value, "addressees"));
  subject.addressees = addressees;
  return subject;
}

Result<Circumstances> circumstances_from(Vocabulary const& vocabulary, Json const& value) {
  Circumstances now;
  auto const at = json::member_integer(value, "at");
  auto const stage = json::member_string(value, "stage");
  auto const number = stage ? index_of(k_stages, *stage) : std::nullopt;
  if (!at || !number) return corrupt("at, stage");
  now.at = UnixSeconds(std::chrono::seconds(*at));
  now.stage = Stage{*number};
  HUECRY_TRY(now.members.all, set_from(value, "members"));
  HUECRY_TRY(now.members.suspended, set_or_empty(value, "suspended"));
  HUECRY_TRY(now.consented, set_or_empty(value, "consented"));
  HUECRY_TRY(now.onward, set_or_empty(value, "onward"));
  now.screened = is_true(value, "screened");
  if (json::find(value, "purpose") == nullptr) return now;
  auto const purpose = json::member_string(value, "purpose");
  now.purpose = vocabulary.purpose(purpose ? *purpose : "");
  if (!now.purpose) return corrupt("purpose");
  return now;
}

}
