#pragma once
// The part of RFC 7512 that we take: which object on which token, and where its PIN is. Pure.

#include <string>
#include <string_view>

#include "protocol/base/result.hpp"

namespace huecry::certs {

struct Pkcs11Uri {
  std::string object;       // "pkcs11:token=…;object=…;type=private": what identifies the key, as the engine takes it
  std::string pin_file;     // path of pin-source=file:…
  std::string module_path;  // empty: the engine's own choice
};

/// Attributes may be separated by `;`, or stand behind `?` and `&` as in RFC 7512. pin-value is refused: a secret has
/// no place in a configuration or an argument. Errors: Errc::key_unusable; no value of an attribute goes into detail.
[[nodiscard]] Result<Pkcs11Uri> parse_pkcs11_uri(std::string_view uri);

}
