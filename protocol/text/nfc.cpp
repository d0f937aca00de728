#include "protocol/text/nfc.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

#include <algorithm>

#include "protocol/base/encoding.hpp"

namespace huecry::text {
namespace {

bool is_ascii(std::string_view utf8) {
  return std::ranges::all_of(utf8, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}

bool is_nfc(std::string_view utf8) {
  if (is_ascii(utf8)) return true;
  if (!is_utf8(utf8)) return false;
  UErrorCode status = U_ZERO_ERROR;
  icu::Normalizer2 const* const nfc = icu::Normalizer2::getNFCInstance(status);
  icu::StringPiece const piece(utf8.data(), static_cast<std::int32_t>(utf8.size()));
  bool const normal = nfc->isNormalizedUTF8(piece, status) != 0;
  return U_SUCCESS(status) != 0 && normal;
}

std::string to_nfc(std::string_view utf8) {
  if (is_ascii(utf8)) return std::string(utf8);
  if (!is_utf8(utf8)) return {};
  UErrorCode status = U_ZERO_ERROR;
  icu::Normalizer2 const* const nfc = icu::Normalizer2::getNFCInstance(status);
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  nfc->normalizeUTF8(0, {utf8.data(), static_cast<std::int32_t>(utf8.size())}, sink, nullptr, status);
  return U_SUCCESS(status) ? out : std::string();
}

}
