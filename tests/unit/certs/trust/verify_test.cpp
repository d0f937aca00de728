#include "certs/trust/verify.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/unit/certs/trust/world.hpp"

using namespace huecry;
using namespace huecry::test;
using certs::verify_document;
using certs::verify_received;
using envelope::SignedDocument;

namespace {

struct Signing {
  DocumentType type = DocumentType::notice;
  seconds iat{0};
  std::optional<Digest> x5t;  // another certificate's
};

SignedDocument sign(Leaf const& leaf, Signing const& how = {}) {
  crypto::PrivateKey key = leaf.key;
  Digest const x5t = how.x5t.value_or(leaf.certificate.thumbprint());
  std::string const compact = must(envelope::sign({how.type, "{}", x5t, k_now + how.iat, {}}, key));
  return must(envelope::parse_compact(compact, how.type));
}

SignedDocument damaged(SignedDocument const& document) {
  std::string compact = document.compact();
  char& last = compact[compact.size() - 20];
  last = last == 'A' ? 'B' : 'A';
  return must(envelope::parse_compact(compact, document.header().type));
}

Leaf const& of(Member const& member, Purpose purpose) { return member.leaves.at(purpose); }

}

TEST_SUITE("certs/trust") {
  TEST_CASE("steps 6 to 9 refuse each flaw with its own code, in their order") {
    World const& w = world();
    Leaf const unregistered = w.fr.authority.leaf(Profile::signing, "notices");
    Leaf const p384 = w.fr.authority.leaf(Profile::signing, "notices", unchanged, crypto::Algorithm::es384);
    Leaf const& notices = of(w.fr, Purpose::notices);
    Leaf const& messages = of(w.fr, Purpose::messages);
    struct Row {
      std::string name, code;
      SignedDocument document;
      Identity peer;
    };
    Identity const fr = identity_of(w.fr, Role::bureau);
    Identity const de = identity_of(w.de, Role::bureau);
    Identity const fisheries = identity_of(w.fisheries, Role::entity);
    auto const as = [](DocumentType type) { return Signing{type, seconds(0), {}}; };
    auto const at = [](seconds iat) { return Signing{DocumentType::notice, iat, {}}; };
    std::vector<Row> const rows = {
        {"a notice", "ok", sign(notices), fr},
        {"a diffusion", "ok", sign(notices, as(DocumentType::diffusion)), fr},
        {"a message's envelope", "ok", sign(messages, as(DocumentType::envelope)), fr},
        {"evidence by any signing certificate", "ok", sign(messages, as(DocumentType::evidence)), fr},
        {"an entity's notice over its own connection", "ok", sign(of(w.fisheries, Purpose::notices)), fisheries},
        {"a certificate that is not in the list", "signer-unknown", sign(unregistered), fr},
        {"a TLS certificate", "signer-unknown", sign(w.fr.tls), fr},
        {"another algorithm under a registered name", "signer-algorithm",
         sign(p384, {DocumentType::notice, seconds(0), notices.certificate.thumbprint()}), fr},
        {"an encryption certificate", "signer-algorithm", sign(of(w.fr, Purpose::encryption)), fr},
        {"a messages certificate under a notice", "signer-purpose", sign(messages), fr},
        {"a notices certificate under an envelope", "signer-purpose", sign(notices, as(DocumentType::envelope)), fr},
        {"a bureau's decision with its policy certificate", "signer-purpose",
         sign(of(w.fr, Purpose::policy), as(DocumentType::decision)), fr},
        {"a bureau's publication", "signer-purpose", sign(notices, as(DocumentType::publication)), fr},
        {"a trust list by a registered certificate", "signer-purpose", sign(notices, as(DocumentType::trustlist)), fr},
        {"a hub's evidence over a bureau's connection", "signer-bureau",
         sign(of(w.hub, Purpose::hub), as(DocumentType::evidence)), fr},
        {"another bureau's connection", "signer-bureau", sign(notices), de},
        {"an entity over its bureau's connection", "signer-bureau", sign(of(w.fisheries, Purpose::notices)), fr},
        {"a bureau over its entity's connection", "signer-bureau", sign(notices), fisheries},
        {"iat 24 h ago", "ok", sign(notices, at(-std::chrono::hours(24))), fr},
        {"iat one second older", "iat-window", sign(notices, at(-std::chrono::hours(24) - seconds(1))), fr},
        {"iat 120 s ahead", "ok", sign(notices, at(seconds(120))), fr},
        {"iat one second more", "iat-window", sign(notices, at(seconds(121))), fr},
        {"a damaged signature", "signature-invalid", damaged(sign(notices)), fr},
        {"another key under a registered name", "signature-invalid",
         sign(messages, {DocumentType::notice, seconds(0), notices.certificate.thumbprint()}), fr},
        {"the purpose is judged before the peer", "signer-purpose", sign(messages), de},
        {"the peer is judged before the time", "signer-bureau", sign(notices, at(-days(2))), de},
        {"the time is judged before the signature", "iat-window", damaged(sign(notices, at(-days(2)))), fr}};
    Trusted const trusted;
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(code_of(verify_document(*trusted.store.current(), row.document, row.peer, k_now)) == row.code);
    }
  }

  TEST_CASE("the row that is returned names the signer") {
    Trusted const trusted;
    auto const trust = trusted.store.current();
    auto const* row = must(
        verify_document(*trust, sign(of(world().fr, Purpose::notices)), identity_of(world().fr, Role::bureau), k_now));
    CHECK(row->country == country("FR"));
    CHECK(row->organisation == "NCB");
    CHECK(row->purpose == Purpose::notices);
    CHECK(row == trust->signer(of(world().fr, Purpose::notices).certificate.thumbprint()));
  }

  TEST_CASE("the milliseconds of the clock count at the ends of the window") {
    Trusted const trusted;
    auto const trust = trusted.store.current();
    Identity const fr = identity_of(world().fr, Role::bureau);
    auto const document = sign(of(world().fr, Purpose::notices), {DocumentType::notice, -std::chrono::hours(24), {}});
    UnixMillis const exact = k_now;
    CHECK(verify_document(*trust, document, fr, exact));
    CHECK(code_of(verify_document(*trust, document, fr, exact + std::chrono::milliseconds(1))) == "iat-window");
  }

  TEST_CASE("iat lies within the certificate's life") {
    World const& w = world();
    auto const young = [&w](seconds begins) {
      return w.fr.authority.leaf(Profile::signing, "notices", [begins](CertificateSpec& spec) {
        spec.not_before = k_now + begins;
        spec.not_after = k_now + days(1);
      });
    };
    Leaf const leaf = young(-seconds(10));
    TrustList list = make_list();
    list.bureaus[0].parties[0].certificates.push_back(
        {leaf.certificate, *w.fr.authority.issuing.certificate, Purpose::notices, crypto::Algorithm::es256, false});
    Trusted const trusted(list);
    auto const seen = [&](seconds iat) {
      return code_of(verify_document(*trusted.store.current(), sign(leaf, {DocumentType::notice, iat, {}}),
                                     identity_of(w.fr, Role::bureau), k_now));
    };
    CHECK(seen(-seconds(10)) == "ok");
    CHECK(seen(-seconds(11)) == "iat-window");
  }

  TEST_CASE("revocation, expiry and a stale CRL end a signer, with the verdict's code, also when it was cached") {
    World const& w = world();
    Identity const fr = identity_of(w.fr, Role::bureau);
    SignedDocument const document = sign(of(w.fr, Purpose::notices));
    Trusted trusted;
    auto const seen = [&](UnixSeconds now = k_now) {
      return code_of(verify_document(*trusted.store.current(), document, fr, now));
    };
    REQUIRE(seen() == "ok");
    SUBCASE("its own certificate revoked by its CA") {
      must(trusted.store.apply_crl(make_crl(w.fr.authority.issuing, 2, {of(w.fr, Purpose::notices).certificate}),
                                   k_now));
      CHECK(seen() == "signer-revoked");
    }
    SUBCASE("its issuing CA revoked by the root") {
      must(trusted.store.apply_crl(make_crl(w.fr.authority.root, 2, {*w.fr.authority.issuing.certificate}), k_now));
      CHECK(seen() == "signer-revoked");
    }
    SUBCASE("another's revocation does not touch it") {
      must(trusted.store.apply_crl(make_crl(w.fr.authority.issuing, 2, {of(w.fr, Purpose::messages).certificate}),
                                   k_now));
      CHECK(seen() == "ok");
    }
    SUBCASE("revoked in the list") {
      TrustList list = make_list();
      list.seq = 2;
      for (CertificateRow& row : list.bureaus[0].parties[0].certificates) row.revoked = row.purpose == Purpose::notices;
      must(trusted.store.apply_list(sign_list(list), k_now));
      CHECK(seen() == "signer-revoked");
    }
    SUBCASE("on the deny list") {
      must(trusted.store.apply_deny({{of(w.fr, Purpose::notices).certificate.thumbprint()}, {}}));
      CHECK(seen() == "signer-revoked");
    }
    SUBCASE("the CRL past its nextUpdate, while Germany goes on") {
      UnixSeconds const end = k_now - seconds(60) + days(6);
      auto const fresh = sign(of(w.fr, Purpose::notices), {DocumentType::notice, days(6) - seconds(60), {}});
      auto const german = sign(of(w.de, Purpose::notices), {DocumentType::notice, days(6) - seconds(60), {}});
      must(trusted.store.apply_crl(make_crl(w.de.authority.issuing, 2, {}, k_now, days(7)), k_now));
      must(trusted.store.apply_crl(make_crl(w.de.authority.root, 2, {}, k_now, days(7)), k_now));
      auto const trust = trusted.store.current();
      CHECK(code_of(verify_document(*trust, fresh, fr, end - seconds(1))) == "ok");
      CHECK(code_of(verify_document(*trust, fresh, fr, end)) == "crl-stale");
      CHECK(code_of(verify_document(*trust, german, identity_of(w.de, Role::bureau), end)) == "ok");
    }
    SUBCASE("suspended: said in words to the party itself, not to others") {
      TrustList list = make_list();
      list.seq = 2;
      list.bureaus[0].suspended = true;
      must(trusted.store.apply_list(sign_list(list), k_now));
      CHECK(seen() == "peer-suspended");
      CHECK(code_of(verify_document(*trusted.store.current(), document, identity_of(w.de, Role::bureau), k_now)) ==
            "signer-bureau");
    }
  }

  TEST_CASE("a signer's certificate ends exactly at its notAfter") {
    World const& w = world();
    Leaf const leaf = w.fr.authority.leaf(Profile::signing, "notices",
                                          [](CertificateSpec& spec) { spec.not_after = k_now + seconds(100); });
    TrustList list = make_list();
    list.bureaus[0].parties[0].certificates.push_back(
        {leaf.certificate, *w.fr.authority.issuing.certificate, Purpose::notices, crypto::Algorithm::es256, false});
    Trusted const trusted(list);
    auto const seen = [&](seconds at) {
      return code_of(
          verify_document(*trusted.store.current(), sign(leaf), identity_of(w.fr, Role::bureau), k_now + at));
    };
    CHECK(seen(seconds(0)) == "ok");
    CHECK(seen(seconds(99)) == "ok");
    CHECK(seen(seconds(100)) == "signer-untrusted");
    CHECK(seen(seconds(99)) == "ok");  // a clock set back finds the other verdict again
  }

  TEST_CASE("a received document is judged by the time when the hub had it, and by its signer's own rights") {
    World const& w = world();
    Trusted const trusted;
    auto const trust = trusted.store.current();
    auto const document = sign(of(w.fr, Purpose::notices));
    UnixMillis const received = k_now + seconds(5);
    CHECK(verify_received(*trust, document, received, k_now + days(3)));
    CHECK(code_of(verify_received(*trust, document, received + std::chrono::hours(25), k_now)) == "iat-window");
    CHECK(code_of(verify_received(*trust, sign(of(w.fr, Purpose::messages)), received, k_now)) == "signer-purpose");
    CHECK(code_of(verify_received(*trust, damaged(document), received, k_now)) == "signature-invalid");
    CHECK(verify_received(*trust, sign(of(w.hub, Purpose::hub), {DocumentType::publication, seconds(0), {}}), received,
                          k_now));
  }

  TEST_CASE("a document outlives its signer's certificate, but not its revocation, nor a country without fresh CRLs") {
    World const& w = world();
    Leaf const leaf = w.fr.authority.leaf(Profile::signing, "notices",
                                          [](CertificateSpec& spec) { spec.not_after = k_now + days(1); });
    TrustList list = make_list();
    list.bureaus[0].parties[0].certificates.push_back(
        {leaf.certificate, *w.fr.authority.issuing.certificate, Purpose::notices, crypto::Algorithm::es256, false});
    Trusted trusted(list);
    auto const document = sign(leaf);
    UnixSeconds const later = k_now + days(20);
    auto const read = [&] { return code_of(verify_received(*trusted.store.current(), document, k_now, later)); };
    CHECK(read() == "crl-stale");  // all are of then
    auto const from = later - std::chrono::hours(1);
    must(trusted.store.apply_crl(make_crl(w.fr.authority.root, 2, {}, from), later));
    CHECK(read() == "crl-stale");
    must(trusted.store.apply_crl(make_crl(w.fr.authority.issuing, 2, {}, from), later));
    CHECK(read() == "ok");
    CHECK(code_of(verify_received(*trusted.store.current(), document, k_now + days(2), later)) == "signer-untrusted");
    must(trusted.store.apply_crl(make_crl(w.fr.authority.issuing, 3, {leaf.certificate}, from), later));
    CHECK(read() == "signer-revoked");
  }

  TEST_CASE("encryption certificates of a country are those with more than a day to live, the newest first") {
    World const& w = world();
    auto const ends = [&w](seconds life) {
      return w.fr.authority.leaf(Profile::encryption, "encryption",
                                 [life](CertificateSpec& spec) { spec.not_after = k_now + life; });
    };
    TrustList list = make_list();
    Leaf const short_lived = ends(days(1));
    Leaf const just_enough = ends(days(1) + seconds(1));
    for (Leaf const* leaf : {&short_lived, &just_enough}) {
      list.bureaus[0].parties[0].certificates.push_back(
          {leaf->certificate, *w.fr.authority.issuing.certificate, Purpose::encryption, {}, false});
    }
    Trusted const trusted(list);
    auto const found = trusted.store.current()->encryption(country("FR"), k_now);
    REQUIRE(found.size() == 2);
    CHECK(found[0]->certificate == of(w.fr, Purpose::encryption).certificate);
    CHECK(found[1]->certificate == just_enough.certificate);
    CHECK(trusted.store.current()->encryption(country("IT"), k_now).empty());
  }

  TEST_CASE("who may sign what is a closed table") {
    struct Row {
      DocumentType type;
      Role role;
      Purpose purpose;
    };
    std::vector<Row> const allowed = {{DocumentType::notice, Role::bureau, Purpose::notices},
                                      {DocumentType::notice, Role::entity, Purpose::notices},
                                      {DocumentType::diffusion, Role::bureau, Purpose::notices},
                                      {DocumentType::diffusion, Role::entity, Purpose::notices},
                                      {DocumentType::message, Role::bureau, Purpose::messages},
                                      {DocumentType::envelope, Role::bureau, Purpose::messages},
                                      {DocumentType::policy, Role::bureau, Purpose::policy},
                                      {DocumentType::policy, Role::secretariat, Purpose::policy},
                                      {DocumentType::decision, Role::secretariat, Purpose::review},
                                      {DocumentType::decision, Role::bureau, Purpose::notices},
                                      {DocumentType::publication, Role::hub, Purpose::hub},
                                      {DocumentType::edition, Role::hub, Purpose::hub},
                                      {DocumentType::consent, Role::bureau, Purpose::policy},
                                      {DocumentType::hit, Role::bureau, Purpose::notices},
                                      {DocumentType::logkey, Role::hub, Purpose::hub},
                                      {DocumentType::evidence, Role::hub, Purpose::hub},
                                      {DocumentType::evidence, Role::bureau, Purpose::notices},
                                      {DocumentType::evidence, Role::bureau, Purpose::messages},
                                      {DocumentType::evidence, Role::bureau, Purpose::policy},
                                      {DocumentType::evidence, Role::entity, Purpose::notices},
                                      {DocumentType::evidence, Role::entity, Purpose::messages}};
    std::size_t found = 0;
    for (DocumentType const type : envelope::document_types()) {
      for (int role = 0; role < 6; ++role) {
        for (int purpose = 0; purpose < 6; ++purpose) {
          auto const r = static_cast<Role>(role);
          auto const p = static_cast<Purpose>(purpose);
          bool const listed = std::ranges::any_of(
              allowed, [&](Row const& row) { return row.type == type && row.role == r && row.purpose == p; });
          CAPTURE(typ_of(type));
          CAPTURE(to_text(r));
          CAPTURE(to_text(p));
          CHECK(certs::may_sign(r, p, type) == listed);
          found += listed ? 1 : 0;
        }
      }
    }
    CHECK(found == allowed.size());
  }
}
