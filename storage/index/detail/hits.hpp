#pragma once
// The changes of hits that a record makes. Committer's thread.

#include "storage/index/hits.hpp"

namespace huecry::index::detail {

/// A step of a hit that is not there: Errc::internal, which Settle must have refused.
[[nodiscard]] Result<> apply_hit(journal::Record const& record, HitFacts const& facts, kv::Transaction& transaction);

/// The source has said that it has the report of that name: its clock starts. Of another's, or none, nothing happens.
[[nodiscard]] Result<> deliver_hit(std::string_view id, CountryCode reporter, CountryCode by, Moment at,
                                   kv::Transaction& transaction);

}
