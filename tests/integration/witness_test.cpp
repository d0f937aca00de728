// The hub and its witnesses: asked, coming by themselves, down, slow, wrong, and refusing a second history.

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "gateway/log/folder.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/crypto/hash.hpp"
#include "tests/integration/logs.hpp"
#include "tests/integration/witnesses.hpp"

using namespace huecry;
using namespace std::chrono_literals;
using test::Reply;
using test::sample;

namespace {

struct WitnessedHub {
  test::TempDir folder;
  log::Cosigner germany = test::witness_key("de.example/witness");
  log::Cosigner brazil = test::witness_key("br.example/witness");
  test::TestHub hub;
  log::NoteKey key = test::log_key(hub);

  static std::string at(std::uint16_t port) { return port == 0 ? "" : " http://127.0.0.1:" + std::to_string(port); }

  /// Begins again with these witnesses: 0 for one that comes by itself.
  void use(std::uint16_t germany_at, std::uint16_t brazil_at, std::string const& quorum = "any") {
    hub.stop();
    auto const file = folder.path() / "policy";
    std::ofstream(file) << "witness germany " << to_vkey(germany.key()) << at(germany_at) << "\nwitness brazil "
                        << to_vkey(brazil.key()) << at(brazil_at) << "\ngroup both " << quorum
                        << " germany brazil\nquorum both\n";
    test::must(hub.try_start([&](ops::Config& config) {
      config.log_witnesses = file;
      config.log_cosign_every = 1s;
    }));
  }
  [[nodiscard]] log::WitnessPolicy policy() const {
    std::ostringstream text;
    text << std::ifstream(folder.path() / "policy").rdbuf();
    return test::must(log::WitnessPolicy::parse(text.str()));
  }

  std::string submit(std::uint64_t seed) {
    Reply const reply = hub.submit("FR", sample("FR", seed));
    REQUIRE_MESSAGE(reply.status == 201, reply.text);
    return reply.body["object"];
  }
  Reply receipt(std::string const& object, int witnesses) {
    return hub.get("IT", "/v1/receipts/" + object + "?min_witness=" + std::to_string(witnesses));
  }
  /// The receipt once so many have cosigned it; fails after 20 s.
  std::string cosigned(std::string const& object, int witnesses) {
    for (int i = 0; i < 200; ++i) {
      Reply const reply = receipt(object, witnesses);
      if (reply.status == 200) return reply.text;
      CHECK(reply.code == "state-conflict");
      std::this_thread::sleep_for(100ms);
    }
    FAIL("not cosigned by " << witnesses);
    return {};
  }
  std::set<std::size_t> checked(std::string const& receipt) {
    auto const names = policy();
    return test::checked(hub, receipt, &names).witnesses;
  }
  Reply post(std::string const& note) { return hub.post("DE", "/v1/log/cosignatures", "text/plain", note); }
  std::string line_of(log::Cosigner const& witness, std::string const& checkpoint) {
    auto const note = test::must(log::parse_note(checkpoint));
    return to_text(test::must(witness.cosign(note.body, to_seconds(hub.clock().now()))));
  }
  std::uint64_t size() {
    return test::must(follow::open_head(hub.get("DE", "/v1/log/checkpoint").text, std::array{key})).head().size;
  }
  std::string checkpoint() { return hub.get("DE", "/v1/log/checkpoint?witness=true").text; }
};

}

TEST_SUITE("witnesses") {
  TEST_CASE("those that are asked cosign one checkpoint together, and a receipt in that tree has their quorum") {
    WitnessedHub world;
    test::RunningWitness germany(world.folder.path() / "de", world.germany, world.key, world.hub.clock());
    test::RunningWitness brazil(world.folder.path() / "br", world.brazil, world.key, world.hub.clock());
    world.use(germany.port(), brazil.port(), "all");
    std::string const object = world.submit(1);
    CHECK(world.checked(world.cosigned(object, 2)) == std::set<std::size_t>{0, 1});
    std::string const later = world.submit(2);
    std::string const receipt = world.cosigned(later, 2);
    CHECK(world.checked(receipt).size() == 2);
    world.hub.restart();
    CHECK(world.receipt(object, 2).text == world.receipt(object, 1).text);
    CHECK(world.receipt(later, 2).status == 200);
    CHECK(world.receipt(later, 3).code == "state-conflict");
    CHECK(world.receipt(later, 129).code == "parameter-invalid");
  }

  TEST_CASE("a witness that nobody can reach comes by itself") {
    WitnessedHub world;
    world.use(0, 0);
    std::string const object = world.submit(1);
    CHECK(world.receipt(object, 1).code == "state-conflict");
    std::this_thread::sleep_for(1100ms);  // so that a round begins which covers it
    std::string const checkpoint = world.checkpoint();
    Reply const first = world.post(checkpoint + world.line_of(world.germany, checkpoint));
    CHECK(first.status == 201);
    CHECK(first.body["kept"] == true);
    CHECK(world.checked(world.cosigned(object, 1)) == std::set<std::size_t>{0});
    CHECK(world.post(checkpoint + world.line_of(world.germany, checkpoint)).status == 200);  // known
    CHECK(world.post(checkpoint + world.line_of(world.brazil, checkpoint)).status == 201);
    CHECK(world.checked(world.cosigned(object, 2)) == std::set<std::size_t>{0, 1});
    world.hub.restart();
    CHECK(world.checked(world.cosigned(object, 2)).size() == 2);
  }

  TEST_CASE("lines that are no witness's, or on what the log never signed, are refused") {
    WitnessedHub world;
    world.use(0, 0);
    world.submit(1);
    std::string const checkpoint = world.checkpoint();
    log::Cosigner const stranger = test::witness_key("stranger.example");
    log::NoteSigner const other = test::must(log::NoteSigner::make(
        world.key.name,
        std::make_shared<crypto::PrivateKey>(test::must(crypto::PrivateKey::generate(crypto::Algorithm::eddsa)))));
    std::string const body = log::to_body({world.key.name, {1, crypto::sha256("another root")}});
    std::string const beyond = log::to_body({world.key.name, {1'000'000, crypto::sha256("a longer log")}});
    auto const signed_by = [&](std::string const& text) {
      std::string const note = test::must(log::sign_note(text, other));
      return note + world.line_of(world.germany, note);
    };
    std::string bad = checkpoint + world.line_of(world.germany, checkpoint);
    bad[bad.size() - 10] = bad[bad.size() - 10] == 'A' ? 'B' : 'A';
    struct Row {
      std::string name, note, code;
    };
    Row const rows[] = {{"no note", "x", "log-text-invalid"},
                        {"no line of a witness", checkpoint, "signer-unknown"},
                        {"a stranger's line", checkpoint + world.line_of(stranger, checkpoint), "signer-unknown"},
                        {"a line that does not hold", bad, "log-signature-invalid"},
                        {"another tree of that size", signed_by(body), "proof-invalid"},
                        {"a size that the log never had", signed_by(beyond), "proof-invalid"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(world.post(row.note).code == row.code);
    }
  }

  TEST_CASE("one that is down, silent, or lies delays neither submissions nor the other") {
    struct Row {
      std::string name;
      std::function<std::string(WitnessedHub&)> answer;  // to each request; empty: silence
    };
    auto const answered = [](std::string const& body) { return test::http_answer("200 OK", "text/plain", body); };
    Row const rows[] = {
        {"silent", [](WitnessedHub&) { return std::string(); }},
        {"no HTTP", [](WitnessedHub&) { return std::string("hello\r\n\r\n"); }},
        {"an answer without lines", [&](WitnessedHub&) { return answered(""); }},
        {"lines of another",
         [&](WitnessedHub& world) {
           return answered(world.line_of(world.germany, world.hub.get("DE", "/v1/log/checkpoint").text));
         }},
        {"a line about another tree",
         [&](WitnessedHub& world) {
           return answered(world.line_of(
               world.brazil,
               test::must(log::sign_note(
                   "x\n", *log::NoteSigner::make("x", std::make_shared<crypto::PrivateKey>(
                                                          *crypto::PrivateKey::generate(crypto::Algorithm::eddsa)))))));
         }},
        {"too much", [&](WitnessedHub&) { return answered(std::string(limits::fetch_bytes_max + 1, 'x')); }},
        {"a size beyond all",
         [](WitnessedHub&) { return test::http_answer("409 Conflict", "text/x.tlog.size", "99999999\n"); }},
        {"a size that is none",
         [](WitnessedHub&) { return test::http_answer("409 Conflict", "text/x.tlog.size", "many\n"); }},
    };
    for (Row const& row : rows) {
      CAPTURE(row.name);
      WitnessedHub world;
      test::RunningWitness germany(world.folder.path() / "de", world.germany, world.key, world.hub.clock());
      test::OddWitness odd([&](std::string const&) { return row.answer(world); });
      world.use(germany.port(), odd.port());
      std::string const object = world.submit(1);
      CHECK(world.checked(world.cosigned(object, 1)) == std::set<std::size_t>{0});
      CHECK(odd.asked() >= 1);
      CHECK(world.receipt(object, 2).code == "state-conflict");
    }
  }

  TEST_CASE("one that comes back goes on from the size that it has") {
    WitnessedHub world;
    std::uint16_t port = 0;
    {
      test::RunningWitness germany(world.folder.path() / "de", world.germany, world.key, world.hub.clock());
      port = germany.port();
      world.use(port, 0);
      world.cosigned(world.submit(1), 1);
    }
    std::string const object = world.submit(2);
    world.hub.restart();  // it no longer knows what the witness has
    CHECK(world.receipt(object, 1).code == "state-conflict");
    test::RunningWitness germany(world.folder.path() / "de", world.germany, world.key, world.hub.clock(), port);
    CHECK(world.checked(world.cosigned(object, 1)).size() == 1);
  }

  TEST_CASE("a hub that shows a second history gets no cosignature for it, and leaves evidence with the witness") {
    WitnessedHub world;
    test::RunningWitness germany(world.folder.path() / "de", world.germany, world.key, world.hub.clock());
    world.use(germany.port(), 0);
    world.cosigned(world.submit(1), 1);
    world.hub.stop();
    std::filesystem::copy(world.hub.data_dir(), world.hub.data_dir().string() + ".kept",
                          std::filesystem::copy_options::recursive);
    world.use(germany.port(), 0);
    std::string const told_to_germany = world.submit(2);
    world.cosigned(told_to_germany, 1);
    std::uint64_t const size = germany.witness().size_of(world.key.name);
    world.hub.stop();
    std::filesystem::remove_all(world.hub.data_dir());
    std::filesystem::rename(world.hub.data_dir().string() + ".kept", world.hub.data_dir());
    world.use(germany.port(), 0);
    std::string object;
    for (std::uint64_t seed = 10; world.size() < size; ++seed) object = world.submit(seed);
    REQUIRE(world.size() == size);
    auto const evidence =
        follow::fetch_from(world.folder.path() / "de" / hex_encode(crypto::sha256(world.key.name).view()));
    for (int i = 0; i < 200 && !evidence("two-roots"); ++i) std::this_thread::sleep_for(100ms);
    CHECK(evidence("two-roots"));
    CHECK(germany.witness().size_of(world.key.name) == size);
    CHECK(world.receipt(object, 1).code == "state-conflict");
    object = world.submit(100);  // a longer one is refused as well
    std::this_thread::sleep_for(2500ms);
    CHECK(germany.witness().size_of(world.key.name) == size);
    CHECK(world.receipt(object, 1).code == "state-conflict");
  }
}
