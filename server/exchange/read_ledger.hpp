#pragma once
// Whoever reads content of a notice that is not its own stands in the journal before the answer goes out (domain.md
// §8): a read that cannot be written down does not happen. One entry for each answer, signed by the hub.

#include <functional>
#include <string>
#include <vector>

#include "protocol/base/random.hpp"
#include "server/exchange/hub_signer.hpp"
#include "server/exchange/services.hpp"
#include "server/net/asio_fwd.hpp"
#include "storage/index/reads.hpp"

namespace huecry::exchange {

/// What one answer shows.
struct LedgerEntry {
  struct Item {
    std::string id;  // of the notice
    index::ReadFacts::Item item;
  };
  CountryCode country;
  std::string organisation;
  index::ReadWords words;
  index::Shown shown{};
  std::vector<Item> items;
  Digest policy;  // of the set that decided
};

/// Outlives all requests.
class ReadLedger {
 public:
  /// `signer`: as it is at that moment; from any thread.
  ReadLedger(Services const& services, Random& random, std::function<HubSigner()> signer)
      : services_(services), random_(random), signer_(std::move(signer)) {}

  /// Signs, perhaps with a token: on a thread that may wait. Errors: key_unusable.
  [[nodiscard]] Result<journal::Proposal> propose(LedgerEntry const& entry) const;
  /// Once it is durable. Any shard. Errors: those of the journal.
  [[nodiscard]] asio::awaitable<Result<>> write(journal::Proposal proposal);

 private:
  Services const& services_;
  Random& random_;
  std::function<HubSigner()> signer_;
};

}
