// The client library against the listener: the two ends of one protocol.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>
#include <string>
#include <thread>

#include "gateway/client/client.hpp"
#include "protocol/base/error_table.hpp"
#include "tests/integration/net_hub.hpp"
#include "tests/integration/net_probe.hpp"
#include "tests/support/temp_dir.hpp"

namespace huecry::test {
namespace {

using namespace std::chrono_literals;
using client::Client;
using client::Event;

void write(std::filesystem::path const& path, std::string const& text) {
  std::ofstream(path, std::ios::binary) << text;
  ::chmod(path.c_str(), 0600);
}

/// A party's folder, and the options of a client that uses it.
class Party {
 public:
  Party(NetHub const& hub, Credential const& credential) {
    write(folder_ / "tls.pem", credential.chain_pem());
    write(folder_ / "tls.key", *credential.key.to_pem());
    write(folder_ / "hub-root.pem", hub.pki.root().pem());
    options.host = "127.0.0.1";
    options.port = hub.port;
    options.server_name = "localhost";
    options.chain = folder_ / "tls.pem";
    options.key = "file:" + (folder_ / "tls.key").string();
    options.hub_root = folder_ / "hub-root.pem";
    options.patience = 0ms;
    options.backoff_first = 5ms;
    options.pause = [this](std::chrono::milliseconds time) {
      ++pauses;
      std::this_thread::sleep_for(std::min(time, 20ms));
    };
  }

  std::unique_ptr<Client> open() {
    auto client = Client::open(options, clock_);
    REQUIRE_MESSAGE(client, (client ? std::string() : client.error().detail));
    return *std::move(client);
  }

  client::Options options;
  int pauses = 0;

 private:
  TempDir folder_;
  SystemClock clock_;
};

TEST_SUITE("integration net gateway") {
  TEST_CASE("requests reuse one connection") {
    NetHub hub;
    Party party(hub, hub.member("FR"));
    auto const client = party.open();
    auto const who = client->get("/v1/whoami");
    REQUIRE_MESSAGE(who, (who ? std::string() : who.error().detail));
    CHECK(who->body == "FR/NCB");
    CHECK(who->content_type == "text/plain");
    CHECK(who->header("content-length") == "6");
    CHECK(client->submit("/v1/echo", "application/json", "{}")->body == "{}");
    client::Request head;
    head.method = "HEAD";
    head.target = "/v1/hello";
    CHECK(client->request(head)->header("content-length") == "5");
    CHECK(client->get("/v1/hello")->body == "hello");
    CHECK(hub.counters.handshakes.value() == 1);
  }

  TEST_CASE("an answer with a problem is an answer, and says what it is") {
    NetHub hub;
    Party party(hub, hub.member("FR"));
    auto const answer = party.open()->submit("/v1/echo", "text/plain", std::string(5 << 20, 'x'));
    REQUIRE_MESSAGE(answer, (answer ? std::string() : answer.error().detail));
    CHECK(answer->status == 413);
    CHECK(client::error_of(*answer).code == Errc::body_too_large);
    CHECK(client::problem_of(*answer)->correlation.size() == 18);
  }

  TEST_CASE("each failure of a connection says what to look at") {
    NetHub hub;
    Credential const revoked = hub.member("FR");
    hub.door.refuse(revoked, Errc::signer_revoked);
    struct Row {
      std::string name;
      std::function<void(client::Options&)> change;
      Errc code;
      std::string words;
    };
    ManualClock clock(SystemClock().now());
    Pki const other(clock);
    TempDir folder;
    write(folder / "other.pem", other.root().pem());
    Row const rows[] = {
        {"our certificate", [](auto&) {}, Errc::peer_unauthenticated, "revoked"},
        {"another root", [&](auto& o) { o.hub_root = folder / "other.pem"; }, Errc::certificate_chain, "pinned"},
        {"another name", [](auto& o) { o.server_name = "other.example"; }, Errc::certificate_chain,
         "does not name other.example"},
        {"nobody there", [](auto& o) { o.port = 1; }, Errc::transport, "refused"},
        {"no such host", [](auto& o) { o.host = "nowhere.invalid"; }, Errc::config_invalid, "no such host"},
        // A plain listener waits for the end of an HTTP header that never comes, and says nothing.
        {"not TLS", [&](auto& o) { o.port = hub.plain_port; }, Errc::timeout, "no answer in time"},
    };
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Party party(hub, revoked);
      row.change(party.options);
      auto const answer = party.open()->get("/v1/hello");
      REQUIRE_FALSE(answer);
      CHECK(answer.error().code == row.code);
      CHECK_MESSAGE(answer.error().detail.find(row.words) != std::string::npos, answer.error().detail);
    }
  }

  TEST_CASE("what cannot be opened names the file") {
    NetHub hub;
    Party party(hub, hub.member("FR"));
    SystemClock clock;
    client::Options missing = party.options;
    missing.chain = "/nowhere/tls.pem";
    auto const none = Client::open(missing, clock);
    REQUIRE_FALSE(none);
    CHECK(none.error().detail.find("/nowhere/tls.pem") != std::string::npos);
    client::Options foreign_key = party.options;
    Party other(hub, hub.member("DE"));
    foreign_key.key = other.options.key;
    auto const unfit = Client::open(foreign_key, clock);
    REQUIRE_FALSE(unfit);
    CHECK(unfit.error().code == Errc::key_unusable);
  }

  TEST_CASE("a connection that the hub has closed meanwhile costs nothing") {
    net::Timeouts timeouts;
    timeouts.keep_alive = 50ms;
    timeouts.tick = 10ms;
    NetHub hub(timeouts);
    Party party(hub, hub.member("FR"));
    auto const client = party.open();
    CHECK(client->get("/v1/hello"));
    REQUIRE(eventually([&] { return hub.counters.connections.value() == 0; }));
    CHECK(client->get("/v1/hello"));
    CHECK(party.pauses == 0);
    CHECK(hub.counters.handshakes.value() == 2);
  }

  TEST_CASE("the client comes back while its patience lasts, with the same document") {
    net::Caps caps;
    caps.connections_per_member = 1;
    NetHub hub({}, caps);
    Credential const france = hub.member("FR");
    Party party(hub, france);
    party.options.patience = 60s;
    auto holder = std::make_unique<Probe>(hub.port);
    REQUIRE(holder->shake_hands(france));
    CHECK(holder->ask(get("/v1/hello")).status == 200);
    party.options.pause = [&](std::chrono::milliseconds time) {
      CHECK(time >= 2s);  // Retry-After
      if (++party.pauses == 2) holder.reset();
      std::this_thread::sleep_for(50ms);
    };
    auto const answer = party.open()->submit("/v1/echo", "application/json", "document");
    REQUIRE(answer);
    CHECK(answer->body == "document");
    CHECK(party.pauses == 2);
    CHECK(hub.application.handled == 2);
  }

  TEST_CASE("when the patience is over the last answer stands") {
    net::Caps caps;
    caps.connections_per_member = 0;
    NetHub hub({}, caps);
    Party party(hub, hub.member("FR"));
    party.options.patience = 5s;
    auto const answer = party.open()->get("/v1/hello");
    REQUIRE(answer);
    CHECK(answer->status == 503);
    CHECK(party.pauses == 2);
    party.options.port = 1;
    party.options.patience = 2s;
    auto const nobody = party.open()->get("/v1/hello");
    REQUIRE_FALSE(nobody);
    CHECK(nobody.error().code == Errc::transport);
    CHECK(party.pauses > 2);
  }

  TEST_CASE("what may not be repeated is not repeated") {
    NetHub hub;
    Party party(hub, hub.member("FR"));
    party.options.port = 1;
    party.options.patience = 10s;
    client::Request once;
    once.repeatable = false;
    once.target = "/v1/hello";
    CHECK_FALSE(party.open()->request(once));
    CHECK(party.pauses == 0);
  }

  TEST_CASE("an answer that takes too long is a time-out") {
    NetHub hub;
    Party party(hub, hub.member("FR"));
    party.options.answer_timeout = 50ms;
    auto const answer = party.open()->get("/v1/wait?ms=60000");
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == Errc::timeout);
  }

  TEST_CASE("a stream is read event by event") {
    NetHub hub;
    Party party(hub, hub.member("FR"));
    std::vector<std::string> ids;
    auto const collect = [&ids](Event const& event) {
      ids.push_back(event.id);
      return ids.size() < 5;
    };
    auto const client = party.open();
    CHECK(client->stream("/v1/ticks?ms=1&count=3", "", collect));
    CHECK(ids == std::vector<std::string>{"0", "1", "2"});
    CHECK(client->stream("/v1/ticks?ms=1&count=1000000", "", collect));
    CHECK(ids.size() == 5);
    auto const none = client->stream("/v1/hello", "", collect);
    REQUIRE_FALSE(none);
    CHECK(none.error().code == Errc::request_malformed);
    auto const unknown = client->stream("/nothing", "", collect);
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().code == Errc::route_unknown);
  }

  TEST_CASE("following a stream goes on where it ended, also after the hub has cut it") {
    NetHub hub;
    Party party(hub, hub.member("FR"));
    party.options.patience = 10s;
    std::vector<std::string> ids;
    auto const collect = [&ids](Event const& event) {
      ids.push_back(event.id);
      return ids.size() < 7;
    };
    CHECK(party.open()->follow("/v1/resume?count=3", "40", collect));
    CHECK(ids == std::vector<std::string>{"41", "42", "43", "44", "45", "46", "47"});
    CHECK(party.pauses == 2);
    CHECK(hub.application.handled == 3);
  }
}

}
}
