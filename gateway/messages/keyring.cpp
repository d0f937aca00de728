#include "gateway/messages/keyring.hpp"

#include <algorithm>

#include "certs/identity/certificate.hpp"
#include "certs/keys/open_signer.hpp"
#include "protocol/base/durable_file.hpp"
#include "protocol/base/encoding.hpp"

namespace huecry::mail {
namespace {

namespace fs = std::filesystem;

Result<certs::Certificate> certificate_in(fs::path const& file) {
  HUECRY_TRY(std::string const pem, read_whole(file));
  auto chain = certs::Certificate::chain_from_pem(pem);
  if (!chain) return std::move(std::move(chain).error()).with_context(file.string());
  if (chain->empty()) return Error(Errc::config_invalid, file.string() + " holds no certificate");
  return chain->front();
}

/// Empty: there is none.
std::string uri_beside(fs::path file) {
  if (fs::exists(file.replace_extension(".key"))) return "file:" + file.string();
  auto uri = read_whole(file.replace_extension(".uri"));
  if (!uri) return {};
  uri->erase(uri->find_last_not_of(" \r\n") + 1);
  return *uri;
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
  HUECRY_TRY(certs::Certificate own, certificate_in(file));
  ring.keys_.push_back({std::move(own), current});
  for (fs::path const& old : old_certificates(party)) {
    HUECRY_TRY(certs::Certificate before, certificate_in(old));
    ring.keys_.push_back({std::move(before), uri_beside(old)});
  }
  return ring;
}

Result<std::string> Keyring::open_with(Key const& key, envelope::SealedMessage const& message) {
  std::string const whose = "the encryption certificate " + to_base64url(key.certificate.thumbprint());
  if (key.uri.empty())
    return Error(Errc::key_unusable, "beside " + whose + " in old/ is neither its .key nor the .uri of one");
  HUECRY_TRY(crypto::EvpPkey native, certs::open_key(key.uri));
  HUECRY_TRY(crypto::PublicKey const certified, key.certificate.public_key());
  // Another key would open nothing, and make every sender look like a liar.
  if (EVP_PKEY_eq(native.get(), certified.native()) != 1)
    return Error(Errc::key_unusable, key.uri + " is not the key of " + whose);
  HUECRY_TRY(crypto::UnwrapKey const own, crypto::UnwrapKey::from_native(std::move(native)));
  return envelope::open_sealed(message, key.certificate.thumbprint(), own);
}

Result<std::string> Keyring::open(envelope::SealedMessage const& message) const {
  Result<std::string> opened(Error(Errc::not_found, "it is sealed to no certificate whose key is here"));
  for (Key const& key : keys_) {
    if (message.entry(key.certificate.thumbprint()) == nullptr) continue;
    opened = open_with(key, message);
    if (opened) break;
  }
  return opened;
}

}
