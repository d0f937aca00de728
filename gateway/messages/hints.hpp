#pragma once
// Keyed hashes of whom or what a request is about (docs/messages.md, "A similar request"). A group of countries shares
// keys, which the hub never has; a key is a file in the party's folder, and is renewed by another with a later name:
//
//   hints/GROUP.NAME.key    32 bytes in base64url: "hints/benelux.2026-11.key"
//
// Any thread.

#include <filesystem>
#include <string>
#include <vector>

#include "protocol/base/random.hpp"
#include "protocol/base/result.hpp"
#include "protocol/crypto/aead.hpp"
#include "protocol/documents/message_envelope.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::mail {

/// What identifies an entity of a message, in one form however it is written: names without case and marks, numbers
/// without spaces. Errors: not_found; payload_rule when it has not enough to be known by.
[[nodiscard]] Result<std::string> subject_of(json::Json const& message, std::string const& ref);

class HintKeys {
 public:
  /// A party without the folder has no keys. A file that is none keeps neither the others from use nor mail from being
  /// read: unusable() tells of it.
  [[nodiscard]] static HintKeys load(std::filesystem::path const& party);

  /// By the newest key of the group and the one before it: the other side may not have the newest yet. Errors:
  /// config_invalid: there is no key of this group.
  [[nodiscard]] Result<std::vector<documents::Hint>> hints(std::string const& group, std::string const& subject) const;

  /// That hints whose keys are here are of the entity that the message names. Others cannot be checked. Errors:
  /// seal_mismatch.
  [[nodiscard]] Result<> check(json::Json const& message) const;

  /// The names of the keys, in their order.
  [[nodiscard]] std::vector<std::string> names() const;
  /// What is wrong with which file.
  [[nodiscard]] std::vector<std::string> const& unusable() const { return unusable_; }

 private:
  struct Key {
    std::string name;
    crypto::SealKey secret;
  };
  std::vector<Key> keys_;  // in the order of their names
  std::vector<std::string> unusable_;
};

/// A new key of a group, in the party's folder. Errors: parameter_invalid for a name that is none; config_invalid when
/// it is there already; io.
[[nodiscard]] Result<std::filesystem::path> make_hint_key(std::filesystem::path const& party, std::string const& name,
                                                          Random& random);

}
