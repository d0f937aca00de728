#include "protocol/text/width.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>

#include "protocol/base/bytes.hpp"

namespace huecry::text {
namespace {

std::size_t width_of(UChar32 c) {
  if (c < 0) return 1;
  switch (u_charType(c)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_FORMAT_CHAR:
    case U_CONTROL_CHAR: return 0;
    default: break;
  }
  int const east_asian = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return east_asian == U_EA_WIDE || east_asian == U_EA_FULLWIDTH ? 2 : 1;
}

}

std::size_t display_width(std::string_view utf8) {
  std::uint8_t const* const bytes = as_bytes(utf8).data();
  auto const size = static_cast<std::int32_t>(utf8.size());
  std::size_t width = 0;
  for (std::int32_t at = 0; at < size;) {
    UChar32 c = 0;
    U8_NEXT(bytes, at, size, c);  // NOLINT(bugprone-inc-dec-in-conditions): inside ICU's macro
    width += width_of(c);
  }
  return width;
}

}
