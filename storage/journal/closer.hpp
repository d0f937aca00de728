#pragma once
// Who has the last word in a batch: one entry about all the others in it.

#include <span>

#include "protocol/base/random.hpp"
#include "protocol/base/result.hpp"
#include "storage/journal/record.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::journal {

/// What bureaus get of one entry. Who is to get the document and a recall gets the document (as mailboxes have it).
struct Shared {
  Position position = 0;
  Digest leaf;  // its hash
  CountrySet documents;
  CountrySet recalls;
};

/// Committer thread only. Keeps no state of its own, as a view does.
class Closer {
 public:
  virtual ~Closer() = default;
  /// The entry that ends the batch, at position `at`, but for what the journal sets. `state` has all entries before it.
  /// `shared` holds those that go to any bureau, in order. An error refuses the whole batch.
  virtual Result<Record> close(kv::Reader const& state, std::span<Shared const> shared, Position at,
                               Random& random) = 0;
};

}
