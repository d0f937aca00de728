#pragma once
// The changes of holdings that a record makes. Committer's thread.

#include "storage/index/facts.hpp"
#include "storage/index/holdings.hpp"

namespace huecry::index::detail {

/// What a document delivery of the record brings.
struct Given {
  std::uint32_t ver = 0;
  std::uint8_t missing = 0;
  Digest object;
};

/// The deliveries of a record to entities. A recall of what an entity never had is Errc::internal.
[[nodiscard]] Result<> give(kv::Transaction& transaction, journal::Position first, Given const& given,
                            journal::Record const& record);

/// Evidence by an entity: counts once, about the version that it has. About anything else it changes nothing.
[[nodiscard]] Result<> hear(kv::Transaction& transaction, journal::Position first, std::uint32_t ver,
                            EvidenceFacts const& facts, Moment at);

}
