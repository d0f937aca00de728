#include "protocol/policy/question.hpp"

namespace huecry::policy {
namespace {

using std::chrono::sys_days;

constexpr std::chrono::years k_of_age{18};

sys_days of_age_on(sys_days born) {
  std::chrono::year_month_day const birthday = std::chrono::year_month_day(born) + k_of_age;
  if (birthday.ok()) return birthday;
  return sys_days(birthday.year() / birthday.month() / std::chrono::last) + std::chrono::days(1);  // 29 February
}

std::uint8_t number_of(std::optional<std::uint8_t> known, std::string_view code, Subject& subject) {
  if (known) return *known;
  if (!code.empty()) subject.unknown_label = true;
  return k_no_code;
}

}

Ternary Subject::minor(UnixSeconds at) const {
  if (!about_person) return Ternary::no;
  if (!born) return Ternary::unknown;
  auto const today = std::chrono::floor<std::chrono::days>(at);
  if (of_age_on(born->first) > today) return Ternary::yes;
  return of_age_on(born->last) <= today ? Ternary::no : Ternary::unknown;
}

Ternary Subject::national_of(CountryCode country) const noexcept {
  if (!about_person) return Ternary::no;
  if (!nationalities) return Ternary::unknown;
  return nationalities->contains(country) ? Ternary::yes : Ternary::no;
}

Subject subject_of(Vocabulary const& vocabulary, documents::Notice const& notice) {
  Subject subject;
  subject.origin = notice.iss;
  subject.channel = notice.diffusion ? Channel::diffusion : Channel::notice;
  subject.excluded = notice.excluded;
  subject.addressees = notice.addressees;
  subject.colour = notice.colour;
  auto const handling = index_of(k_handling, notice.handling);
  subject.handling = handling ? Handling{*handling} : Handling::none;
  if (!handling && !notice.handling.empty()) subject.unknown_label = true;
  subject.confidentiality =
      number_of(vocabulary.confidentiality(notice.confidentiality), notice.confidentiality, subject);
  subject.purpose = number_of(vocabulary.purpose(notice.purpose), notice.purpose, subject);
  for (std::string const& offence : notice.offences) {
    auto const number = number_of(vocabulary.offence(offence), offence, subject);
    if (number != k_no_code) subject.offences.set(number);
  }
  subject.about_person = notice.person.about_person;
  subject.born = notice.person.born;
  subject.nationalities = notice.person.nationalities;
  if (notice.person.judicial) subject.blocks |= bit(Block::judicial);
  if (notice.person.biometrics) subject.blocks |= bit(Block::biometrics);
  if (notice.person.images) subject.blocks |= bit(Block::images);
  return subject;
}

}
