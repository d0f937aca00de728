#include "gateway/messages/keyring.hpp"

#include <algorithm>

#include "certs/identity/certificate.hpp"
#include "certs/keys/open_signer.hpp"
#include "protocol/base/durable_file.hpp"

namespace huecry::mail {
namespace {

namespace fs = std::filesystem;

Result<Digest> kid_of(fs::path const& file) {
  HUECRY_TRY(std::string const pem, read_whole(file));
  auto chain = certs::Certificate::chain_from_pem(pem);
  if (!chain) return std::move(std::move(chain).error()).with_context(file.string());
  if (chain->empty()) return Error(Errc::config_invalid, file.string() + " holds no certificate");
  return chain->front().thumbprint();
}

Result<std::string> uri_beside(fs::path file) {
  if (fs::exists(file.replace_extension(".key"))) return "file:" + file.string();
  auto uri = read_whole(file.replace_extension(".uri"));
  if (!uri)
    return Error(Errc::config_invalid, "beside " + file.replace_extension(".pem").string() +
                                           " is neither its .key nor the .uri of one: mail sealed to it stays closed");
  uri->erase(uri->find_last_not_of(" \r\n") + 1);
  return uri;
}

std::vector<fs::path> old_certificates(fs::path const& party) {
  std::vector<fs::path> files;
  std::error_code none;
  for (auto const& entry : fs::directory_iterator(party / "old", none))
    if (entry.path().extension() == ".pem" && entry.path().filename().string().starts_with("encryption-"))
      files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

}

Result<Keyring> Keyring::load(fs::path const& party, std::string const& current) {
  fs::path const file = party / "encryption.pem";
  if (!fs::exists(file))
    return Error(Errc::config_invalid, "this party has no encryption certificate (" + file.string() + ")");
  Keyring ring;
  HUECRY_TRY(Digest const own, kid_of(file));
  ring.keys_.push_back({own, current});
  for (fs::path const& old : old_certificates(party)) {
    HUECRY_TRY(Digest const kid, kid_of(old));
    HUECRY_TRY(std::string uri, uri_beside(old));
    ring.keys_.push_back({kid, std::move(uri)});
  }
  return ring;
}

Result<std::string> Keyring::open(envelope::SealedMessage const& message) const {
  for (Key const& key : keys_) {
    if (message.entry(key.kid) == nullptr) continue;
    HUECRY_TRY(crypto::EvpPkey native, certs::open_key(key.uri));
    HUECRY_TRY(crypto::UnwrapKey const own, crypto::UnwrapKey::from_native(std::move(native)));
    return envelope::open_sealed(message, key.kid, own);
  }
  return Error(Errc::not_found, "it is sealed to no certificate whose key is here");
}

}
