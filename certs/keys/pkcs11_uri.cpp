#include "certs/keys/pkcs11_uri.hpp"

#include <algorithm>
#include <array>

namespace huecry::certs {
namespace {

constexpr std::string_view k_scheme = "pkcs11:";
constexpr std::string_view k_file = "file:";
constexpr std::array<std::string_view, 7> k_identifying = {"token",  "object",       "id",   "type",
                                                           "serial", "manufacturer", "model"};

Error refused(std::string const& why) { return Error(Errc::key_unusable, "PKCS#11 URI: " + why); }

Result<std::string> file_path(std::string_view value) {
  if (!value.starts_with(k_file)) return refused("pin-source must be file:PATH");
  value.remove_prefix(k_file.size());
  if (value.starts_with("//")) value.remove_prefix(2);
  if (value.empty()) return refused("pin-source names no file");
  return std::string(value);
}

Result<> take(Pkcs11Uri& parsed, std::string_view name, std::string_view value) {
  if (name == "pin-value") return refused("pin-value is not taken; use pin-source=file:PATH");
  if (name == "module-path") {
    parsed.module_path = value;
    return ok();
  }
  if (name == "pin-source") {
    HUECRY_TRY(parsed.pin_file, file_path(value));
    return ok();
  }
  if (std::ranges::count(k_identifying, name) == 0) return refused("unknown attribute " + std::string(name));
  if (name == "type" && value != "private") return refused("type must be private");
  if (parsed.object.back() != ':') parsed.object += ';';
  parsed.object.append(name).append("=").append(value);
  return ok();
}

}

Result<Pkcs11Uri> parse_pkcs11_uri(std::string_view uri) {
  if (!uri.starts_with(k_scheme)) return refused("must begin with pkcs11:");
  uri.remove_prefix(k_scheme.size());
  Pkcs11Uri parsed{std::string(k_scheme), {}, {}};
  while (!uri.empty()) {
    std::size_t const end = std::min(uri.find_first_of(";?&"), uri.size());
    std::string_view const attribute = uri.substr(0, end);
    uri.remove_prefix(std::min(end + 1, uri.size()));
    std::size_t const equals = attribute.find('=');
    if (equals == std::string_view::npos) return refused("an attribute without a value");
    HUECRY_CHECK(take(parsed, attribute.substr(0, equals), attribute.substr(equals + 1)));
  }
  if (parsed.object.find("object=") == std::string::npos && parsed.object.find("id=") == std::string::npos) {
    return refused("names no object");
  }
  if (parsed.pin_file.empty()) return refused("has no pin-source");
  return parsed;
}

}
