#include "certs/federation/federation.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>

#include "certs/federation/detail/files.hpp"
#include "certs/keys/open_signer.hpp"
#include "certs/trust/trust_store.hpp"
#include "certs/trust/verify.hpp"
#include "protocol/base/error_table.hpp"
#include "protocol/crypto/random.hpp"
#include "protocol/log/vkey.hpp"
#include "tests/support/clock.hpp"
#include "tests/support/temp_dir.hpp"

using namespace huecry;
namespace federation = certs::federation;
namespace fs = std::filesystem;
using certs::Certificate;
using certs::TrustStore;
using federation::Changed;
using federation::PartyName;
using std::chrono::days;

namespace {

template <class T>
T must(Result<T> result) {
  REQUIRE_MESSAGE(result, (result ? std::string() : result.error().detail));
  return *std::move(result);
}

std::string code_of(auto const& result) { return result ? "ok" : std::string(token_of(result.error().code)); }

CountryCode country(std::string_view code) { return must(CountryCode::parse(code)); }
PartyName ncb(std::string_view code) { return {country(code), "NCB"}; }
PartyName fisheries() { return {country("FR"), "FISHERIES"}; }

std::string text_of(fs::path const& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool holds(Changed const& made, std::string const& file) { return std::ranges::count(made.files, fs::path(file)) == 1; }

federation::Options small(federation::Options options = {}) {
  options.coordinators = {Region::europe, Region::asia_pacific};
  return options;
}

void make_federation(federation::Workshop const& workshop) {
  must(init(workshop, {country("FR"), country("DE")}));
  must(add_entity(workshop, fisheries(), "fisheries", "Fisheries inspection"));
}

/// Made once; each test works on a copy.
fs::path const& original() {
  static test::TempDir const dir;
  static fs::path const made = [] {
    test::ManualClock const clock;
    crypto::SystemRandom random;
    make_federation({dir / "fed", clock, random, small()});
    return dir / "fed";
  }();
  return made;
}

/// A federation of FR and DE with the fisheries of FR, and what a hub makes of its files.
class Demo {
 public:
  Demo() : workshop{dir / "fed", clock, random, small()} {
    fs::copy(original(), workshop.directory, fs::copy_options::recursive);
    start();
  }
  explicit Demo(federation::Options options) : workshop{dir / "fed", clock, random, small(std::move(options))} {
    make_federation(workshop);
    start();
  }

  void start() {
    store.emplace(must(certs::CeremonyKeys::from_pem(text_of(file("ceremony/ceremony.pem")))));
    reload();
  }
  void reload() {
    must(store->apply_list(text_of(file("trust/list.jws")), now()));
    for (fs::path const& path : must(federation::crl_files(workshop.directory))) {
      must(store->apply_crl(as_bytes(text_of(path)), now()));
    }
  }
  [[nodiscard]] fs::path file(std::string const& name) const { return workshop.directory / name; }
  [[nodiscard]] UnixSeconds now() const { return to_seconds(clock.now()); }
  [[nodiscard]] std::vector<Certificate> chain(std::string const& name) const {
    return must(Certificate::chain_from_pem(text_of(file(name))));
  }
  [[nodiscard]] Result<certs::Identity> seen(std::string const& party) const { return seen(chain(party + "/tls.pem")); }
  [[nodiscard]] Result<certs::Identity> seen(std::vector<Certificate> const& presented) const {
    crypto::X509View const untrusted(sk_X509_new_null());
    sk_X509_push(untrusted.get(), presented.at(1).native());
    return store->current()->authenticate(presented[0].native(), untrusted.get(), now());
  }
  /// The code that a document gets which this file's key signed, over its own party's connection.
  [[nodiscard]] std::string signed_by(std::string const& stem, envelope::DocumentType type) const {
    auto const signer = must(certs::open_signer("file:" + file(stem + ".key").string()));
    Certificate const certificate = chain(stem + ".pem")[0];
    std::string const compact = must(envelope::sign({type, "{}", certificate.thumbprint(), now(), {}}, *signer));
    certs::Identity peer;
    peer.country = country(certificate.subject().country);
    peer.organisation = certificate.subject().organisation;
    auto const document = must(envelope::parse_compact(compact, type));
    return code_of(verify_document(*store->current(), document, peer, clock.now()));
  }

  test::TempDir dir;
  test::ManualClock clock;
  crypto::SystemRandom random;
  federation::Workshop workshop;
  std::optional<TrustStore> store;
};

constexpr auto k_notice = envelope::DocumentType::notice;

}

TEST_SUITE("certs/federation") {
  TEST_CASE("a new federation is complete: each party is identified, each certificate signs what it is for") {
    Demo const demo;
    struct Row {
      std::string party;
      certs::Role role;
      std::string kind;
      Region region;
    };
    std::vector<Row> const rows = {
        {"FR/NCB", certs::Role::bureau, "police", Region::none},
        {"DE/NCB", certs::Role::bureau, "police", Region::none},
        {"FR/FISHERIES", certs::Role::entity, "fisheries", Region::none},
        {"XP/GS", certs::Role::secretariat, "secretariat", Region::none},
        {"XP/RC-EUROPE", certs::Role::coordinator, "coordinator", Region::europe},
        {"XP/RC-ASIA-PACIFIC", certs::Role::coordinator, "coordinator", Region::asia_pacific},
        {"XP/AUDIT", certs::Role::auditor, "auditor", Region::none}};
    for (Row const& row : rows) {
      CAPTURE(row.party);
      certs::Identity const identity = must(demo.seen(row.party));
      CHECK(identity.text() == row.party);
      CHECK(identity.role == row.role);
      CHECK(identity.kind == row.kind);
      CHECK(identity.region == row.region);
    }
    using envelope::DocumentType;
    CHECK(demo.signed_by("FR/NCB/notices", k_notice) == "ok");
    CHECK(demo.signed_by("FR/NCB/messages", DocumentType::envelope) == "ok");
    CHECK(demo.signed_by("FR/NCB/policy", DocumentType::policy) == "ok");
    CHECK(demo.signed_by("FR/NCB/messages", k_notice) == "signer-purpose");
    CHECK(demo.signed_by("FR/FISHERIES/notices", k_notice) == "ok");
    CHECK(demo.signed_by("XP/GS/review", DocumentType::decision) == "ok");
    CHECK(demo.signed_by("hub/signing", DocumentType::publication) == "ok");
    CHECK(demo.store->current()->encryption(country("FR"), demo.now()).size() == 1);
    CHECK(demo.store->current()->members() == CountrySet{country("FR"), country("DE")});
  }

  TEST_CASE("a client knows the hub, by the list and by the pinned root") {
    Demo const demo;
    auto const hub = demo.chain("hub/tls.pem");
    crypto::X509View const untrusted(sk_X509_new_null());
    sk_X509_push(untrusted.get(), hub.at(1).native());
    for (std::string const host : {"localhost", "hub.example"}) {
      CHECK(demo.store->current()->authenticate_hub(hub[0].native(), untrusted.get(), host, demo.now()));
    }
    CHECK(text_of(demo.file("FR/NCB/hub-root.pem")) == text_of(demo.file("hub/root.pem")));
    CHECK(text_of(demo.file("FR/NCB/ceremony.pem")) == text_of(demo.file("ceremony/ceremony.pem")));
  }

  TEST_CASE("the log's key signs under the verifier key of the list") {
    Demo const demo;
    auto const signer = must(certs::open_signer("file:" + demo.file("hub/log.key").string()));
    REQUIRE(demo.store->current()->hub().vkeys.size() == 1);
    auto const key = must(log::parse_vkey(demo.store->current()->hub().vkeys[0]));
    CHECK(key.name == "hub.example/log");
    CHECK(key.key == signer->public_key());
    CHECK(text_of(demo.file("hub/log.vkey")) == demo.store->current()->hub().vkeys[0] + "\n");
  }

  TEST_CASE("private keys are in .key files alone, and only their owner can read those") {
    Demo const demo;
    int keys = 0;
    for (auto const& entry : fs::recursive_directory_iterator(demo.workshop.directory)) {
      if (!entry.is_regular_file()) continue;
      CAPTURE(entry.path());
      bool const is_key = entry.path().extension() == ".key";
      CHECK((text_of(entry.path()).find("PRIVATE KEY") != std::string::npos) == is_key);
      struct stat status{};
      REQUIRE(::stat(entry.path().c_str(), &status) == 0);
      if (is_key) CHECK((status.st_mode & 07777) == 0600);
      keys += is_key ? 1 : 0;
    }
    CHECK(keys > 40);
  }

  TEST_CASE("another program agrees: openssl verifies a chain with its revocation lists") {
    Demo const demo;
    std::string const folder = demo.workshop.directory.string();
    std::string const crl = "openssl crl -inform DER -in " + folder + "/trust/crls/";
    std::string const command =
        "(" + crl + "FR-root.crl && " + crl + "FR-NCB.crl) > " + folder + "/crls.pem && openssl verify" +
        " -x509_strict -crl_check_all -attime " + std::to_string(demo.now().time_since_epoch().count()) + " -CAfile " +
        folder + "/FR/ca/root.pem -untrusted " + folder + "/FR/ca/NCB.pem -CRLfile " + folder + "/crls.pem ";
    CHECK(std::system((command + folder + "/FR/NCB/tls.pem >/dev/null").c_str()) == 0);
    CHECK(std::system((command + folder + "/FR/NCB/notices.pem >/dev/null").c_str()) == 0);
    CHECK(std::system((command + folder + "/DE/NCB/tls.pem >/dev/null 2>&1").c_str()) != 0);
  }

  TEST_CASE("a country joins, once") {
    Demo demo;
    std::int64_t const before = demo.store->current()->seq();
    Changed const changed = must(add_country(demo.workshop, country("BR")));
    CHECK(changed.seq == before + 1);
    CHECK(holds(changed, "BR/NCB/tls.key"));
    CHECK(changed.files.back() == "trust/list.jws");
    demo.reload();
    CHECK(demo.seen("BR/NCB"));
    CHECK(demo.signed_by("BR/NCB/notices", k_notice) == "ok");
    CHECK(code_of(add_country(demo.workshop, country("BR"))) == "state-conflict");
    CHECK(code_of(add_country(demo.workshop, country("XP"))) == "state-conflict");
  }

  TEST_CASE("an entity needs its country's bureau and a name of its own") {
    Demo const demo;
    auto const add = [&demo](PartyName const& party) {
      return code_of(add_entity(demo.workshop, party, "customs", "Customs"));
    };
    CHECK(add({country("FR"), "CUSTOMS"}) == "ok");
    CHECK(add({country("FR"), "CUSTOMS"}) == "state-conflict");
    CHECK(add({country("FR"), "NCB"}) == "state-conflict");
    CHECK(add({country("IT"), "CUSTOMS"}) == "parameter-invalid");
    CHECK(add({country("XP"), "CUSTOMS"}) == "parameter-invalid");
    for (std::string const name : {"", "customs", "../X", "A/B", "-A", "A-", "A,B", "A B"}) {
      CAPTURE(name);
      CHECK(add({country("FR"), name}) == "parameter-invalid");
    }
    CHECK(add({country("FR"), std::string(32, 'A')}) == "ok");
    CHECK(add({country("FR"), std::string(33, 'A')}) == "parameter-invalid");
  }

  TEST_CASE("a revoked TLS certificate opens no connection once the new CRL is in force") {
    Demo demo;
    Changed const changed = must(revoke(demo.workshop, ncb("FR"), "tls"));
    CHECK(changed.files == std::vector<fs::path>{"trust/crls/FR-NCB.crl"});
    CHECK(demo.seen("FR/NCB"));
    demo.reload();
    CHECK(code_of(demo.seen("FR/NCB")) == "signer-revoked");
    CHECK(demo.seen("DE/NCB"));
    CHECK(demo.signed_by("FR/NCB/notices", k_notice) == "ok");
    CHECK(code_of(revoke(demo.workshop, ncb("FR"), "tls")) == "state-conflict");
    SUBCASE("a renewal brings the party back") {
      must(renew(demo.workshop, ncb("FR"), "tls"));
      CHECK(demo.seen("FR/NCB"));
    }
    SUBCASE("a later revocation keeps the earlier one") {
      must(revoke(demo.workshop, ncb("FR"), "messages"));
      demo.reload();
      CHECK(code_of(demo.seen("FR/NCB")) == "signer-revoked");
      CHECK(demo.signed_by("FR/NCB/messages", envelope::DocumentType::envelope) == "signer-revoked");
    }
  }

  TEST_CASE("a revoked signing certificate is on the CRL and marked in the list") {
    Demo demo;
    std::int64_t const before = demo.store->current()->seq();
    CHECK(must(revoke(demo.workshop, ncb("FR"), "notices")).seq == before + 1);
    demo.reload();
    CHECK(demo.signed_by("FR/NCB/notices", k_notice) == "signer-revoked");
    CHECK(demo.store->current()->signer(demo.chain("FR/NCB/notices.pem")[0].thumbprint())->revoked);
    CHECK(demo.seen("FR/NCB"));
  }

  TEST_CASE("a revoked issuing CA ends its party") {
    Demo demo;
    CHECK(must(revoke(demo.workshop, fisheries(), "ca")).files == std::vector<fs::path>{"trust/crls/FR-root.crl"});
    demo.reload();
    CHECK(code_of(demo.seen("FR/FISHERIES")) == "signer-revoked");
    CHECK(demo.signed_by("FR/FISHERIES/notices", k_notice) == "signer-revoked");
    CHECK(demo.seen("FR/NCB"));
  }

  TEST_CASE("a renewed signing certificate and the old one are valid side by side, until the old one ends") {
    Demo demo;
    Digest const old = demo.chain("FR/NCB/notices.pem")[0].thumbprint();
    Changed const changed = must(renew(demo.workshop, ncb("FR"), "notices"));
    demo.reload();
    auto const kept = std::ranges::find_if(changed.files, [](fs::path const& file) {
      return file.string().starts_with("FR/NCB/old/notices-") && file.extension() == ".key";
    });
    REQUIRE(kept != changed.files.end());
    CHECK(demo.chain("FR/NCB/notices.pem")[0].thumbprint() != old);
    CHECK(demo.signed_by("FR/NCB/notices", k_notice) == "ok");
    CHECK(demo.signed_by(fs::path(*kept).replace_extension("").string(), k_notice) == "ok");
    demo.clock.advance(days(731));
    must(refresh(demo.workshop));
    demo.reload();
    CHECK(demo.store->current()->signer(old) == nullptr);
    CHECK(demo.signed_by("FR/NCB/notices", k_notice) == "ok");
  }

  TEST_CASE("after a renewal of encryption the newest certificate comes first, and the old key is kept") {
    Demo demo;
    demo.clock.advance(days(1));
    must(renew(demo.workshop, ncb("FR"), "encryption"));
    demo.reload();
    auto const found = demo.store->current()->encryption(country("FR"), demo.now());
    REQUIRE(found.size() == 2);
    CHECK(found[0]->certificate == demo.chain("FR/NCB/encryption.pem")[0]);
  }

  TEST_CASE("the hub's TLS certificate can be renewed") {
    Demo const demo;
    auto const before = demo.chain("hub/tls.pem")[0];
    Changed const changed = must(renew_hub(demo.workshop, "tls"));
    CHECK(holds(changed, "hub/tls.pem"));
    auto const after = demo.chain("hub/tls.pem");
    CHECK(after[0].thumbprint() != before.thumbprint());
    CHECK(demo.store->current()->authenticate_hub(after[0].native(), nullptr, "localhost", demo.now()));
  }

  TEST_CASE("suspension and its end are new lists") {
    Demo demo;
    CHECK(must(suspend_country(demo.workshop, country("FR"), true)).seq == 3);
    demo.reload();
    CHECK(code_of(demo.seen("FR/NCB")) == "peer-suspended");
    CHECK(code_of(demo.seen("FR/FISHERIES")) == "peer-suspended");
    CHECK(demo.store->current()->suspended() == CountrySet{country("FR")});
    must(suspend_country(demo.workshop, country("FR"), false));
    must(suspend_party(demo.workshop, fisheries(), true));
    demo.reload();
    CHECK(demo.seen("FR/NCB"));
    CHECK(code_of(demo.seen("FR/FISHERIES")) == "peer-suspended");
    CHECK(code_of(suspend_country(demo.workshop, country("IT"), true)) == "parameter-invalid");
    CHECK(code_of(suspend_party(demo.workshop, {country("FR"), "X"}, true)) == "parameter-invalid");
  }

  TEST_CASE("without a visit everything closes when the CRLs end; a refresh opens it again") {
    Demo demo;
    demo.clock.advance(days(8));
    CHECK(code_of(demo.seen("FR/NCB")) == "crl-stale");
    CHECK(demo.signed_by("FR/NCB/notices", k_notice) == "crl-stale");
    Changed const early = must(refresh(demo.workshop));
    CHECK(!holds(early, "FR/NCB/tls.pem"));
    demo.reload();
    CHECK(demo.seen("FR/NCB"));
    CHECK(demo.signed_by("FR/NCB/notices", k_notice) == "ok");
    demo.clock.advance(days(40));
    CHECK(!demo.seen("FR/NCB"));
    Changed const late = must(refresh(demo.workshop));
    CHECK(holds(late, "FR/NCB/tls.pem"));
    CHECK(!holds(late, "FR/NCB/notices.pem"));
    demo.reload();
    CHECK(demo.seen("FR/NCB"));
    CHECK(demo.seen("XP/RC-EUROPE"));
  }

  TEST_CASE("lifetimes are parameters, so that a test can have a certificate that has ended") {
    federation::Options options;
    options.lifetimes.gateway_tls = std::chrono::hours(1);
    Demo demo(options);
    CHECK(demo.seen("FR/NCB"));
    demo.clock.advance(std::chrono::hours(1));
    CHECK(code_of(demo.seen("FR/NCB")) == "certificate-chain");
  }

  TEST_CASE("what cannot be done is refused and leaves the directory as it was") {
    Demo const demo;
    std::string const list = text_of(demo.file("trust/list.jws"));
    CHECK(code_of(init(demo.workshop, {country("FR")})) == "state-conflict");
    CHECK(code_of(revoke(demo.workshop, ncb("IT"), "tls")) == "parameter-invalid");
    CHECK(code_of(revoke(demo.workshop, ncb("FR"), "review")) == "parameter-invalid");
    CHECK(code_of(revoke(demo.workshop, ncb("FR"), "../DE/NCB/tls")) == "parameter-invalid");
    CHECK(code_of(renew(demo.workshop, ncb("FR"), "ca")) == "parameter-invalid");
    CHECK(code_of(renew(demo.workshop, {country("XP"), "AUDIT"}, "notices")) == "parameter-invalid");
    CHECK(text_of(demo.file("trust/list.jws")) == list);
    test::TempDir const elsewhere;
    federation::Workshop const other{elsewhere / "fed", demo.clock, const_cast<crypto::SystemRandom&>(demo.random), {}};
    CHECK(!add_country(other, country("FR")));
    CHECK(code_of(init(other, {country("XP")})) == "parameter-invalid");
  }

  TEST_CASE("two processes do not change one directory at a time") {
    Demo const demo;
    {
      auto const held = must(federation::detail::DirectoryLock::take(demo.workshop.directory));
      CHECK(code_of(add_country(demo.workshop, country("BR"))) == "state-conflict");
    }
    CHECK(code_of(add_country(demo.workshop, country("BR"))) == "ok");
  }
}
