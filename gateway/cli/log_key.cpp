#include "gateway/cli/log_key.hpp"

#include "gateway/cli/profile.hpp"

namespace huecry::cli {
namespace {

constexpr std::size_t k_vkey_bytes_max = 4096;

}

Result<log::NoteKey> log_key_of(std::string const& text) {
  std::string vkey = text;
  if (text.find('+') == std::string::npos) {
    HUECRY_TRY(vkey, read_file(text, k_vkey_bytes_max));
    vkey.erase(vkey.find_last_not_of("\r\n ") + 1);
  }
  auto key = log::parse_vkey(vkey);
  if (!key) return Error(Errc::config_invalid, text + " is no key of a log: " + key.error().detail);
  return key;
}

}
