#pragma once
// Whom the command speaks for, and with which hub. A profile names a party's folder (the layout of certs/federation)
// and a hub; contexts like kubectl's. File: --config, else $HUECRY_CONFIG, else ~/.config/huecry/config.toml:
//
//   default = "fr"
//   [profiles.fr]
//   hub = "hub.example:8443"          host and port to connect to
//   server_name = "hub.example"       the name its certificate must have; the host when absent
//   party = "/etc/huecry/FR/NCB"      folder with tls.pem, tls.key, notices.pem, … and hub-root.pem
//   notices_key = "pkcs11:token=…"    when a key is not <party>/<purpose>.key
//   user = "k.weber"                  who reads: written into the hub's ledger; --user overrides it

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "certs/identity/certificate.hpp"
#include "protocol/base/country.hpp"
#include "protocol/base/result.hpp"
#include "protocol/crypto/signer.hpp"

namespace huecry::cli {

struct Profile {
  std::string name;
  std::string host;
  std::uint16_t port = 8443;
  std::string server_name;
  std::filesystem::path party;
  std::map<std::string, std::string> keys;  // purpose -> URI, for keys elsewhere
  std::string user, purpose, case_no;       // what is said of who reads, and why; empty: nothing
};

/// What the command line says; each overrides the file.
struct ProfileChoice {
  std::string config_file;
  std::string name;
  std::string hub;
  std::string party;
  std::string user, purpose, case_no;
};

/// Errors: Errc::config_invalid, which says where a profile is looked for and how to make one.
[[nodiscard]] Result<Profile> load_profile(ProfileChoice const& choice);

/// A certificate of the party with its key, for signing one purpose: "notices", "tls", …
struct SigningIdentity {
  certs::Certificate certificate;
  std::shared_ptr<crypto::Signer> signer;
};
/// Errors: Errc::config_invalid, key_unusable; they name the file.
[[nodiscard]] Result<SigningIdentity> signing_identity(Profile const& profile, std::string const& purpose);

[[nodiscard]] std::string key_uri(Profile const& profile, std::string const& purpose);

/// Whose certificate it is. Errors: Errc::config_invalid.
struct PartyOfProfile {
  CountryCode country;
  std::string organisation;
};
[[nodiscard]] Result<PartyOfProfile> party_of(Profile const& profile);
/// The country of the party's certificate: what iss must be.
[[nodiscard]] Result<CountryCode> country_of(Profile const& profile);

[[nodiscard]] Result<std::string> read_file(std::filesystem::path const& path, std::size_t bytes_max);

}
