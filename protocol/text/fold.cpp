#include "protocol/text/fold.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <iterator>

#include "protocol/base/assert.hpp"
#include "protocol/base/encoding.hpp"

namespace huecry::text {
namespace {

/// Letters with a stroke or ligature that Unicode does not decompose, but that people type without.
struct Spelling {
  char32_t letter;
  std::u16string_view plain;
};
constexpr Spelling k_spellings[] = {{U'ł', u"l"},  {U'ø', u"o"}, {U'đ', u"d"},  {U'ð', u"d"},
                                    {U'ħ', u"h"},  {U'ı', u"i"}, {U'æ', u"ae"}, {U'œ', u"oe"},
                                    {U'þ', u"th"}, {U'ŧ', u"t"}, {U'ŋ', u"n"}};

struct Forms {
  icu::Normalizer2 const* compatible_folded;
  icu::Normalizer2 const* decomposed;
  icu::Normalizer2 const* composed;
};

/// ICU's data is linked in, so these cannot fail in operation.
Forms const& forms() {
  static Forms const value = [] {
    UErrorCode status = U_ZERO_ERROR;
    Forms const found{icu::Normalizer2::getNFKCCasefoldInstance(status), icu::Normalizer2::getNFDInstance(status),
                      icu::Normalizer2::getNFCInstance(status)};
    HUECRY_ASSERT(U_SUCCESS(status));
    return found;
  }();
  return value;
}

icu::UnicodeString normalized(icu::Normalizer2 const* form, icu::UnicodeString const& text) {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString result = form->normalize(text, status);
  HUECRY_ASSERT(U_SUCCESS(status));  // only memory exhaustion or a bogus argument
  return result;
}

/// A nonspacing mark that changes a letter's sound or tone only. Class 0 holds vowels of Indic scripts, 8 the voicing
/// of kana, 9 the viramas: without them other words would appear.
bool is_diacritic(UChar32 c) {
  auto const combining = u_getCombiningClass(c);
  return combining != 0 && combining != 8 && combining != 9 && u_charType(c) == U_NON_SPACING_MARK;
}

void append_plain(icu::UnicodeString& out, UChar32 c) {
  auto const* spelling = std::ranges::find(k_spellings, static_cast<char32_t>(c), &Spelling::letter);
  if (spelling == std::end(k_spellings)) {
    out.append(c);
    return;
  }
  out.append(spelling->plain.data(), static_cast<std::int32_t>(spelling->plain.size()));
}

icu::UnicodeString without_diacritics(icu::UnicodeString const& decomposed) {
  icu::UnicodeString out;
  for (std::int32_t at = 0; at < decomposed.length(); at = decomposed.moveIndex32(at, 1)) {
    UChar32 const c = decomposed.char32At(at);
    if (!is_diacritic(c)) append_plain(out, c);
  }
  return out;
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

}

std::string fold(std::string_view utf8) {
  if (is_ascii(utf8)) return lower_ascii(utf8);
  if (!is_utf8(utf8)) return {};
  auto const text = icu::UnicodeString::fromUTF8({utf8.data(), static_cast<std::int32_t>(utf8.size())});
  auto const folded = normalized(forms().compatible_folded, text);
  auto const plain = without_diacritics(normalized(forms().decomposed, folded));
  std::string out;
  normalized(forms().composed, plain).toUTF8String(out);
  return out;
}

}
