#include "protocol/log/witness_policy.hpp"

#include <doctest/doctest.h>

#include "protocol/base/limits.hpp"
#include "protocol/crypto/signer.hpp"
#include "protocol/log/note_signer.hpp"

using namespace huecry;
using log::WitnessPolicy;

namespace {

std::shared_ptr<crypto::Signer> fresh_key() {
  return std::make_shared<crypto::PrivateKey>(*crypto::PrivateKey::generate(crypto::Algorithm::eddsa));
}

struct Keys {
  log::NoteSigner hub = *log::NoteSigner::make("hub.example/log", fresh_key());
  std::vector<log::Cosigner> witnesses;

  explicit Keys(std::size_t count = 5) {
    for (std::size_t i = 0; i < count; ++i)
      witnesses.push_back(*log::Cosigner::make("w" + std::to_string(i) + ".example", fresh_key()));
  }
  /// In a policy $L is the log's key, $0 to $4 those of witnesses.
  [[nodiscard]] std::string text(std::string pattern) const {
    for (auto at = pattern.find('$'); at != std::string::npos; at = pattern.find('$', at + 1)) {
      char const which = pattern[at + 1];
      std::string const key =
          which == 'L' ? to_vkey(hub.key()) : to_vkey(witnesses[static_cast<std::size_t>(which - '0')].key());
      pattern.replace(at, 2, key);
    }
    return pattern;
  }
  [[nodiscard]] WitnessPolicy policy(std::string const& pattern) const {
    auto parsed = WitnessPolicy::parse(text(pattern));
    REQUIRE_MESSAGE(parsed, (parsed ? "" : parsed.error().detail));
    return *std::move(parsed);
  }
};

}

TEST_SUITE("protocol/log witness policy") {
  TEST_CASE("a file names logs, witnesses with where they are asked, and who is enough") {
    Keys const keys;
    auto const policy = keys.policy(
        "# who watches\n\nlog $L https://hub.example/log\n  witness\tx $0 http://w0.example/log \nwitness y $1\ngroup "
        "both all x y\n"
        "quorum both\n");
    REQUIRE(policy.logs().size() == 1);
    CHECK(policy.logs().front().name == "hub.example/log");
    REQUIRE(policy.witnesses().size() == 2);
    CHECK(policy.witnesses()[0].name == "x");
    CHECK(policy.witnesses()[0].url == "http://w0.example/log");
    CHECK(policy.witnesses()[1].url.empty());
    CHECK(policy.is_quorum({0, 1}));
    CHECK_FALSE(policy.is_quorum({0}));
  }

  TEST_CASE("a quorum is reached by these and by nobody less") {
    Keys const keys;
    std::string const five = "witness a $0\nwitness b $1\nwitness c $2\nwitness d $3\nwitness e $4\n";
    struct Row {
      std::string name, rest;
      std::vector<std::set<std::size_t>> enough, few;
    };
    Row const rows[] = {
        {"none", "quorum none\n", {{}, {1}}, {}},
        {"one witness", "quorum b\n", {{1}, {0, 1}}, {{}, {0, 2, 3, 4}}},
        {"any", "group g any a b\nquorum g\n", {{0}, {1}, {0, 1}}, {{}, {2}}},
        {"all", "group g all a b\nquorum g\n", {{0, 1}}, {{0}, {1}, {0, 2, 3}}},
        {"two of three", "group g 2 a b c\nquorum g\n", {{0, 1}, {0, 2}, {1, 2}, {0, 1, 2}}, {{}, {0}, {0, 3, 4}}},
        {"groups of groups",
         "group g 2 a b c\ngroup h any d e\ngroup both all g h\nquorum both\n",
         {{0, 1, 3}, {1, 2, 4}},
         {{0, 1, 2}, {0, 3, 4}}},
    };
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const policy = keys.policy(five + row.rest);
      for (auto const& witnesses : row.enough) CHECK(policy.is_quorum(witnesses));
      for (auto const& witnesses : row.few) CHECK_FALSE(policy.is_quorum(witnesses));
    }
  }

  TEST_CASE("a file with a mistake is refused, with its line") {
    Keys const keys;
    struct Row {
      std::string name, text, says;
    };
    Row const rows[] = {
        {"no quorum", "witness a $0\n", "no quorum line"},
        {"two quorums", "quorum none\nquorum none\n", "line 2: a second quorum"},
        {"unknown word", "witnes a $0\nquorum none\n", "line 1: unknown word witnes"},
        {"quorum of nobody", "quorum a\nwitness a $0\n", "line 1: no name above is a"},
        {"a group of what comes later", "group g any a\nwitness a $0\nquorum g\n", "line 1: no name above"},
        {"a group without members", "group g any\nquorum g\n", "line 1: a group is"},
        {"more than there are", "witness a $0\ngroup g 2 a\nquorum g\n", "line 2: of so many"},
        {"none of them", "witness a $0\ngroup g 0 a\nquorum g\n", "line 2: of so many"},
        {"a number with a leading zero", "witness a $0\ngroup g 01 a\nquorum g\n", "line 2: of so many"},
        {"a member of two groups", "witness a $0\ngroup g any a\ngroup h any a\nquorum g\n",
         "line 3: a is in a group already"},
        {"a member twice", "witness a $0\ngroup g any a a\nquorum g\n", "line 2: a is in a group already"},
        {"one name twice", "witness a $0\nwitness a $1\nquorum none\n", "line 2: the name a is taken"},
        {"the name none", "witness none $0\nquorum none\n", "line 1: the name none"},
        {"one key twice", "witness a $0\nwitness b $0\nquorum none\n", "line 2: this witness stands twice"},
        {"one log twice", "log $L\nlog $L\nquorum none\n", "line 2: this log stands twice"},
        {"a witness's key for a log", "log $0\nquorum none\n", "line 1: no key of a log"},
        {"a log's key for a witness", "witness a $L\nquorum none\n", "line 1: no key of a witness"},
        {"no key", "witness a b\nquorum none\n", "line 1: no key of a witness"},
        {"too many items", "witness a $0 http://x y\nquorum none\n", "line 1: a witness is"},
        {"a carriage return", "quorum none\r\n", "line 1: a control character"},
        {"too large", std::string(limits::witness_policy_bytes_max + 1, '#'), "too large"},
    };
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const parsed = WitnessPolicy::parse(keys.text(row.text));
      REQUIRE_FALSE(parsed);
      CHECK(parsed.error().code == Errc::config_invalid);
      CHECK_MESSAGE(parsed.error().detail.find(row.says) != std::string::npos, parsed.error().detail);
    }
  }

  TEST_CASE("witnesses are taken as far as they find room on one note, names and logs up to their limit") {
    std::size_t const witnesses = limits::note_signature_lines_max - 2;
    Keys const keys(witnesses + 1);
    std::string text = "quorum none\n";
    for (std::size_t i = 0; i <= witnesses; ++i) {
      CHECK(WitnessPolicy::parse(text));
      text += "witness n" + std::to_string(i) + ' ' + to_vkey(keys.witnesses[i].key()) + '\n';
    }
    CHECK_FALSE(WitnessPolicy::parse(text));
    text = "quorum none\nwitness n " + to_vkey(keys.witnesses[0].key()) + "\n";
    std::string member = "n";
    for (std::size_t i = 1; i <= limits::witness_policy_names_max; ++i) {
      CHECK(WitnessPolicy::parse(text));
      std::string const group = "g" + std::to_string(i);
      text += "group " + group + " any " + member + '\n';
      member = group;
    }
    CHECK_FALSE(WitnessPolicy::parse(text));
  }

  TEST_CASE("a cosignature counts for the witness whose it is, and one that does not hold ends it") {
    Keys const keys;
    auto const policy = keys.policy("witness a $0\nwitness b $1\nquorum a\n");
    std::string const body = "hub.example/log\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    UnixSeconds const now(std::chrono::seconds(1'800'000'000));
    log::Note note{body, {*keys.hub.sign(body)}};
    CHECK(policy.cosigned(note)->empty());
    note.lines.push_back(*keys.witnesses[4].cosign(body, now));  // a stranger
    CHECK(policy.cosigned(note)->empty());
    note.lines.push_back(*keys.witnesses[1].cosign(body, now));
    CHECK(policy.cosigned(note)->front().key == 1);
    note.lines.push_back(*keys.witnesses[0].cosign(body, now));
    CHECK(policy.cosigned(note)->size() == 2);
    note.lines.back().signature.back() ^= 1;
    CHECK(policy.cosigned(note).error().code == Errc::log_signature_invalid);
  }
}
