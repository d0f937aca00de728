#pragma once
// The kinds of records that change the index.

#include "protocol/base/result.hpp"
#include "storage/index/facts.hpp"
#include "storage/journal/record.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::index::detail {

[[nodiscard]] Result<> apply_notice(journal::Record const& record, NoticeFacts const& facts,
                                    kv::Transaction& transaction);

/// Whom policy newly lets have the current version, and who must give it up. About another version than the current
/// one: Errc::internal, which Settle must have refused.
[[nodiscard]] Result<> apply_publication(journal::Record const& record, PublicationFacts const& facts,
                                         kv::Transaction& transaction);

/// The last word about one notice and one country. A request that reaches nobody changes nothing.
[[nodiscard]] Result<> apply_consent(journal::Record const& record, ConsentFacts const& facts,
                                     kv::Transaction& transaction);

/// A step that is no version. About a request or version that is not there: Errc::internal, which Settle must have
/// refused.
[[nodiscard]] Result<> apply_decision(journal::Record const& record, DecisionFacts const& facts,
                                      kv::Transaction& transaction);

/// Evidence counts once, whenever it comes: the first of each kind by each recipient of a version is kept. Evidence
/// about something that the country was never sent changes nothing.
[[nodiscard]] Result<> apply_evidence(journal::Record const& record, EvidenceFacts const& facts,
                                      kv::Transaction& transaction);

/// What these countries said of the version was about something else than they are sent now.
[[nodiscard]] Result<> forget(journal::Position first, std::uint32_t ver, CountrySet const& about,
                              kv::Transaction& transaction);

}
