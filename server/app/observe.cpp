#include "server/app/observe.hpp"

#include <algorithm>
#include <string>

namespace huecry::app {
namespace {

using Type = ops::Metrics::Type;

void observe_net(ops::Metrics& metrics, net::Counters const& counters) {
  auto const add = [&](Type type, std::string name, std::string help, net::Counter const& counter) {
    metrics.observe(type, "huecry_" + std::move(name), std::move(help),
                    [&counter] { return static_cast<double>(counter.value()); });
  };
  add(Type::gauge, "connections", "Open connections", counters.connections);
  add(Type::gauge, "handshakes_running", "Connections before the end of the handshake", counters.handshaking);
  add(Type::gauge, "event_streams", "Open event streams", counters.streams);
  add(Type::counter, "connections_total", "Connections accepted", counters.accepted);
  add(Type::counter, "accept_errors_total", "Failures of accept", counters.accept_errors);
  add(Type::counter, "connections_over_hard_cap_total", "Connections closed over the hard cap", counters.over_hard_cap);
  add(Type::counter, "connections_over_soft_cap_total", "503 over a soft cap", counters.over_soft_cap);
  add(Type::counter, "handshakes_total", "Handshakes that succeeded", counters.handshakes);
  add(Type::counter, "http_bytes_in_total", "HTTP bytes read", counters.bytes_in);
  add(Type::counter, "http_bytes_out_total", "HTTP bytes written", counters.bytes_out);
  for (std::size_t i = 0; i < net::k_handshake_failures; ++i)
    add(Type::counter,
        "handshakes_failed_" + std::string(net::to_text(static_cast<net::HandshakeFailure>(i))) + "_total",
        "Handshakes that failed for this reason", counters.handshake_failures[i]);
  for (std::size_t i = 1; i < net::k_cuts; ++i)
    add(Type::counter, "connections_cut_" + std::string(net::to_text(static_cast<net::Cut>(i))) + "_total",
        "Connections that the hub ended for this reason", counters.cuts[i]);
}

double seconds(UnixMillis at) { return std::chrono::duration<double>(at.time_since_epoch()).count(); }

double seconds_until_first_stale(certs::TrustStore const& trust, Clock const& clock) {
  auto const now = to_seconds(clock.now());
  double least = 1e9;
  for (auto const& status : trust.current()->crls()) {
    double const left = status.crl ? static_cast<double>((status.crl->next_update() - now).count()) : 0;
    least = std::min(least, left);
  }
  return least;
}

}

void observe(ops::Metrics& metrics, net::Counters const& counters, kv::Store const& store,
             journal::Journal const& journal, certs::TrustStore const& trust, Clock const& clock) {
  observe_net(metrics, counters);
  metrics.observe(Type::gauge, "huecry_store_writable", "1 when the store takes writes",
                  [&store] { return store.health().writable ? 1.0 : 0.0; });
  metrics.observe(Type::gauge, "huecry_disk_free_bytes", "Free space where the store lies",
                  [&store] { return static_cast<double>(store.health().disk_free_bytes); });
  metrics.observe(Type::counter, "huecry_log_size", "Entries covered by the newest checkpoint",
                  [&journal] { return static_cast<double>(journal.end()); });
  metrics.observe(Type::gauge, "huecry_trust_list_seq", "Sequence number of the trust list in force",
                  [&trust] { return static_cast<double>(trust.current()->seq()); });
  metrics.observe(Type::gauge, "huecry_crl_seconds_left",
                  "Until the first revocation list goes stale; 0 when one is missing",
                  [&trust, &clock] { return seconds_until_first_stale(trust, clock); });
}

void observe_witnesses(ops::Metrics& metrics, exchange::WitnessAsker const& asker) {
  metrics.observe(Type::gauge, "huecry_log_cosigned_size", "Entries that every witness that is asked has cosigned",
                  [&asker] {
                    auto const all = asker.standing();
                    auto const least = std::ranges::min_element(all, {}, &exchange::WitnessStanding::cosigned);
                    return least == all.end() ? 0.0 : static_cast<double>(least->cosigned);
                  });
  metrics.observe(Type::counter, "huecry_witness_failures_total", "Witnesses asked in vain", [&asker] {
    double failures = 0;
    for (auto const& one : asker.standing()) failures += static_cast<double>(one.failures);
    return failures;
  });
}

void observe_time(ops::Metrics& metrics, exchange::TimeStamper const& stamper, exchange::ProvenTime const& proven,
                  Clock const& clock) {
  metrics.observe(Type::gauge, "huecry_time_grace_seconds",
                  "Until nothing is accepted for want of a time-stamp; all of it while every entry is covered",
                  [&proven, &clock] { return std::chrono::duration<double>(proven.left(clock.now())).count(); });
  metrics.observe(Type::gauge, "huecry_time_stamped_size", "Entries that some time authority has stamped", [&stamper] {
    journal::Position most = 0;
    for (auto const& one : stamper.standing()) most = std::max(most, one.stamped);
    return static_cast<double>(most);
  });
  metrics.observe(Type::counter, "huecry_time_failures_total", "Time authorities asked in vain", [&stamper] {
    double failures = 0;
    for (auto const& one : stamper.standing()) failures += static_cast<double>(one.failures);
    return failures;
  });
}

void observe_backups(ops::Metrics& metrics, Backup const& backup) {
  metrics.observe(Type::counter, "huecry_backups_total", "Backups made since the start",
                  [&backup] { return static_cast<double>(backup.standing().made); });
  metrics.observe(Type::gauge, "huecry_backup_newest_timestamp_seconds",
                  "When the newest backup was made; 0: there is none",
                  [&backup] { return std::chrono::duration<double>(backup.standing().at.time_since_epoch()).count(); });
  metrics.observe(Type::counter, "huecry_backup_failures_total", "Backups that failed since the start",
                  [&backup] { return static_cast<double>(backup.standing().failed); });
}

void observe_canary(ops::Metrics& metrics, ops::Health& health, exchange::CanaryWatch const& watch) {
  auto const add = [&](std::string name, std::string help, double (*value)(exchange::CanaryStanding const&)) {
    metrics.observe(ops::Metrics::Type::gauge, std::move(name), std::move(help), [&watch, value] {
      auto const now = watch.standing();
      return now ? value(*now) : -1.0;
    });
  };
  add("huecry_canary_participants", "Bureaus that take part in the canary",
      [](exchange::CanaryStanding const& now) { return static_cast<double>(now.participants); });
  add("huecry_canary_pairs", "Pairs of them of which one probes the other",
      [](exchange::CanaryStanding const& now) { return static_cast<double>(now.pairs); });
  add("huecry_canary_pairs_stalled", "Pairs whose probe has waited for its echo for more than 5 minutes",
      [](exchange::CanaryStanding const& now) { return static_cast<double>(now.stalled); });
  add("huecry_canary_newest_probe_timestamp_seconds", "When the newest probe came; 0: none",
      [](exchange::CanaryStanding const& now) { return seconds(now.newest_probe); });
  add("huecry_canary_newest_echo_timestamp_seconds", "When the newest echo came; 0: none",
      [](exchange::CanaryStanding const& now) { return seconds(now.newest_echo); });
  health.add("canary", [&watch] { return watch.check(); });
}

}
