#pragma once
// Which values of the parts stand in /metrics, under which names (docs/operations.md).

#include "certs/trust/trust_store.hpp"
#include "protocol/base/clock.hpp"
#include "server/app/backup.hpp"
#include "server/exchange/canary_watch.hpp"
#include "server/exchange/time_stamper.hpp"
#include "server/exchange/witness_asker.hpp"
#include "server/net/counters.hpp"
#include "server/ops/health.hpp"
#include "server/ops/metrics.hpp"
#include "storage/journal/journal.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::app {

/// Referred objects outlive `metrics`' last text().
void observe(ops::Metrics& metrics, net::Counters const& counters, kv::Store const& store,
             journal::Journal const& journal, certs::TrustStore const& trust, Clock const& clock);
/// The same.
void observe_witnesses(ops::Metrics& metrics, exchange::WitnessAsker const& asker);
void observe_time(ops::Metrics& metrics, exchange::TimeStamper const& stamper, exchange::ProvenTime const& proven,
                  Clock const& clock);
void observe_backups(ops::Metrics& metrics, Backup const& backup);
/// `watch` outlives both.
void observe_canary(ops::Metrics& metrics, ops::Health& health, exchange::CanaryWatch const& watch);

}
