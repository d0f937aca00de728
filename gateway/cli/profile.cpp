#include "gateway/cli/profile.hpp"

#include <toml++/toml.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <system_error>

#include "certs/keys/open_signer.hpp"

namespace huecry::cli {
namespace {

constexpr std::size_t k_pem_bytes_max = 64 * 1024;

std::filesystem::path default_file() {
  if (char const* named = std::getenv("HUECRY_CONFIG")) return named;  // NOLINT(concurrency-mt-unsafe): one thread
  char const* const home = std::getenv("HOME");                        // NOLINT(concurrency-mt-unsafe): one thread
  return std::filesystem::path(home == nullptr ? "." : home) / ".config" / "huecry" / "config.toml";
}

Error no_profile(std::string const& why) {
  return Error(
      Errc::config_invalid,
      why + "; name a hub and a party folder with --hub HOST:PORT --party DIR, or write a profile (huecry man, FILES)");
}

Error unreadable(std::filesystem::path const& path, std::string const& why) {
  return Error(Errc::config_invalid, "cannot read " + path.string() + ": " + why);
}

Result<> take_hub(Profile& profile, std::string const& hub) {
  auto const colon = hub.rfind(':');
  profile.host = hub.substr(0, colon);
  if (profile.host.empty()) return Error(Errc::config_invalid, "the hub is HOST:PORT; not " + hub);
  if (colon == std::string::npos) return ok();
  auto const* const begin = hub.data() + colon + 1;
  auto const* const end = hub.data() + hub.size();
  auto const [stop, error] = std::from_chars(begin, end, profile.port);
  if (error != std::errc() || stop != end || profile.port == 0)
    return Error(Errc::config_invalid, "the hub is HOST:PORT, the port a number from 1 to 65535; not " + hub);
  return ok();
}

Result<> take_table(Profile& profile, toml::table const& table, std::filesystem::path const& base) {
  for (auto const& [key, node] : table) {
    auto const value = node.value<std::string>();
    std::string const name(key.str());
    if (!value) return Error(Errc::config_invalid, "profile " + profile.name + ": " + name + " must be a string");
    if (name == "hub") {
      HUECRY_CHECK(take_hub(profile, *value));
    } else if (name == "server_name") {
      profile.server_name = *value;
    } else if (name == "party") {
      profile.party = base / *value;  // an absolute path stays as it is
    } else if (name == "user") {
      profile.user = *value;
    } else if (name.ends_with("_key")) {
      profile.keys[name.substr(0, name.size() - 4)] = *value;
    } else {
      return Error(Errc::config_invalid, "profile " + profile.name + ": unknown entry " + name);
    }
  }
  return ok();
}

std::string names_in(toml::table const& config) {
  std::string names;
  if (toml::table const* const profiles = config["profiles"].as_table())
    for (auto const& profile : *profiles) {
      if (!names.empty()) names += ", ";
      names += profile.first.str();
    }
  return names.empty() ? "none" : names;
}

Result<> take_file(Profile& profile, std::filesystem::path const& file, std::string const& wanted) {
  toml::table config;
  try {
    config = toml::parse_file(file.string());
  } catch (toml::parse_error const& error) {
    return Error(Errc::config_invalid, file.string() + " line " + std::to_string(error.source().begin.line) + ": " +
                                           std::string(error.description()));
  }
  profile.name = wanted.empty() ? config["default"].value_or(std::string()) : wanted;
  if (profile.name.empty()) return no_profile(file.string() + " names no default profile");
  toml::table const* const table = config["profiles"][profile.name].as_table();
  if (table == nullptr)
    return no_profile(file.string() + " has no profile " + profile.name + ", it has: " + names_in(config));
  return take_table(profile, *table, file.parent_path());
}

}

Result<Profile> load_profile(ProfileChoice const& choice) {
  Profile profile;
  bool const complete = !choice.hub.empty() && !choice.party.empty();
  std::filesystem::path const file =
      choice.config_file.empty() ? default_file() : std::filesystem::path(choice.config_file);
  if (std::filesystem::exists(file) && !(complete && choice.name.empty())) {
    HUECRY_CHECK(take_file(profile, file, choice.name));
  } else if (!complete) {
    return no_profile("there is no profile file " + file.string());
  }
  if (!choice.hub.empty()) HUECRY_CHECK(take_hub(profile, choice.hub));
  if (!choice.party.empty()) profile.party = choice.party;
  if (!choice.user.empty()) profile.user = choice.user;
  profile.purpose = choice.purpose;
  profile.case_no = choice.case_no;
  if (profile.server_name.empty()) profile.server_name = profile.host;
  return profile;
}

std::string key_uri(Profile const& profile, std::string const& purpose) {
  auto const found = profile.keys.find(purpose);
  return found != profile.keys.end() ? found->second : "file:" + (profile.party / (purpose + ".key")).string();
}

Result<SigningIdentity> signing_identity(Profile const& profile, std::string const& purpose) {
  auto const file = profile.party / (purpose + ".pem");
  if (!std::filesystem::exists(file))
    return Error(Errc::config_invalid, "this party has no certificate for " + purpose + " (" + file.string() +
                                           "): use the profile of one that has, as a bureau for its policy");
  HUECRY_TRY(std::string const pem, read_file(file, k_pem_bytes_max));
  HUECRY_TRY(auto const chain, certs::Certificate::chain_from_pem(pem));
  if (chain.empty())
    return Error(Errc::config_invalid, (profile.party / (purpose + ".pem")).string() + " holds no certificate");
  HUECRY_TRY(auto signer, certs::open_signer(key_uri(profile, purpose)));
  return SigningIdentity{chain.front(), std::move(signer)};
}

Result<PartyOfProfile> party_of(Profile const& profile) {
  HUECRY_TRY(std::string const pem, read_file(profile.party / "tls.pem", k_pem_bytes_max));
  HUECRY_TRY(auto const chain, certs::Certificate::chain_from_pem(pem));
  if (chain.empty()) return Error(Errc::config_invalid, "tls.pem holds no certificate");
  auto const subject = chain.front().subject();
  HUECRY_TRY(CountryCode const country, CountryCode::parse(subject.country));
  return PartyOfProfile{country, subject.organisation};
}

Result<CountryCode> country_of(Profile const& profile) {
  HUECRY_TRY(PartyOfProfile const party, party_of(profile));
  return party.country;
}

Result<std::string> read_file(std::filesystem::path const& path, std::size_t bytes_max) {
  if (path == "-") {
    std::stringstream text;
    text << std::cin.rdbuf();
    return text.str();
  }
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return unreadable(path, "it is a folder");
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return unreadable(path, std::generic_category().message(errno));
  std::stringstream text;
  text << file.rdbuf();
  if (file.bad()) return unreadable(path, std::generic_category().message(errno));
  if (text.view().size() > bytes_max)
    return Error(Errc::config_invalid, path.string() + " is larger than " + std::to_string(bytes_max) + " bytes");
  return text.str();
}

}
