#include "server/app/hub.hpp"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include "certs/keys/open_signer.hpp"
#include "certs/trust/trust_store.hpp"
#include "protocol/base/durable_file.hpp"
#include "protocol/documents/schema.hpp"
#include "server/api/context.hpp"
#include "server/api/member_api.hpp"
#include "server/api/operator_api.hpp"
#include "server/app/backup.hpp"
#include "server/app/keeping.hpp"
#include "server/app/observe.hpp"
#include "server/app/probes.hpp"
#include "server/exchange/duties.hpp"
#include "server/exchange/read_ledger.hpp"
#include "server/exchange/time_stamper.hpp"
#include "server/exchange/witness_asker.hpp"
#include "server/net/fetch.hpp"
#include "server/net/server.hpp"

namespace huecry::app {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t k_pool_queue_max = 4096;
constexpr std::size_t k_blob_threads = 2;
constexpr std::size_t k_blob_queue_max = 32;  // each waits with up to a part in memory
constexpr auto k_health_cached_for = 2s;

Result<std::string> read_text(std::filesystem::path const& path) {
  auto text = read_whole(path);
  return text ? std::move(text) : Result<std::string>(Error(Errc::config_invalid, text.error().detail));
}

Result<certs::CeremonyKeys> ceremony_keys(std::filesystem::path const& path) {
  HUECRY_TRY(std::string const pem, read_text(path));
  return certs::CeremonyKeys::from_pem(pem);
}

Result<net::TlsIdentity> tls_identity(ops::Config const& config) {
  HUECRY_TRY(std::string const pem, read_text(config.tls_chain));
  net::TlsIdentity identity;
  HUECRY_TRY(identity.chain, certs::Certificate::chain_from_pem(pem));
  HUECRY_TRY(identity.key, certs::open_key(config.tls_key));
  return identity;
}

Result<exchange::HubSigner> hub_signer(ops::Config const& config) {
  HUECRY_TRY(std::string const pem, read_text(config.sign_certificate));
  HUECRY_TRY(auto const certificate, certs::Certificate::from_pem(pem));
  HUECRY_TRY(auto key, certs::open_signer(config.sign_key));
  return exchange::HubSigner{std::move(key), certificate.thumbprint()};
}

/// An address that is none would only be found when the hub runs.
Result<log::WitnessPolicy> witness_policy(ops::Config const& config) {
  if (config.log_witnesses.empty()) return log::WitnessPolicy();
  HUECRY_TRY(std::string const text, read_text(config.log_witnesses));
  auto policy = log::WitnessPolicy::parse(text);
  if (!policy) return std::move(std::move(policy).error()).with_context(config.log_witnesses.string());
  for (auto const& witness : policy->witnesses())
    if (!witness.url.empty()) HUECRY_CHECK(net::parse_url(witness.url));
  return policy;
}

/// What nobody could verify must not be signed.
Result<> check_signer(certs::TrustSnapshot const& trust, exchange::HubSigner const& signer) {
  auto const* const row = trust.signer(signer.certificate);
  if (row != nullptr && row->role == certs::Role::hub && row->purpose == certs::Purpose::hub) return ok();
  return Error(Errc::config_invalid,
               "sign.certificate is not a signing certificate of the hub in the trust list in force");
}

Result<std::vector<exchange::Authority>> time_authorities(ops::Config const& config) {
  std::filesystem::path const& file = config.log_time_authorities;
  if (file.empty()) return std::vector<exchange::Authority>();
  HUECRY_TRY(std::string const text, read_text(file));
  auto authorities = exchange::parse_authorities(text, file.parent_path());
  if (!authorities) return std::move(std::move(authorities).error()).with_context(file.string());
  return authorities;
}

net::Timeouts timeouts(ops::Config const& config) {
  net::Timeouts chosen;
  chosen.handshake = config.handshake_timeout;
  chosen.header = config.header_timeout;
  chosen.keep_alive = config.idle_timeout;
  chosen.write = config.write_timeout;
  chosen.connection_life = config.connection_life;
  return chosen;
}

net::Caps caps(ops::Config const& config) {
  net::Caps chosen;
  chosen.connections_hard = static_cast<std::size_t>(config.connections_max);
  chosen.connections_soft = chosen.connections_hard - chosen.connections_hard / 10;
  chosen.connections_per_member = static_cast<std::size_t>(config.connections_per_member_max);
  chosen.body_bytes_per_member = static_cast<std::size_t>(config.in_flight_bytes_max);
  return chosen;
}

std::size_t shard_count(ops::Config const& config) {
  if (config.threads > 0) return static_cast<std::size_t>(config.threads);
  return std::max(1U, std::thread::hardware_concurrency());
}

}

/// Those outside that the hub asks.
struct Others {
  log::WitnessPolicy witnesses;
  std::vector<exchange::Authority> authorities;
};

/// In the order of construction; destroyed in reverse.
struct Hub::Parts {
  ops::Config config;
  Clock& clock;
  Random& random;
  Log& log;

  std::unique_ptr<Keeping> keeping;
  certs::TrustStore trust;
  documents::Schemas schemas;
  exchange::CurrentPolicy policy;
  exchange::ProvenTime proven_time;
  exchange::Services services;
  exchange::PolicyKeeper keeper;
  exchange::Duties duties;

  ops::Metrics metrics;
  ops::Health health;
  net::Counters counters;
  net::Shards shards;
  net::Pool pool;
  net::Pool blob_pool;
  exchange::Wakeups wakeups;
  exchange::Quota quota;
  exchange::Rehearsals rehearsals;
  exchange::Cosignatures cosignatures;
  exchange::WitnessAsker asker;
  exchange::TimeStamper stamper;
  Backup backup;
  exchange::CanaryWatch canary;
  exchange::Intake intake;
  exchange::Inbox inbox;
  exchange::TrustIntake trust_intake;
  exchange::ReadLedger ledger;
  api::Context context;
  api::MemberApi member_api;
  api::OperatorApi operator_api;
  net::TrustAdmission admission;
  net::Server server;
  std::uint16_t port = 0;
  std::uint16_t operator_port = 0;
  std::atomic<bool> running = false;
  bool stopped = false;

  Parts(ops::Config config_, Clock& clock_, Random& random_, Log& log_, std::unique_ptr<Keeping> keeping_,
        certs::CeremonyKeys ceremony, exchange::HubSigner signer, Others others);
  ~Parts() { stop(); }
  Parts(Parts const&) = delete;
  Parts& operator=(Parts const&) = delete;
  Result<> open();
  Result<> listen();
  void renew_signer();
  void sweep();
  void stop();
};

Hub::Parts::Parts(ops::Config config_, Clock& clock_, Random& random_, Log& log_, std::unique_ptr<Keeping> keeping_,
                  certs::CeremonyKeys ceremony, exchange::HubSigner signer, Others others)
    : config(std::move(config_)),
      clock(clock_),
      random(random_),
      log(log_),
      keeping(std::move(keeping_)),
      trust(std::move(ceremony)),
      policy(std::make_shared<policy::Vocabulary const>(schemas.codes())),
      services{clock,
               log,
               schemas,
               trust,
               policy,
               keeping->store(),
               keeping->journal(),
               config.publish_at_once,
               proven_time,
               keeping->blobs()},
      keeper(services, std::move(signer)),
      duties(services, [this] { return keeper.signer(); }),
      health(clock, k_health_cached_for),
      shards(shard_count(config), log),
      pool(shard_count(config), k_pool_queue_max),
      blob_pool(k_blob_threads, k_blob_queue_max),
      wakeups(shards),
      quota({static_cast<double>(config.requests_per_second), static_cast<double>(config.requests_burst)}, clock),
      rehearsals(services),
      cosignatures(services, std::move(others.witnesses), config.log_cosign_every),
      asker(services, cosignatures),
      stamper(services, proven_time, random, std::move(others.authorities), config.log_time_every),
      backup(config, *keeping, clock, log),
      canary(keeping->store(), clock),
      intake(services, keeper),
      inbox(services),
      trust_intake(trust, keeping->store(), keeping->journal(), clock, log, [this] { sweep(); }),
      ledger(services, random, [this] { return keeper.signer(); }),
      context{services,
              intake,
              inbox,
              trust_intake,
              ledger,
              wakeups,
              quota,
              rehearsals,
              cosignatures,
              pool,
              blob_pool,
              metrics,
              std::chrono::seconds(config.inbox_wait_seconds_max),
              config.hub_url},
      member_api(context),
      operator_api(health, metrics, pool,
                   {[this] { return backup.ask(); }, [this] { return to_json(backup.standing()); },
                    [this](auto done) {
                      backup.when_done([done = std::move(done)](BackupStanding const& now) { done(to_json(now)); });
                    }}),
      admission([this] { return trust.current(); }),
      server({shards, admission, clock, random, log, counters}, timeouts(config), caps(config)) {}

Result<> Hub::Parts::open() {
  HUECRY_CHECK(trust_intake.restore());
  trust_intake.reload(config.trust_list, config.trust_crls);
  if (trust.current()->seq() == 0)
    return Error(Errc::trust_list_invalid,
                 "no trust list is in force: " + config.trust_list.string() + " was refused, see the log");
  HUECRY_CHECK(check_signer(*trust.current(), keeper.signer()));
  HUECRY_CHECK(keeper.restore());
  keeping->journal().subscribe([this](journal::Commit const& commit) {
    keeper.committed();
    wakeups.ring(commit.recipients);
    metrics.commit(commit.end - commit.first, commit.took);
  });
  add_probes(health, config, keeping->store(), trust, clock);
  health.add("time", [this] { return proven_time.check(clock.now()); });
  observe(metrics, counters, keeping->store(), keeping->journal(), trust, clock);
  observe_witnesses(metrics, asker);
  observe_time(metrics, stamper, proven_time, clock);
  observe_backups(metrics, backup);
  observe_canary(metrics, health, canary);
  keeper.start();
  duties.start();
  asker.start();
  HUECRY_CHECK(stamper.start());
  HUECRY_CHECK(backup.start());
  return listen();
}

Result<> Hub::Parts::listen() {
  HUECRY_TRY(net::TlsIdentity identity, tls_identity(config));
  HUECRY_TRY(auto tls, net::TlsState::make(std::move(identity), admission, clock));
  shards.start();
  running = true;
  HUECRY_TRY(operator_port, server.listen_plain(config.operator_address, config.operator_port, operator_api));
  HUECRY_TRY(port, server.listen_tls(config.listen_address, config.listen_port, tls, member_api));
  log.write(LogLevel::info, "listening",
            {{"port", std::uint64_t{port}},
             {"operator_port", std::uint64_t{operator_port}},
             {"entries", keeping->journal().end()},
             {"trust_list", trust.current()->seq()}});
  return ok();
}

/// Before the shards run there is no connection to look at, and nobody to ask.
void Hub::Parts::sweep() {
  keeper.trust_changed();
  if (running) server.sweep();
}

void Hub::Parts::renew_signer() {
  auto const use = [this]() -> Result<> {
    HUECRY_TRY(exchange::HubSigner signer, hub_signer(config));
    HUECRY_CHECK(check_signer(*trust.current(), signer));
    keeper.use(std::move(signer));
    return ok();
  };
  if (auto const used = use(); !used)
    log.write(LogLevel::error, "certificate-refused", {{"reason", std::string_view(used.error().detail)}});
}

/// Also of a hub that failed to open, whatever of it runs by then.
void Hub::Parts::stop() {
  if (std::exchange(stopped, true)) return;
  running = false;
  log.write(LogLevel::info, "stopping", {});
  health.set_draining();
  backup.stop();  // those who wait for one are answered, before the shards wait for them
  server.close();
  shards.stop(config.drain_grace);
  stamper.stop();
  asker.stop();
  duties.stop();
  keeper.stop();
  keeping->journal().stop();
  log.write(LogLevel::info, "stopped", {{"entries", keeping->journal().end()}});
}

Hub::Hub(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Hub::~Hub() { stop(); }

Result<std::unique_ptr<Hub>> Hub::start(ops::Config const& config, Clock& clock, Random& random, Log& log) {
  HUECRY_TRY(certs::CeremonyKeys ceremony, ceremony_keys(config.trust_ceremony));
  HUECRY_TRY(auto keeping, Keeping::open(config, clock, random, log));
  HUECRY_TRY(exchange::HubSigner signer, hub_signer(config));
  Others others;
  HUECRY_TRY(others.witnesses, witness_policy(config));
  HUECRY_TRY(others.authorities, time_authorities(config));
  auto parts = std::make_unique<Parts>(config, clock, random, log, std::move(keeping), std::move(ceremony),
                                       std::move(signer), std::move(others));
  HUECRY_CHECK(parts->open());
  return std::unique_ptr<Hub>(new Hub(std::move(parts)));
}

std::uint16_t Hub::port() const noexcept { return parts_->port; }
std::uint16_t Hub::operator_port() const noexcept { return parts_->operator_port; }

void Hub::reload() {
  Parts& parts = *parts_;
  parts.trust_intake.reload(parts.config.trust_list, parts.config.trust_crls);
  auto identity = tls_identity(parts.config);
  auto tls = identity ? net::TlsState::make(*std::move(identity), parts.admission, parts.clock)
                      : Result<std::shared_ptr<net::TlsState const>>(std::move(identity).error());
  if (!tls) {
    parts.log.write(LogLevel::error, "certificate-refused", {{"reason", std::string_view(tls.error().detail)}});
    return;
  }
  parts.server.use(*std::move(tls));
  parts.renew_signer();
  parts.log.write(LogLevel::info, "reloaded", {{"generation", parts.trust.current()->generation()}});
}

void Hub::stop() { parts_->stop(); }

}
