#pragma once
// SHA-256, the only hash that names things here.
//
// The algorithm is fetched once for the process: OpenSSL 3.0 takes locks on each implicit fetch (signing.md §2.7).
// A hash that fails means a broken library, not bad input: it aborts.

#include <memory>
#include <string_view>

#include "protocol/base/bytes.hpp"

namespace huecry::crypto {

/// Incremental SHA-256 that can be used again after finish(). One thread at a time.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256 const&) = delete;
  Sha256& operator=(Sha256 const&) = delete;
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  Sha256& update(ByteView bytes);
  Sha256& update(std::string_view text) { return update(as_bytes(text)); }
  /// The digest of what was given since construction or the last finish(); starts anew.
  [[nodiscard]] Digest finish();
  /// The digest up to here; more may follow.
  [[nodiscard]] Digest peek() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// One shot; any thread (each has its own reused context).
[[nodiscard]] Digest sha256(ByteView bytes);
[[nodiscard]] inline Digest sha256(std::string_view text) { return sha256(as_bytes(text)); }

}
