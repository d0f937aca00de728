#pragma once
// Numbered keys that can be destroyed, in a file of their own: what is sealed with one (sealed.hpp) is gone wherever it
// was copied to, backups too, once the key is (docs/adr/0017). Bytes of the file: docs/storage.md.
//
// Keys exist before they are used. Thread-safe.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "protocol/base/result.hpp"
#include "protocol/crypto/aead.hpp"

namespace huecry::kv {

class Secrets {
 public:
  /// `make`: where there is no file. Errors: Errc::io; not_found, without `make`; config_invalid for a file of another
  /// form, or on which others have rights.
  [[nodiscard]] static Result<std::unique_ptr<Secrets>> open(std::filesystem::path const& file, bool make);
  ~Secrets();
  Secrets(Secrets const&) = delete;
  Secrets& operator=(Secrets const&) = delete;

  [[nodiscard]] std::filesystem::path const& file() const;

  /// nullopt: destroyed. Errors: Errc::corrupt for a number that was never prepared: the file is not this store's, or
  /// is older; io.
  [[nodiscard]] Result<std::optional<crypto::SealKey>> get(std::uint64_t number) const;

  /// Makes the keys from <= n < until usable, durably; one that is there stays as it is. Costs a write for some
  /// thousands of keys at once, and nothing otherwise. Errors: Errc::storage_unavailable; config_invalid when the
  /// file ends before `from`.
  Result<> prepare(std::uint64_t from, std::uint64_t until);

  /// For good, durably: overwritten where they stand. Again does nothing. Errors: Errc::storage_unavailable.
  Result<> destroy(std::vector<std::uint64_t> const& numbers);

 private:
  struct Rep;
  explicit Secrets(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

}
