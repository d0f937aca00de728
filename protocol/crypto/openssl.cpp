#include "protocol/crypto/openssl.hpp"

#include <openssl/err.h>

#include <array>

namespace huecry::crypto {

std::string drain_errors() {
  std::string text;
  std::array<char, 256> line{};
  while (unsigned long const code = ERR_get_error()) {
    ERR_error_string_n(code, line.data(), line.size());
    if (!text.empty()) text += "; ";
    text += line.data();
  }
  return text;
}

}
