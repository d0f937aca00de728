// Who gets a connection, and how long a verdict lives.
#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>

#include "tests/integration/net_hub.hpp"
#include "tests/integration/net_probe.hpp"

namespace huecry::test {
namespace {

using namespace std::chrono_literals;
using net::Cut;
using net::HandshakeFailure;

TEST_SUITE("integration net tls") {
  TEST_CASE("a member is known by its certificate, and what is negotiated is what the policy says") {
    NetHub hub;
    Credential const france = hub.member("FR");
    Probe probe(hub.port);
    REQUIRE(probe.shake_hands(france));
    CHECK(probe.ask(get("/v1/whoami")).body == "FR/NCB");
    CHECK(std::string(SSL_get_version(probe.ssl())) == "TLSv1.3");
    CHECK(std::string(SSL_get_cipher_name(probe.ssl())) == "TLS_AES_256_GCM_SHA384");
    CHECK(SSL_get_negotiated_group(probe.ssl()) == NID_X25519);
    MESSAGE("negotiated: " << std::string(SSL_get_version(probe.ssl())) << " "
                           << std::string(SSL_get_cipher_name(probe.ssl())));
    CHECK(hub.counters.handshakes.value() == 1);
  }

  TEST_CASE("a stranger is refused with an alert that says why, counted and logged; the others go on") {
    NetHub hub;
    Credential const germany = hub.member("DE");
    Probe bystander(hub.port);
    REQUIRE(bystander.shake_hands(germany));

    Credential const unknown = hub.pki.gateway("FR");
    Credential const revoked = hub.member("FR");
    hub.door.refuse(revoked, Errc::signer_revoked);
    Credential const suspended = hub.member("IT");
    hub.door.refuse(suspended, Errc::peer_suspended);
    Credential const stale = hub.member("ES");
    hub.door.refuse(stale, Errc::crl_stale);
    Credential const foreign = hub.member("BR");
    hub.door.refuse(foreign, Errc::certificate_chain);
    Credential const unfit = hub.member("SG");
    hub.door.refuse(unfit, Errc::certificate_profile);
    struct Row {
      std::string name;
      Credential const* credential;
      std::string alert;
      HandshakeFailure counted;
    };
    Row const rows[] = {
        {"no certificate", nullptr, "tlsv13 alert certificate required", HandshakeFailure::no_certificate},
        {"unknown party", &unknown, "sslv3 alert bad certificate", HandshakeFailure::unknown},
        {"revoked", &revoked, "sslv3 alert certificate revoked", HandshakeFailure::revoked},
        {"suspended", &suspended, "sslv3 alert handshake failure", HandshakeFailure::suspended},
        {"stale revocation list", &stale, "sslv3 alert certificate expired", HandshakeFailure::expired},
        {"chain that does not verify", &foreign, "tlsv1 alert unknown ca", HandshakeFailure::certificate},
        {"wrong profile", &unfit, "sslv3 alert unsupported certificate", HandshakeFailure::certificate},
    };
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const before = hub.counters.failure(row.counted).value();
      Probe probe(hub.port);
      Probe::Choice choice;
      choice.credential = row.credential;
      probe.shake_hands(choice);  // in TLS 1.3 the client is done before the server has judged it
      Reply const reply = probe.ask(get("/v1/hello"));
      CHECK(reply.status == 0);
      CHECK(probe.failure() == row.alert);
      CHECK(eventually([&] { return hub.counters.failure(row.counted).value() == before + 1; }));
    }
    CHECK(hub.log.count("tls.refused") >= 1);
    CHECK(hub.application.handled == 0);
    CHECK(bystander.ask(get("/v1/hello")).status == 200);
  }

  TEST_CASE("an expired certificate is refused") {
    NetHub hub;
    Credential const brief = hub.pki.gateway("FR", 60s);
    hub.door.admit(brief);
    hub.clock.advance(2min);
    Probe probe(hub.port);
    probe.shake_hands(brief);
    CHECK(probe.ask(get("/v1/hello")).status == 0);
    CHECK(probe.failure() == "sslv3 alert certificate expired");
  }

  TEST_CASE("TLS 1.2, other protocols and plain HTTP are refused") {
    NetHub hub;
    Credential const france = hub.member("FR");
    Probe::Choice old;
    old.credential = &france;
    old.version_max = TLS1_2_VERSION;
    Probe::Choice h2;
    h2.credential = &france;
    h2.alpn = std::string("\x02h2", 3);
    for (Probe::Choice const& choice : {old, h2}) {
      Probe probe(hub.port);
      CHECK_FALSE(probe.shake_hands(choice));
    }
    Probe plain(hub.port);
    plain.send(get("/v1/hello"));
    CHECK(plain.is_closed());
    CHECK(eventually([&] { return hub.counters.failure(HandshakeFailure::protocol).value() == 3; }));
  }

  TEST_CASE("http/1.1 is agreed on when it is offered") {
    NetHub hub;
    Credential const france = hub.member("FR");
    Probe probe(hub.port);
    Probe::Choice choice;
    choice.credential = &france;
    choice.alpn = std::string("\x02h2\x08http/1.1", 12);
    REQUIRE(probe.shake_hands(choice));
    unsigned char const* chosen = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(probe.ssl(), &chosen, &size);
    CHECK(std::string(reinterpret_cast<char const*>(chosen), size) == "http/1.1");
  }

  TEST_CASE("no session can be resumed, so no revoked certificate comes back with an old ticket") {
    NetHub hub;
    Credential const france = hub.member("FR");
    Probe first(hub.port);
    REQUIRE(first.shake_hands(france));
    CHECK(first.ask(get("/v1/hello")).status == 200);  // a ticket would have come before this answer
    SSL_SESSION* session = SSL_get1_session(first.ssl());
    CHECK(SSL_SESSION_is_resumable(session) == 0);

    Probe::Choice again;
    again.credential = &france;
    again.session = session;
    hub.door.refuse(france, Errc::signer_revoked);
    Probe second(hub.port);
    second.shake_hands(again);
    CHECK(SSL_session_reused(second.ssl()) == 0);
    CHECK(second.ask(get("/v1/hello")).status == 0);
    SSL_SESSION_free(session);
  }

  TEST_CASE("a silent peer and one that drips bytes are cut when the handshake takes too long") {
    NetHub hub(short_timeouts());
    Probe silent(hub.port);
    Probe dripping(hub.port);
    std::jthread const drip([&dripping] {
      std::string const hello = std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) + std::string(80, 'r');
      for (std::size_t i = 0; i < hello.size() && dripping.send(hello.substr(i, 1)); ++i)
        std::this_thread::sleep_for(20ms);
    });
    CHECK(silent.is_closed(2s));
    CHECK(eventually([&] { return hub.counters.failure(HandshakeFailure::timeout).value() == 2; }));
    CHECK(hub.counters.handshaking.value() == 0);
  }

  TEST_CASE("a sweep closes the live connections of a certificate that is refused now, and no other") {
    NetHub hub;
    Credential const france = hub.member("FR");
    Credential const germany = hub.member("DE");
    Probe idle(hub.port), waiting(hub.port), streaming(hub.port), other(hub.port);
    for (Probe* probe : {&idle, &waiting, &streaming}) REQUIRE(probe->shake_hands(france));
    REQUIRE(other.shake_hands(germany));
    CHECK(idle.ask(get("/v1/hello")).status == 200);
    CHECK(other.ask(get("/v1/hello")).status == 200);
    waiting.send(get("/v1/wait?ms=60000"));
    streaming.send(get("/v1/ticks?ms=60000"));
    REQUIRE(eventually([&] { return hub.application.handled == 4; }));

    CHECK(hub.server.sweep() == 0);
    hub.door.refuse(france, Errc::signer_revoked);
    CHECK(hub.server.sweep() == 1);
    CHECK(idle.is_closed(2s));
    CHECK(waiting.is_closed(2s));
    CHECK(streaming.is_closed(2s));
    CHECK(hub.log.count("connection.swept") == 1);
    CHECK(eventually([&] { return hub.counters.cut(Cut::swept).value() == 3; }));
    CHECK(other.ask(get("/v1/hello")).status == 200);
  }

  TEST_CASE("a sweep closes the connections of a party that has become someone else") {
    NetHub hub;
    Credential const france = hub.member("FR");
    Probe probe(hub.port);
    REQUIRE(probe.shake_hands(france));
    CHECK(probe.ask(get("/v1/hello")).status == 200);
    hub.door.admit(france, certs::Role::auditor);
    CHECK(hub.server.sweep() == 1);
    CHECK(probe.is_closed(2s));
  }

  TEST_CASE("a connection ends with its certificate, and at the end of its life") {
    net::Timeouts timeouts;
    timeouts.tick = 10ms;
    SUBCASE("the certificate ends while the connection is idle") {
      NetHub hub(timeouts);
      Credential const brief = hub.pki.gateway("FR", 60s);
      hub.door.admit(brief);
      Probe probe(hub.port);
      REQUIRE(probe.shake_hands(brief));
      CHECK(probe.ask(get("/v1/hello")).status == 200);
      hub.clock.advance(2min);
      CHECK(probe.is_closed(2s));
      CHECK(eventually([&] { return hub.counters.cut(Cut::expired).value() == 1; }));
    }
    SUBCASE("the connection's life ends while a stream is read: the stream says so and ends well") {
      timeouts.connection_life = 200ms;
      NetHub hub(timeouts);
      Credential const france = hub.member("FR");
      Probe probe(hub.port);
      REQUIRE(probe.shake_hands(france));
      Reply const reply = probe.ask(get("/v1/ticks?ms=20&count=1000000"));
      CHECK(reply.status == 200);
      CHECK(reply.body.ends_with(": reconnect\n\n"));
      CHECK(probe.is_closed(2s));
    }
  }

  TEST_CASE("the hub's certificate is replaced under load without a failed request") {
    NetHub hub;
    Credential const france = hub.member("FR");
    std::atomic<bool> stop = false;
    std::atomic<int> answers = 0, failures = 0;
    auto load = [&] {
      while (!stop) {
        Probe probe(hub.port);
        if (!probe.shake_hands(france)) ++failures;
        for (int i = 0; i < 5; ++i) ++(probe.ask(get("/v1/hello")).status == 200 ? answers : failures);
      }
    };
    Digest last;
    {
      std::jthread const one(load), two(load);
      for (int i = 0; i < 20; ++i) {
        Credential const fresh = hub.pki.hub();
        auto tls = net::TlsState::make(fresh.tls(), hub.door, hub.clock);
        REQUIRE(tls);
        hub.server.use(*tls);
        last = fresh.leaf().thumbprint();
        std::this_thread::sleep_for(10ms);
      }
      stop = true;
    }
    CHECK(failures == 0);
    CHECK(answers > 0);
    Probe probe(hub.port);
    REQUIRE(probe.shake_hands(france));
    crypto::X509Ptr const seen(SSL_get1_peer_certificate(probe.ssl()));
    CHECK(certs::Certificate::from_native(seen.get())->thumbprint() == last);
  }

  TEST_CASE("a certificate that the hub should not use is refused, and the one in use stays") {
    ManualClock clock(SystemClock().now());
    Pki pki(clock);
    Door door;
    Credential good = pki.hub();
    Credential other_key{good.chain, pki.hub().key};
    struct Row {
      std::string name;
      net::TlsIdentity identity;
      Errc code;
    };
    net::TlsIdentity keyless = good.tls();
    keyless.key.reset();
    net::TlsIdentity broken_chain = good.tls();
    broken_chain.chain.back() = pki.hub().chain.back();
    std::vector<Row> rows;
    rows.push_back({"a key of another certificate", other_key.tls(), Errc::key_unusable});
    rows.push_back({"no key", std::move(keyless), Errc::key_unusable});
    rows.push_back({"a gateway's certificate", pki.gateway("FR").tls(), Errc::certificate_profile});
    rows.push_back({"a chain that does not fit", std::move(broken_chain), Errc::certificate_chain});
    for (Row& row : rows) {
      CAPTURE(row.name);
      auto const tls = net::TlsState::make(std::move(row.identity), door, clock);
      REQUIRE_FALSE(tls);
      CHECK(tls.error().code == row.code);
    }
    CHECK(net::TlsState::make(good.tls(), door, clock));
    clock.advance(std::chrono::days(31));
    auto const late = net::TlsState::make(good.tls(), door, clock);
    REQUIRE_FALSE(late);
    CHECK(late.error().code == Errc::certificate_chain);
  }
}

}
}
