#include "protocol/policy/subject_form.hpp"

#include "protocol/base/codec.hpp"

namespace huecry::policy {
namespace {

constexpr std::uint8_t k_form = 1;

/// What is present, or true.
enum Flag : std::uint8_t {
  k_person = 1,
  k_born = 2,
  k_nationalities = 4,
  k_addressees = 8,
  k_excluded = 16,
  k_colour = 32,
  k_unknown_label = 64,
  k_flags = 127
};

std::uint8_t flags_of(Subject const& subject) {
  auto const flag = [](bool set, Flag value) { return set ? unsigned{value} : 0U; };
  return static_cast<std::uint8_t>(
      flag(subject.about_person, k_person) | flag(subject.born.has_value(), k_born) |
      flag(subject.nationalities.has_value(), k_nationalities) | flag(subject.addressees.has_value(), k_addressees) |
      flag(!subject.excluded.empty(), k_excluded) | flag(subject.colour.has_value(), k_colour) |
      flag(subject.unknown_label, k_unknown_label));
}

void encode_word(Encoder& out, std::vector<std::string> const& words, std::uint8_t number) {
  out.word(number < words.size() ? std::string_view(words[number]) : std::string_view());
}

void encode_offences(Encoder& out, Vocabulary const& vocabulary, Vocabulary::Offences const& offences) {
  out.number(static_cast<std::uint8_t>(offences.count()));
  for (std::size_t number = 0; number < vocabulary.offences().size(); ++number)
    if (offences[number]) out.word(vocabulary.offences()[number]);
}

/// The empty word is no code; one that `look` does not find denies.
std::uint8_t decode_word(Decoder& in, Subject& subject, auto&& look) {
  std::string_view const word = in.word();
  if (word.empty()) return k_no_code;
  std::optional<std::uint8_t> const number = look(word);
  if (!number) subject.unknown_label = true;
  return number.value_or(k_no_code);
}

void decode_offences(Decoder& in, Vocabulary const& vocabulary, Subject& subject) {
  for (auto left = in.number<std::uint8_t>(); left > 0 && !in.failed(); --left) {
    auto const number =
        decode_word(in, subject, [&vocabulary](std::string_view word) { return vocabulary.offence(word); });
    if (number != k_no_code) subject.offences.set(number);
  }
}

}

std::string encode(Vocabulary const& vocabulary, Subject const& subject) {
  std::string bytes;
  Encoder out(bytes);
  out.number(k_form);
  out.number(flags_of(subject));
  out.letters(subject.origin);
  out.code(subject.channel);
  out.code(subject.handling);
  out.number(subject.blocks);
  if (subject.colour) out.code(*subject.colour);
  encode_word(out, vocabulary.confidentialities(), subject.confidentiality);
  encode_word(out, vocabulary.purposes(), subject.purpose);
  encode_offences(out, vocabulary, subject.offences);
  if (!subject.excluded.empty()) out.set(subject.excluded);
  if (subject.addressees) out.set(*subject.addressees);
  if (subject.nationalities) out.set(*subject.nationalities);
  if (!subject.born) return bytes;
  out.day(subject.born->first);
  out.day(subject.born->last);
  return bytes;
}

Result<Subject> decode_subject(Vocabulary const& vocabulary, std::string_view bytes) {
  Decoder in(bytes);
  Subject subject;
  in.expect(in.number<std::uint8_t>() == k_form);
  auto const flags = in.number<std::uint8_t>();
  in.expect(flags <= k_flags);
  subject.about_person = (flags & k_person) != 0;
  subject.unknown_label = (flags & k_unknown_label) != 0;
  subject.origin = in.letters();
  subject.channel = in.code(Channel::answer);
  subject.handling = in.code(Handling::none);
  subject.blocks = in.number<Bits>();
  in.expect(subject.blocks < 1U << k_blocks.size());
  if ((flags & k_colour) != 0) subject.colour = in.code(documents::k_colours.back());
  subject.confidentiality = decode_word(in, subject, [&](auto word) { return vocabulary.confidentiality(word); });
  subject.purpose = decode_word(in, subject, [&](auto word) { return vocabulary.purpose(word); });
  decode_offences(in, vocabulary, subject);
  if ((flags & k_excluded) != 0) subject.excluded = in.set();
  if ((flags & k_addressees) != 0) subject.addressees = in.set();
  if ((flags & k_nationalities) != 0) subject.nationalities = in.set();
  if ((flags & k_born) != 0) {
    auto const first = in.day();
    subject.born = {first, in.day()};
  }
  HUECRY_CHECK(in.finish("subject"));
  return subject;
}

}
