#pragma once
// What every step of the exchange works with. Owned by the composition root; outlives all shards; safe from any thread.

#include <string>

#include "certs/trust/trust_store.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/log.hpp"
#include "protocol/documents/schema.hpp"
#include "server/exchange/current_policy.hpp"
#include "server/exchange/proven_time.hpp"
#include "storage/blob/blob_store.hpp"
#include "storage/journal/journal.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::exchange {

struct Services {
  Clock const& clock;
  Log& log;
  documents::Schemas const& schemas;
  certs::TrustStore const& trust;
  CurrentPolicy& policy;
  kv::Store& store;
  journal::Journal& journal;
  bool publish_at_once;
  ProvenTime const& time;
  blob::BlobStore& blobs;
};

struct NoticeName {
  CountryCode iss;
  std::string id;
  friend auto operator<=>(NoticeName const&, NoticeName const&) = default;
};

/// Of a delivery or a reading at that moment: the members as the policy sees them, and the time.
[[nodiscard]] policy::Circumstances circumstances(certs::TrustSnapshot const& trust, UnixMillis at);

}
