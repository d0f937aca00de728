#include <doctest/doctest.h>

#include "certs/trust/server_trust.hpp"
#include "tests/unit/certs/trust/world.hpp"

using namespace huecry;
using namespace huecry::test;

namespace {

// A leaf that FR's own CA issued, changed; presented with that CA.
std::string code_for(Change const& change, std::string const& unit = "gateway") {
  static Trusted const trusted;
  Authority const& fr = world().fr.authority;
  return code_of(trusted.authenticate(fr.leaf(Profile::gateway_tls, unit, change), fr.issuing));
}

Result<Identity> hub_seen(TrustSnapshot const& trust, Leaf const& leaf, std::string_view host,
                          UnixSeconds now = k_now) {
  crypto::X509View const untrusted(sk_X509_new_null());
  sk_X509_push(untrusted.get(), world().hub.authority.issuing.certificate->native());
  return trust.authenticate_hub(leaf.certificate.native(), untrusted.get(), host, now);
}

}

TEST_SUITE("certs/trust") {
  TEST_CASE("a party of the list is identified by its TLS certificate") {
    Trusted const trusted;
    Identity const fr = must(trusted.authenticate(world().fr.tls, world().fr.authority.issuing));
    CHECK(fr.text() == "FR/NCB");
    CHECK(fr.role == Role::bureau);
    CHECK(fr.kind == "police");
    CHECK(fr.certificate == world().fr.tls.certificate.thumbprint());
    CHECK(fr.not_after == world().fr.tls.certificate.not_after());
    Identity const entity = must(trusted.authenticate(world().fisheries.tls, world().fisheries.authority.issuing));
    CHECK(entity.text() == "FR/FISHERIES");
    CHECK(entity.role == Role::entity);
    CHECK(must(trusted.authenticate(world().secretariat.tls, world().secretariat.authority.issuing)).role ==
          Role::secretariat);
  }

  TEST_CASE("each flaw of a TLS certificate has its code") {
    struct Row {
      std::string name, code;
      Change change;
    };
    auto const with = [](std::string const& extension, std::string const& value) {
      return [=](CertificateSpec& spec) { set_extension(spec, extension, value); };
    };
    auto const subject = [](std::vector<std::pair<std::string, std::string>> const& names) {
      return [=](CertificateSpec& spec) { spec.subject = names; };
    };
    std::vector<Row> const rows = {
        {"as issued", "ok", unchanged},
        {"missing EKU", "certificate-profile", with("extendedKeyUsage", "")},
        {"any EKU", "certificate-profile", with("extendedKeyUsage", "clientAuth,anyExtendedKeyUsage")},
        {"server EKU", "certificate-profile", with("extendedKeyUsage", "serverAuth")},
        {"wildcard", "certificate-profile", with("subjectAltName", "DNS:*.fr.ncb.example")},
        {"life of 31 days", "certificate-profile", [](CertificateSpec& spec) { spec.not_after += days(1); }},
        {"CA bit", "certificate-profile", with("basicConstraints", "critical,CA:TRUE")},
        {"serial of 21 bytes", "certificate-profile", [](CertificateSpec& spec) { spec.serial = Bytes(20, 0xff); }},
        {"expired", "certificate-chain", [](CertificateSpec& spec) { spec.not_after = k_now; }},
        {"valid to the next second", "ok", [](CertificateSpec& spec) { spec.not_after = k_now + seconds(1); }},
        {"valid from now", "ok", [](CertificateSpec& spec) { spec.not_before = k_now; }},
        {"not yet valid", "certificate-chain", [](CertificateSpec& spec) { spec.not_before = k_now + seconds(1); }},
        {"DNS name that the CA may not give", "certificate-chain", with("subjectAltName", "DNS:gw.de.ncb.example")},
        {"URI that the CA may not give", "certificate-chain",
         with("subjectAltName", "DNS:gw.fr.ncb.example,URI:spiffe://de.ncb.example/gateway")},
        {"URI that the CA may give but the list does not name", "peer-unauthenticated",
         with("subjectAltName", "DNS:gw.fr.ncb.example,URI:spiffe://fr.ncb.example/other")},
        {"two URIs", "certificate-profile",
         with("subjectAltName", "DNS:gw.fr.ncb.example,URI:spiffe://fr.ncb.example/a,URI:spiffe://fr.ncb.example/b")},
        {"OU that the list does not name", "peer-unauthenticated",
         subject({{"C", "FR"}, {"O", "NCB"}, {"OU", "desk"}, {"CN", "x"}})},
        {"no OU", "peer-unauthenticated", subject({{"C", "FR"}, {"O", "NCB"}, {"CN", "x"}})},
        {"organisation outside the CA's constraints", "certificate-chain",
         subject({{"C", "FR"}, {"O", "CUSTOMS"}, {"OU", "gateway"}})},
        {"another party of the country", "certificate-chain",
         subject({{"C", "FR"}, {"O", "FISHERIES"}, {"OU", "gateway"}})},
        {"two countries", "certificate-chain", subject({{"C", "FR"}, {"C", "DE"}, {"O", "NCB"}, {"OU", "gateway"}})},
        {"no country", "certificate-chain", subject({{"O", "NCB"}, {"OU", "gateway"}})},
        {"a country that is no member", "certificate-chain", subject({{"C", "IT"}, {"O", "NCB"}, {"OU", "gateway"}})}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(code_for(row.change) == row.code);
    }
  }

  TEST_CASE("France's CA cannot make a certificate for Germany") {
    Trusted const trusted;
    World const& w = world();
    SUBCASE("the issuing CA, against its own constraints") {
      Leaf const forged = make(Profile::gateway_tls, w.de.authority.names("gateway"), &w.fr.authority.issuing);
      CHECK(code_of(trusted.authenticate(forged, w.fr.authority.issuing)) == "certificate-chain");
    }
    SUBCASE("the root, with an issuing CA for Germany's names") {
      Issuer const ca = make_issuing(w.fr.authority.root, "DE", "NCB");
      Leaf const forged = make(Profile::gateway_tls, w.de.authority.names("gateway"), &ca);
      CHECK(code_of(trusted.authenticate(forged, ca)) == "certificate-chain");
    }
    SUBCASE("a root with Germany's name is still not Germany's root") {
      Authority const fake = make_authority("DE");
      Leaf const forged = fake.leaf(Profile::gateway_tls, "gateway");
      CHECK(code_of(trusted.authenticate(forged, fake.issuing)) == "certificate-chain");
    }
    CHECK(code_of(trusted.authenticate(w.de.tls, w.de.authority.issuing)) == "ok");
  }

  TEST_CASE("an entity's CA cannot make a certificate for its bureau, and an unconfined CA makes none at all") {
    Trusted trusted;
    World const& w = world();
    Leaf const forged = make(Profile::gateway_tls, w.fr.authority.names("gateway"), &w.fisheries.authority.issuing);
    CHECK(code_of(trusted.authenticate(forged, w.fisheries.authority.issuing)) == "certificate-chain");
    // FR's root signs an issuing CA without constraints; nobody has its CRL, so it is refused whatever it looks like.
    Issuer const loose = make_issuing(w.fr.authority.root, "FR", "NCB",
                                      [](CertificateSpec& spec) { set_extension(spec, "nameConstraints", ""); });
    Leaf const leaf = make(Profile::gateway_tls, w.fr.authority.names("gateway"), &loose);
    CHECK(code_of(trusted.authenticate(leaf, loose)) == "crl-stale");
  }

  TEST_CASE("a root that signs leaves itself is refused") {
    Trusted const trusted;
    Issuer const& root = world().fr.authority.root;
    Leaf const leaf = make(Profile::gateway_tls, world().fr.authority.names("gateway"), &root);
    CHECK(code_of(trusted.authenticate(leaf, root)) == "certificate-chain");
  }

  TEST_CASE("a registered signing certificate opens no connection, also when its verdict is cached") {
    Trusted const trusted;
    World const& w = world();
    Leaf const& notices = w.fr.leaves.at(Purpose::notices);
    auto const trust = trusted.store.current();
    REQUIRE(trust->verdict(*trust->signer(notices.certificate.thumbprint()), k_now));
    CHECK(code_of(trusted.authenticate(notices, w.fr.authority.issuing)) == "certificate-profile");
    // The same key under a TLS certificate is refused as well.
    crypto::SystemRandom random;
    auto const spec =
        certs::federation::shape_of(Profile::gateway_tls, w.fr.authority.names("gateway"), k_now, days(7));
    Leaf const reused{must(certs::federation::issue(spec, notices.key.public_key(), w.fr.authority.issuing, random)),
                      notices.key};
    auto const result = trusted.authenticate(reused, w.fr.authority.issuing);
    REQUIRE(!result);
    CHECK(result.error().detail.starts_with("key-reuse"));
  }

  TEST_CASE("a chain is found with the list's own CAs when the peer sends none") {
    Trusted const trusted;
    CHECK(trusted.store.current()->authenticate(world().fr.tls.certificate.native(), nullptr, k_now));
  }

  TEST_CASE("before the first list nobody is trusted") {
    TrustStore const store(ceremony_keys());
    CHECK(code_of(store.current()->authenticate(world().fr.tls.certificate.native(), nullptr, k_now)) ==
          "certificate-chain");
    CHECK(store.current()->seq() == 0);
    CHECK(store.current()->members().empty());
    CHECK(store.current()->signer(Digest()) == nullptr);
    CHECK(code_of(hub_seen(*store.current(), world().hub_tls, "localhost")) == "certificate-chain");
  }

  TEST_CASE("a URI of the list identifies together with the subject") {
    TrustList list = make_list();
    list.bureaus[0].parties[0].tls_subjects.push_back("spiffe://fr.ncb.example/gateway");
    Trusted const trusted(list);
    auto const with_uri = [](std::string const& uri) {
      return world().fr.authority.leaf(Profile::gateway_tls, "gateway", [&uri](CertificateSpec& spec) {
        set_extension(spec, "subjectAltName", "DNS:gw.fr.ncb.example,URI:" + uri);
      });
    };
    CHECK(code_of(trusted.authenticate(with_uri("spiffe://fr.ncb.example/gateway"), world().fr.authority.issuing)) ==
          "ok");
    CHECK(code_of(trusted.authenticate(with_uri("spiffe://fr.ncb.example/desk"), world().fr.authority.issuing)) ==
          "peer-unauthenticated");
  }

  TEST_CASE("a suspended bureau or party is refused by name; its entities go with it") {
    World const& w = world();
    auto const codes = [&w](TrustList const& list) {
      Trusted const trusted(list);
      CHECK(trusted.store.current()->authenticate_suspended(w.fr.tls.certificate.native(), nullptr, k_now));
      return code_of(trusted.authenticate(w.fr.tls, w.fr.authority.issuing)) + " " +
             code_of(trusted.authenticate(w.fisheries.tls, w.fisheries.authority.issuing)) + " " +
             code_of(trusted.authenticate(w.de.tls, w.de.authority.issuing));
    };
    TrustList list = make_list();
    SUBCASE("the country") {
      list.bureaus[0].suspended = true;
      CHECK(codes(list) == "peer-suspended peer-suspended ok");
    }
    SUBCASE("its bureau") {
      list.bureaus[0].parties[0].suspended = true;
      CHECK(codes(list) == "peer-suspended peer-suspended ok");
    }
    SUBCASE("only its entity") {
      list.bureaus[0].parties[1].suspended = true;
      CHECK(codes(list) == "ok peer-suspended ok");
    }
  }

  TEST_CASE("members, active and suspended countries follow the list") {
    TrustList list = make_list();
    list.bureaus[0].suspended = true;
    Trusted const trusted(list);
    auto const trust = trusted.store.current();
    CHECK(trust->members() == CountrySet{country("FR"), country("DE")});
    CHECK(trust->active() == CountrySet{country("DE")});
    CHECK(trust->suspended() == CountrySet{country("FR")});
    CHECK(trust->parties().size() == 4);
    REQUIRE(trust->party(country("FR"), "FISHERIES") != nullptr);
    CHECK(trust->party(country("FR"), "FISHERIES")->suspended);
    CHECK(trust->party(country("FR"), "CUSTOMS") == nullptr);
  }

  TEST_CASE("a client knows the hub by the list's hub roots and the host's name") {
    Trusted const trusted;
    auto const trust = trusted.store.current();
    CHECK(must(hub_seen(*trust, world().hub_tls, "localhost")).role == Role::hub);
    CHECK(hub_seen(*trust, world().hub_tls, "hub.example"));
    CHECK(code_of(hub_seen(*trust, world().hub_tls, "other.example")) == "peer-unauthenticated");
    CHECK(code_of(hub_seen(*trust, world().hub_tls, "")) == "peer-unauthenticated");
    CHECK(code_of(hub_seen(*trust, world().fr.tls, "gw.fr.ncb.example")) == "certificate-chain");
    CHECK(code_of(hub_seen(*trust, world().hub.leaves.at(Purpose::hub), "localhost")) == "certificate-profile");
    // The hub is no party: it opens no connection to itself as a client.
    CHECK(!trust->authenticate(world().hub_tls.certificate.native(), nullptr, k_now));
  }

  TEST_CASE("a client without a list knows the hub by a pinned root") {
    World const& w = world();
    crypto::X509View const untrusted(sk_X509_new_null());
    sk_X509_push(untrusted.get(), w.hub.authority.issuing.certificate->native());
    auto const seen = [&](certs::ServerTrust const& trust, Leaf const& leaf, std::string_view host) {
      return code_of(trust.authenticate(leaf.certificate.native(), untrusted.get(), host, k_now));
    };
    auto const crl = [](Issuer const& issuer, std::vector<Certificate> const& revoked) {
      return must(certs::Crl::from_der(make_crl(issuer, 1, revoked)));
    };
    Certificate const root = *w.hub.authority.root.certificate;
    auto const plain = must(certs::ServerTrust::pin({root}, {}));
    CHECK(seen(plain, w.hub_tls, "localhost") == "ok");
    CHECK(seen(plain, w.hub_tls, "other.example") == "certificate-chain");
    CHECK(seen(plain, w.fr.tls, "gw.fr.ncb.example") == "certificate-chain");
    auto const half = must(certs::ServerTrust::pin({root}, {crl(w.hub.authority.root, {})}));
    CHECK(seen(half, w.hub_tls, "localhost") == "crl-stale");
    auto const fresh =
        must(certs::ServerTrust::pin({root}, {crl(w.hub.authority.root, {}), crl(w.hub.authority.issuing, {})}));
    CHECK(seen(fresh, w.hub_tls, "localhost") == "ok");
    auto const revoked = must(certs::ServerTrust::pin(
        {root}, {crl(w.hub.authority.root, {}), crl(w.hub.authority.issuing, {w.hub_tls.certificate})}));
    CHECK(seen(revoked, w.hub_tls, "localhost") == "signer-revoked");
    CHECK(code_of(certs::ServerTrust::pin({}, {})) == "config-invalid");
    CHECK(code_of(certs::ServerTrust::pin({*w.hub.authority.issuing.certificate}, {})) == "config-invalid");
  }
}
