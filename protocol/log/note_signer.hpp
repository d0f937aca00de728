#pragma once
// Those who sign notes: a log, and a witness. Cheap copies that share the key; thread-safe as crypto::Signer is.

#include <memory>
#include <string>
#include <string_view>

#include "protocol/base/clock.hpp"
#include "protocol/base/result.hpp"
#include "protocol/crypto/signer.hpp"
#include "protocol/log/note.hpp"
#include "protocol/log/vkey.hpp"

namespace huecry::log {

/// A log's key: Ed25519, or ES256 for the second line.
class NoteSigner {
 public:
  /// Errors: Errc::key_unusable for a bad name or another algorithm.
  [[nodiscard]] static Result<NoteSigner> make(std::string name, std::shared_ptr<crypto::Signer> signer);

  [[nodiscard]] NoteKey const& key() const noexcept { return key_; }
  [[nodiscard]] std::string const& name() const noexcept { return key_.name; }
  /// Errors: the signer's.
  [[nodiscard]] Result<NoteLine> sign(std::string_view body) const;

 private:
  NoteSigner(NoteKey key, std::shared_ptr<crypto::Signer> signer) : key_(std::move(key)), signer_(std::move(signer)) {}
  NoteKey key_;
  std::shared_ptr<crypto::Signer> signer_;
};

/// A witness's key: Ed25519. What it means to cosign (consistency with all that was cosigned before) is the caller's
/// part.
class Cosigner {
 public:
  /// Errors: Errc::key_unusable for a bad name or another algorithm.
  [[nodiscard]] static Result<Cosigner> make(std::string name, std::shared_ptr<crypto::Signer> signer);

  [[nodiscard]] NoteKey const& key() const noexcept { return key_; }
  /// Errors: the signer's.
  [[nodiscard]] Result<NoteLine> cosign(std::string_view body, UnixSeconds now) const;

 private:
  Cosigner(NoteKey key, std::shared_ptr<crypto::Signer> signer) : key_(std::move(key)), signer_(std::move(signer)) {}
  NoteKey key_;
  std::shared_ptr<crypto::Signer> signer_;
};

/// The whole note of one signer. Errors: the signer's. REQUIRES: the body is one (parse_note would read it back).
[[nodiscard]] Result<std::string> sign_note(std::string_view body, NoteSigner const& signer);

}
