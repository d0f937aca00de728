#include "certs/trust/trust_store.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "protocol/base/limits.hpp"
#include "tests/unit/certs/trust/world.hpp"

using namespace huecry;
using namespace huecry::test;

namespace {

std::string fr_seen(Trusted const& trusted, UnixSeconds now = k_now) {
  return code_of(trusted.authenticate(world().fr.tls, world().fr.authority.issuing, now));
}
std::string de_seen(Trusted const& trusted, UnixSeconds now = k_now) {
  return code_of(trusted.authenticate(world().de.tls, world().de.authority.issuing, now));
}

}

TEST_SUITE("certs/trust") {
  TEST_CASE("a list with a seq that is not above the last is a rollback, the very same list is no change") {
    Trusted trusted;
    TrustList list = make_list();
    std::string const first = trusted.store.current()->list_text();
    auto const again = must(trusted.store.apply_list(first, k_now));
    CHECK(!again.changed);
    list.bureaus[0].suspended = true;
    CHECK(code_of(trusted.store.apply_list(sign_list(list), k_now)) == "trust-list-rollback");
    list.seq = 3;
    CHECK(must(trusted.store.apply_list(sign_list(list), k_now)).changed);
    list.seq = 2;
    CHECK(code_of(trusted.store.apply_list(sign_list(list), k_now)) == "trust-list-rollback");
    CHECK(code_of(trusted.store.apply_list(first, k_now)) == "trust-list-rollback");
    CHECK(trusted.store.current()->seq() == 3);
  }

  TEST_CASE("bad input changes nothing") {
    Trusted trusted;
    auto const before = trusted.store.current();
    TrustList list = make_list();
    list.seq = 2;
    CHECK(!trusted.store.apply_list("", k_now));
    CHECK(!trusted.store.apply_list("{}", k_now));
    CHECK(!trusted.store.apply_list(sign_list(list, {1, 1}), k_now));
    CHECK(!trusted.store.apply_crl({}, k_now));
    CHECK(trusted.store.current() == before);
  }

  TEST_CASE("a list must not be past its next_update when it comes, and stays in force when it gets there") {
    TrustList list = make_list();
    std::string const text = sign_list(list);
    TrustStore late(ceremony_keys());
    CHECK(code_of(late.apply_list(text, list.next_update)) == "trust-list-invalid");
    CHECK(late.restore_list(text, list.next_update));
    CHECK(late.current()->list_overdue(list.next_update));
    TrustStore last_moment(ceremony_keys());
    CHECK(last_moment.apply_list(text, list.next_update - seconds(1)));
    CHECK(!last_moment.current()->list_overdue(list.next_update - seconds(1)));
  }

  TEST_CASE("each change is a new generation; snapshots that are held stay as they were") {
    Trusted trusted;
    auto const before = trusted.store.current();
    Bytes const crl = make_crl(world().fr.authority.issuing, 2, {world().fr.tls.certificate});
    auto const change = must(trusted.store.apply_crl(crl, k_now));
    CHECK(change.country == country("FR"));
    auto const after = trusted.store.current();
    CHECK(after->generation() == before->generation() + 1);
    CHECK(after->crl_set_digest() != before->crl_set_digest());
    CHECK(before->authenticate(world().fr.tls.certificate.native(), nullptr, k_now));
    CHECK(!after->authenticate(world().fr.tls.certificate.native(), nullptr, k_now));
    CHECK(!must(trusted.store.apply_crl(crl, k_now)).changed);
    CHECK(trusted.store.current() == after);
  }

  TEST_CASE("a prepared change is not in force until it is installed, and only on what it was made from") {
    Trusted trusted;
    Bytes const first = make_crl(world().fr.authority.issuing, 2);
    Bytes const second = make_crl(world().de.authority.issuing, 2);
    auto const one = must(trusted.store.prepare_crl(first, k_now));
    auto const two = must(trusted.store.prepare_crl(second, k_now));
    std::uint64_t const base = trusted.store.current()->generation();
    CHECK(trusted.store.install(one));
    CHECK(trusted.store.current()->generation() == base + 1);
    CHECK(code_of(trusted.store.install(two)) == "state-conflict");
    CHECK(trusted.store.install(must(trusted.store.prepare_crl(second, k_now))));
  }

  TEST_CASE("a revoked leaf is refused at once, though its verdict was cached") {
    Trusted trusted;
    CHECK(fr_seen(trusted) == "ok");
    CHECK(fr_seen(trusted) == "ok");
    must(trusted.store.apply_crl(make_crl(world().fr.authority.issuing, 2, {world().fr.tls.certificate}), k_now));
    CHECK(fr_seen(trusted) == "signer-revoked");
    CHECK(de_seen(trusted) == "ok");
  }

  TEST_CASE("a revoked issuing CA takes its leaves with it, and no other CA's") {
    Trusted trusted;
    World const& w = world();
    must(
        trusted.store.apply_crl(make_crl(w.fr.authority.root, 2, {*w.fisheries.authority.issuing.certificate}), k_now));
    CHECK(code_of(trusted.authenticate(w.fisheries.tls, w.fisheries.authority.issuing)) == "signer-revoked");
    CHECK(fr_seen(trusted) == "ok");
  }

  TEST_CASE("a CRL past its nextUpdate closes its country and no other, until a fresh one comes") {
    Trusted trusted;
    World const& w = world();
    UnixSeconds const end = k_now - seconds(60) + days(6);
    must(trusted.store.apply_crl(make_crl(w.de.authority.issuing, 2, {}, k_now - seconds(60), days(7)), k_now));
    must(trusted.store.apply_crl(make_crl(w.de.authority.root, 2, {}, k_now, days(60)), k_now));
    CHECK(fr_seen(trusted, end - seconds(1)) == "ok");
    CHECK(fr_seen(trusted, end) == "crl-stale");
    CHECK(de_seen(trusted, end) == "ok");
    must(trusted.store.apply_crl(make_crl(w.fr.authority.issuing, 2, {}, end), end));
    CHECK(fr_seen(trusted, end) == "crl-stale");  // the root's is stale as well
    must(trusted.store.apply_crl(make_crl(w.fr.authority.root, 2, {}, end), end));
    CHECK(fr_seen(trusted, end) == "ok");
    CHECK(fr_seen(trusted, k_now) == "crl-stale");  // a clock set back: the CRL is not in force yet
  }

  TEST_CASE("a country without a CRL is closed") {
    TrustStore store(ceremony_keys());
    must(store.apply_list(sign_list(make_list()), k_now));
    CHECK(code_of(store.current()->authenticate(world().fr.tls.certificate.native(), nullptr, k_now)) == "crl-stale");
    int missing = 0;
    for (auto const& status : store.current()->crls()) missing += status.crl ? 0 : 1;
    CHECK(missing == 9);
  }

  TEST_CASE("which CRL is taken") {
    World const& w = world();
    Issuer const& ca = w.fr.authority.issuing;
    Issuer const& root = w.fr.authority.root;
    Authority const stranger = make_authority("FR");
    auto const crl = [](Issuer const& issuer, std::int64_t number, seconds from, seconds life) {
      return make_crl(issuer, number, {}, k_now + from, life);
    };
    auto const special = [&ca](std::string const& name, std::string const& value) {
      certs::federation::CrlSpec spec;
      spec.number = 2;
      spec.this_update = k_now;
      spec.next_update = k_now + days(1);
      spec.extensions.push_back({name, value});
      return must(certs::federation::issue_crl(spec, ca));
    };
    Bytes const good = crl(ca, 2, seconds(0), days(7));
    Bytes longer = good;
    longer.push_back(0);
    Bytes damaged = good;
    damaged.back() ^= 1;
    struct Row {
      std::string name;
      Bytes der;
      std::string code;
    };
    std::vector<Row> const rows = {
        {"the next number", good, "ok"},
        {"a far number", crl(ca, 1'000'000, seconds(0), days(1)), "ok"},
        {"the same number again", crl(ca, 1, seconds(0), days(1)), "crl-invalid"},
        {"a lower number", crl(ca, 0, seconds(0), days(1)), "crl-invalid"},
        {"thisUpdate five minutes ahead", crl(ca, 2, seconds(300), days(1)), "ok"},
        {"one second more", crl(ca, 2, seconds(301), days(1)), "crl-invalid"},
        {"nextUpdate seven days ahead and one second", crl(ca, 2, seconds(0), days(7) + seconds(1)), "crl-invalid"},
        {"nextUpdate now", crl(ca, 2, -days(1), days(1)), "crl-invalid"},
        {"nextUpdate in one second", crl(ca, 2, -days(1), days(1) + seconds(1)), "ok"},
        {"a root's, 90 days ahead", crl(root, 2, seconds(0), days(90)), "ok"},
        {"a root's, one second more", crl(root, 2, seconds(0), days(90) + seconds(1)), "crl-invalid"},
        {"a CA with this name and another key", crl(stranger.issuing, 2, seconds(0), days(1)), "crl-invalid"},
        {"a CA that is in no list", crl(make_authority("IT").issuing, 2, seconds(0), days(1)), "crl-invalid"},
        {"bytes after its end", longer, "crl-invalid"},
        {"a damaged signature", damaged, "crl-invalid"},
        {"an unknown critical extension", special("1.2.3.4", "critical,DER:0500"), "crl-invalid"},
        {"a partial CRL", special("issuingDistributionPoint", "critical,onlyuser:TRUE"), "crl-invalid"},
        {"a partial CRL that does not say critical", special("issuingDistributionPoint", "onlyuser:TRUE"),
         "crl-invalid"},
        {"a delta CRL", special("deltaCRL", "DER:020101"), "crl-invalid"},
        {"a certificate", ca.certificate->der(), "crl-invalid"},
        {"too large", Bytes(limits::crl_bytes_max + 1, 0x30), "crl-invalid"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Trusted trusted;
      CHECK(code_of(trusted.store.apply_crl(row.der, k_now)) == row.code);
      CHECK(fr_seen(trusted) == "ok");
    }
  }

  TEST_CASE("a CRL whose CA's clock is ahead is in force at once: the country stays open, the revoked are out") {
    Trusted trusted;
    World const& w = world();
    UnixSeconds const ahead = k_now + std::chrono::minutes(5);
    must(trusted.store.apply_crl(
        make_crl(w.fr.authority.issuing, 2, {w.fr.leaves.at(Purpose::notices).certificate}, ahead), k_now));
    CHECK(fr_seen(trusted) == "ok");
    CHECK(fr_seen(trusted, k_now - seconds(1)) == "crl-stale");
    auto const trust = trusted.store.current();
    auto const* row = trust->signer(w.fr.leaves.at(Purpose::notices).certificate.thumbprint());
    CHECK(code_of(trust->verdict(*row, k_now)) == "signer-revoked");
  }

  TEST_CASE("after a restart a CRL past its nextUpdate still holds its number") {
    TrustStore store(ceremony_keys());
    must(store.restore_list(sign_list(make_list()), k_now));
    Bytes const stale = make_crl(world().fr.authority.issuing, 5, {}, k_now - days(10), days(7));
    CHECK(store.restore_crl(stale, k_now));
    CHECK(code_of(store.apply_crl(make_crl(world().fr.authority.issuing, 4), k_now)) == "crl-invalid");
    CHECK(store.apply_crl(make_crl(world().fr.authority.issuing, 6), k_now));
  }

  TEST_CASE("CRLs stay in force over a new list, and go with a CA that leaves it") {
    Trusted trusted;
    TrustList list = make_list();
    list.seq = 2;
    list.bureaus[0].parties.pop_back();
    must(trusted.store.apply_list(sign_list(list), k_now));
    CHECK(fr_seen(trusted) == "ok");
    CHECK(trusted.store.current()->crls().size() == all_issuers().size() - 1);
    CHECK(!trusted.store.apply_crl(make_crl(world().fisheries.authority.issuing, 2), k_now));
    list.seq = 3;
    list.bureaus.erase(list.bureaus.begin());
    must(trusted.store.apply_list(sign_list(list), k_now));
    CHECK(fr_seen(trusted) == "certificate-chain");
  }

  TEST_CASE("the deny list is effective at once, by thumbprint or by subject") {
    Trusted trusted;
    World const& w = world();
    CHECK(fr_seen(trusted) == "ok");
    must(trusted.store.apply_deny({{w.fr.tls.certificate.thumbprint()}, {}}));
    CHECK(fr_seen(trusted) == "signer-revoked");
    must(trusted.store.apply_deny({{}, {"C=DE,O=NCB,OU=gateway"}}));
    CHECK(fr_seen(trusted) == "ok");
    CHECK(de_seen(trusted) == "signer-revoked");
    must(trusted.store.apply_deny({}));
    CHECK(de_seen(trusted) == "ok");
  }

  TEST_CASE("each CRL in force can be seen with its issuer") {
    Trusted const trusted;
    auto const crls = trusted.store.current()->crls();
    CHECK(crls.size() == all_issuers().size());
    int hubs = 0;
    for (auto const& status : crls) {
      CHECK(status.crl.has_value());
      CHECK(!status.issuer_name.empty());
      hubs += status.hub ? 1 : 0;
    }
    CHECK(hubs == 2);
  }

  TEST_CASE("readers and changes on several threads agree") {
    Trusted trusted;
    std::atomic<bool> stop = false;
    std::atomic<int> denied = 0;
    std::vector<std::thread> readers;
    for (int i = 0; i < 3; ++i) {
      readers.emplace_back([&] {
        while (!stop) {
          auto const trust = trusted.store.current();
          auto const* row = trust->signer(world().de.leaves.at(Purpose::notices).certificate.thumbprint());
          if (row == nullptr || !trust->verdict(*row, k_now)) ++denied;
          if (!trust->authenticate(world().de.tls.certificate.native(), nullptr, k_now)) ++denied;
        }
      });
    }
    for (std::int64_t number = 2; number < 12; ++number) {
      must(trusted.store.apply_crl(make_crl(world().fr.authority.issuing, number), k_now));
    }
    stop = true;
    for (std::thread& reader : readers) reader.join();
    CHECK(denied == 0);
  }
}
