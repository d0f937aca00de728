#include <iostream>
#include <thread>

#include "certs/keys/open_signer.hpp"
#include "certs/trust/trust_store.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/crypto/random.hpp"
#include "server/net/server.hpp"
#include "tests/bench/measure/must.hpp"
#include "tests/bench/parts/parts.hpp"

namespace huecry::bench {
namespace {

/// Answers everything with the same text.
class Constant final : public net::Application {
 public:
  explicit Constant(std::size_t bytes) : text_(bytes, 'a') {}

  net::RouteLimits limits(net::Peer const&, std::string_view, std::string_view, std::string_view) override {
    return net::RouteLimits(limits::document_bytes_max);
  }
  // NOLINTNEXTLINE(cppcoreguidelines-avoid-reference-coroutine-parameters): http.hpp says how long it lives
  asio::awaitable<net::Answer> handle(net::Peer const&, net::Request) override {
    co_return net::Answer(200, "text/plain", text_);
  }
  net::Answer problem(Error const& error, std::string_view) override {
    return net::Answer(500, "text/plain", error.detail);
  }

 private:
  std::string text_;
};

void take_trust(certs::TrustStore& trust, std::filesystem::path const& federation, UnixSeconds now) {
  (void)must(trust.apply_list(read_text(federation / "trust" / "list.jws"), now));
  for (auto const& entry : std::filesystem::directory_iterator(federation / "trust" / "crls"))
    (void)must(trust.apply_crl(as_bytes(read_text(entry.path())), now));
}

net::TlsIdentity identity_of(std::filesystem::path const& federation) {
  net::TlsIdentity identity;
  identity.chain = must(certs::Certificate::chain_from_pem(read_text(federation / "hub" / "tls.pem")));
  identity.key = must(certs::open_key("file:" + (federation / "hub" / "tls.key").string()));
  return identity;
}

}

void serve_bare(std::filesystem::path const& federation, std::size_t answer_bytes) {
  SystemClock clock;
  crypto::SystemRandom random;
  NullLog log;
  certs::TrustStore trust(must(certs::CeremonyKeys::from_pem(read_text(federation / "ceremony" / "ceremony.pem"))));
  take_trust(trust, federation, to_seconds(clock.now()));
  net::TrustAdmission const admission([&] { return trust.current(); });
  net::Counters counters;
  net::Shards shards(std::max(1U, std::thread::hardware_concurrency()), log);
  Constant application(answer_bytes);
  net::Server server({shards, admission, clock, random, log, counters}, {}, {});
  shards.start();
  auto const tls = must(net::TlsState::make(identity_of(federation), admission, clock));
  std::cout << must(server.listen_tls("127.0.0.1", 0, tls, application)) << '\n' << std::flush;
  for (std::string line; std::getline(std::cin, line);) continue;
  server.close();
  shards.stop(std::chrono::seconds(1));
}

}
