#pragma once
// What /readyz looks at: each probe does the real thing.

#include "certs/trust/trust_store.hpp"
#include "server/ops/config.hpp"
#include "server/ops/health.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::app {

/// Referred objects outlive `health`.
void add_probes(ops::Health& health, ops::Config const& config, kv::Store const& store, certs::TrustStore const& trust,
                Clock const& clock);

}
