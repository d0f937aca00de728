#pragma once
// What a party opens its mail with: the key of its encryption certificate, and those of the certificates before it, as
// long as there is mail that was sealed to them (certs/federation sets them aside in `old`):
//
//   encryption.pem                     the certificate in use; its key by URI, a file or a token
//   old/encryption-NAME.pem            one before it, with its key beside it:
//   old/encryption-NAME.key or .uri    a PEM file, or the URI of an object on a token
//
// Any thread.

#include <filesystem>
#include <string>
#include <vector>

#include "certs/identity/certificate.hpp"
#include "protocol/base/result.hpp"
#include "protocol/crypto/key_wrap.hpp"
#include "protocol/envelope/sealed.hpp"

namespace huecry::mail {

class Keyring {
 public:
  /// Reads the certificates; a key is opened when mail needs it. `current`: URI of the key in use. Errors:
  /// config_invalid, which names the file.
  [[nodiscard]] static Result<Keyring> load(std::filesystem::path const& party, std::string const& current);

  /// The inner document, by whichever of the keys opens it. Errors: not_found (sealed to none of these certificates);
  /// corrupt (not sealed like this); key_unusable, also for a key that is not its certificate's.
  [[nodiscard]] Result<std::string> open(envelope::SealedMessage const& message) const;

 private:
  struct Key {
    certs::Certificate certificate;
    std::string uri;  // empty: it is not here
  };
  [[nodiscard]] static Result<std::string> open_with(Key const& key, envelope::SealedMessage const& message);
  std::vector<Key> keys_;
};

}
