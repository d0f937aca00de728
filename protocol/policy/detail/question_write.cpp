// Subject and circumstances as JSON, appended. The other direction: question_json.cpp.
#include "protocol/policy/detail/question_json.hpp"

namespace huecry::policy::detail {
namespace {

void put_member(JsonLine& line, std::string_view name) {
  line.put(",\"");
  line.put(name);
  line.put("\":");
}

void put_some(JsonLine& line, std::string_view name, CountrySet const& countries) {
  if (countries.empty()) return;
  put_member(line, name);
  line.put_set(countries);
}

void put_code(JsonLine& line, std::string_view name, std::vector<std::string> const& words, std::uint8_t number) {
  if (number >= words.size()) return;
  put_member(line, name);
  line.put_quoted(words[number]);
}

/// The words whose number is in.
void put_list(JsonLine& line, std::string_view name, auto const& words, auto&& is_in) {
  put_member(line, name);
  std::string_view before = "[";
  for (std::size_t number = 0; number < words.size(); ++number) {
    if (!is_in(number)) continue;
    line.put(before);
    line.put_quoted(words[number]);
    before = ",";
  }
  line.put("]");
}

void put_born(JsonLine& line, documents::DateInterval const& born) {
  line.put(R"("born":[)");
  line.put_number(born.first.time_since_epoch().count());
  line.put(",");
  line.put_number(born.last.time_since_epoch().count());
  line.put("]");
}

void put_person(JsonLine& line, Subject const& subject) {
  if (!subject.about_person) return;
  line.put(R"(,"person":{)");
  if (subject.born) put_born(line, *subject.born);
  if (subject.nationalities) {
    line.put(subject.born ? R"(,"nationalities":)" : R"("nationalities":)");
    line.put_set(*subject.nationalities);
  }
  line.put("}");
}

}

void put_subject(JsonLine& line, Vocabulary const& vocabulary, Subject const& subject) {
  line.put(R"({"origin":)");
  line.put_quoted(subject.origin.text());
  put_member(line, "channel");
  line.put_quoted(k_channels[static_cast<std::size_t>(subject.channel)]);
  put_some(line, "exclude", subject.excluded);
  if (subject.addressees) {
    put_member(line, "addressees");
    line.put_set(*subject.addressees);
  }
  if (subject.colour) {
    put_member(line, "colour");
    line.put_quoted(documents::to_text(*subject.colour));
  }
  if (subject.handling != Handling::none) {
    put_member(line, "handling");
    line.put_quoted(k_handling[static_cast<std::size_t>(subject.handling)]);
  }
  put_code(line, "confidentiality", vocabulary.confidentialities(), subject.confidentiality);
  put_code(line, "purpose", vocabulary.purposes(), subject.purpose);
  if (subject.offences.any())
    put_list(line, "offences", vocabulary.offences(), [&](std::size_t number) { return subject.offences[number]; });
  if (subject.blocks != 0)
    put_list(line, "blocks", k_blocks, [&](std::size_t number) { return has_bit(subject.blocks, number); });
  if (subject.unknown_label) line.put(R"(,"unknown_label":true)");
  put_person(line, subject);
  line.put("}");
}

void put_circumstances(JsonLine& line, Vocabulary const& vocabulary, Circumstances const& now) {
  line.put(R"({"at":)");
  line.put_number(now.at.time_since_epoch().count());
  line.put(R"(,"stage":")");
  line.put(k_stages[static_cast<std::size_t>(now.stage)]);
  line.put("\"");
  line.put(R"(,"members":)");
  line.put_set(now.members.all);
  put_some(line, "suspended", now.members.suspended);
  if (now.purpose) put_code(line, "purpose", vocabulary.purposes(), *now.purpose);
  put_some(line, "consented", now.consented);
  put_some(line, "onward", now.onward);
  if (now.screened) line.put(R"(,"screened":true)");
  line.put("}");
}

}
