#include "protocol/policy/subject_form.hpp"

#include <doctest/doctest.h>

#include "tests/unit/protocol/policy/words.hpp"

using namespace huecry;
using namespace huecry::policy;

namespace {

Subject full() {
  Subject subject{words::cc("FR"), words::set({"BR"}), words::set({"DE", "ES"})};
  subject.channel = Channel::diffusion;
  subject.colour = documents::Colour::silver;
  subject.handling = Handling::h2;
  subject.confidentiality = 1;
  subject.purpose = 2;
  subject.offences.set(0);
  subject.offences.set(words::vocabulary()->offences().size() - 1);
  subject.about_person = true;
  subject.born = {std::chrono::sys_days(std::chrono::days(-3000)), std::chrono::sys_days(std::chrono::days(-2636))};
  subject.nationalities = words::set({"JP"});
  subject.blocks = 15;
  return subject;
}

}

TEST_SUITE("subject form") {
  TEST_CASE("every member of a subject comes back as it was, present or absent") {
    struct Row {
      std::string name;
      void (*change)(Subject&);
    };
    Row const rows[] = {
        {"all of them", [](Subject&) {}},
        {"no exclusion", [](Subject& s) { s.excluded = {}; }},
        {"everyone addressed", [](Subject& s) { s.addressees.reset(); }},
        {"nobody addressed", [](Subject& s) { s.addressees = CountrySet{}; }},
        {"a message without colour", [](Subject& s) { s.channel = Channel::message, s.colour.reset(); }},
        {"no handling code", [](Subject& s) { s.handling = Handling::none; }},
        {"no purpose, no confidentiality", [](Subject& s) { s.purpose = s.confidentiality = k_no_code; }},
        {"no offence", [](Subject& s) { s.offences.reset(); }},
        {"not about a person", [](Subject& s) { s.about_person = false, s.born.reset(), s.nationalities.reset(); }},
        {"of no known birth", [](Subject& s) { s.born.reset(); }},
        {"of no known nationality", [](Subject& s) { s.nationalities.reset(); }},
        {"no block", [](Subject& s) { s.blocks = 0; }},
        {"an unknown label", [](Subject& s) { s.unknown_label = true; }}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Subject subject = full();
      row.change(subject);
      auto const read = decode_subject(*words::vocabulary(), encode(*words::vocabulary(), subject));
      REQUIRE(read);
      CHECK(*read == subject);
    }
  }

  TEST_CASE("a word that the vocabulary lost denies: nobody gets the document") {
    for (auto const& [from, to] : {std::pair(words::vocabulary()->purposes()[2], std::string("ZZ")),
                                   std::pair(words::vocabulary()->offences()[0], std::string("???"))}) {
      CAPTURE(from);
      std::string bytes = encode(*words::vocabulary(), full());
      std::string const word = static_cast<char>(from.size()) + from;
      auto const at = bytes.find(word);
      REQUIRE(at != std::string::npos);
      bytes.replace(at, word.size(), static_cast<char>(to.size()) + to);
      auto const read = decode_subject(*words::vocabulary(), bytes);
      REQUIRE(read);
      CHECK(read->unknown_label);
    }
  }

  TEST_CASE("a subject cut short, too long or of an unknown form is corrupt") {
    std::string const bytes = encode(*words::vocabulary(), full());
    for (std::size_t length = 0; length < bytes.size(); ++length) {
      CAPTURE(length);
      CHECK(decode_subject(*words::vocabulary(), std::string_view(bytes).substr(0, length)).error().code ==
            Errc::corrupt);
    }
    CHECK(decode_subject(*words::vocabulary(), bytes + "x").error().code == Errc::corrupt);
    CHECK(decode_subject(*words::vocabulary(), "\x02" + bytes.substr(1)).error().code == Errc::corrupt);
    std::string flagged = bytes;
    flagged[1] = '\x80';
    CHECK(decode_subject(*words::vocabulary(), flagged).error().code == Errc::corrupt);
  }
}
