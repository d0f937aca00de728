#pragma once
// What handlers work with. Owned by the composition root; outlives the listener.

#include <chrono>
#include <string>

#include "server/exchange/cosignatures.hpp"
#include "server/exchange/inbox.hpp"
#include "server/exchange/intake.hpp"
#include "server/exchange/quota.hpp"
#include "server/exchange/read_ledger.hpp"
#include "server/exchange/rehearsal.hpp"
#include "server/exchange/services.hpp"
#include "server/exchange/trust_intake.hpp"
#include "server/exchange/wakeups.hpp"
#include "server/net/pool.hpp"
#include "server/ops/metrics.hpp"

namespace huecry::api {

struct Context {
  exchange::Services const& services;
  exchange::Intake& intake;
  exchange::Inbox& inbox;
  exchange::TrustIntake& trust_intake;
  exchange::ReadLedger& ledger;
  exchange::Wakeups& wakeups;
  exchange::Quota& quota;
  exchange::Rehearsals& rehearsals;
  exchange::Cosignatures& cosignatures;
  net::Pool& pool;
  net::Pool& blob_pool;  // for attachments: a long read or write must not stand in the way of an inbox
  ops::Metrics& metrics;
  std::chrono::seconds inbox_wait_max;
  std::string const& url;  // where members reach the hub
};

}
