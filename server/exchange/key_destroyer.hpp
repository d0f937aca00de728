#pragma once
// The last act of an erasure: the keys of what was erased are destroyed, after the hub's entry that says so is durable
// (docs/adr/0017). A crash in between leaves them to the next start, which looks at all erasures once.

#include <vector>

#include "protocol/base/log.hpp"
#include "protocol/base/result.hpp"
#include "storage/journal/record.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::exchange {

/// One thread. `store` and `log` outlive it.
class KeyDestroyer {
 public:
  KeyDestroyer(kv::Store& store, Log& log) : store_(store), log_(log) {}

  /// All erasures that the store has and that this object has not carried out. Errors: storage_unavailable, corrupt,
  /// io; then the next call goes on.
  [[nodiscard]] Result<> carry_out();

 private:
  kv::Store& store_;
  Log& log_;
  /// Of both kinds of erasure the same.
  Result<> destroy(journal::Position at, std::vector<journal::Position> const& entries);
  Result<> carry_out_notices();
  Result<> carry_out_messages();

  journal::Position next_ = 0, next_message_ = 0;
};

}
