#include <unistd.h>

#include <future>
#include <iostream>

#include "certs/keys/open_signer.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/crypto/random.hpp"
#include "protocol/envelope/jws.hpp"
#include "protocol/policy/record.hpp"
#include "protocol/policy/subject_form.hpp"
#include "server/app/keeping.hpp"
#include "storage/index/facts.hpp"
#include "storage/policy/facts.hpp"
#include "tests/bench/measure/must.hpp"
#include "tests/bench/parts/parts.hpp"
#include "tests/bench/parts/policy_json.hpp"
#include "tests/bench/parts/policy_load.hpp"

namespace huecry::bench {
namespace {

constexpr std::size_t k_kinds = 1000;  // of notices, for policy
constexpr std::size_t k_policies_commit = 8;
constexpr std::size_t k_pool_bytes = 1 << 20;

/// What policy says of notices of one kind.
struct Decided {
  policy::Subject subject;
  std::string subject_text, decision_text;
  policy::Decision decision;
};

/// Kinds of notices without any block that a rule could keep back: whoever may have one has all of it.
std::vector<Decided> decide(policy::CompiledPolicy const& policy, PolicyLoad& load) {
  std::vector<Decided> kinds;
  policy::Circumstances const now = load.now();
  while (kinds.size() < k_kinds) {
    policy::Subject subject = load.subject();
    subject.blocks = 0;
    policy::Decision const decision = policy.decide(subject, now);
    kinds.push_back({subject, policy::encode(policy.vocabulary(), subject),
                     policy::to_json(policy, subject, now, decision), decision});
  }
  return kinds;
}

/// Notices as the journal sees them, for those whom policy allows. The documents are slices of random text: as large as
/// real ones and no easier to compress, but nobody signed them, because a start does not read them.
class Notices {
 public:
  Notices(std::vector<Decided> kinds, std::size_t document_bytes)
      : kinds_(std::move(kinds)), document_bytes_(document_bytes) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    crypto::SystemRandom random;
    Bytes bytes(k_pool_bytes);
    random.fill(bytes);
    for (auto const byte : bytes) pool_ += letters[byte % letters.size()];
  }

  [[nodiscard]] journal::Record operator()(std::uint64_t number) const {
    Decided const& kind = kinds_[number % kinds_.size()];
    journal::Record record;
    record.iss = kind.subject.origin;
    record.id = std::string(record.iss.text()) + "-2026-" + std::to_string(number);
    record.document =
        std::to_string(number) + pool_.substr(number * 61 % (k_pool_bytes - document_bytes_), document_bytes_);
    record.decision = kind.decision_text;
    record.policy = kind.decision.policy;
    if (!kind.decision.allowed.empty())
      record.deliveries.push_back({journal::DeliveryKind::document, kind.decision.allowed});
    index::NoticeFacts const known = facts(kind, number);
    record.facts = index::encode(known);
    record.content = index::encode_content(known);
    record.object = crypto::sha256(record.document);
    record.signing = crypto::sha256(record.id);
    return record;
  }

 private:
  [[nodiscard]] static index::NoticeFacts facts(Decided const& kind, std::uint64_t number) {
    index::NoticeFacts facts;
    facts.subject = kind.subject_text;
    facts.colour = *kind.subject.colour;
    facts.offences = {"homicide", "fraud"};
    facts.issued = std::chrono::sys_days(std::chrono::year(2026) / 3 / 1);
    facts.title = "A title of ordinary length " + std::to_string(number);
    facts.search_text = "some folded names of a person with an alias or two";
    return facts;
  }

  std::vector<Decided> kinds_;
  std::size_t document_bytes_;
  std::string pool_;
};

journal::Record record_of(documents::Policy const& policy, crypto::Signer& signer) {
  auto const type = envelope::DocumentType::policy;
  auto const compact = must(envelope::sign({type, policy_json(policy), {}, policy.effective, {}}, signer));
  auto const document = must(envelope::parse_compact(compact, type));
  journal::Record record;
  record.kind = log::LeafKind::policy;
  record.iss = policy.iss;
  record.id = policy_rows::record_id(policy.kind);
  record.ver = policy.seq;
  record.document = compact;
  record.facts = policy_rows::encode({policy.kind, policy.effective});
  record.object = document.digest();
  record.signing = document.signing_digest();
  return record;
}

void commit(journal::Journal& journal, std::vector<journal::Proposal> proposals) {
  std::promise<void> answered;
  journal.submit(std::move(proposals), [&](std::vector<Result<journal::Receipt>> const& results) {
    for (auto const& result : results) require(static_cast<bool>(result), "the journal refused an entry");
    answered.set_value();
  });
  answered.get_future().get();
}

/// make(number) for each of them, so many in a commit.
template <class Make>
void commit_all(journal::Journal& journal, std::uint64_t count, std::size_t together, Make&& make) {
  for (std::uint64_t next = 0; next < count;) {
    std::vector<journal::Proposal> proposals;
    while (proposals.size() < together && next < count) proposals.push_back({make(next++), {}});
    commit(journal, std::move(proposals));
  }
}

}

void fill_and_crash(Filling const& filling) {
  SystemClock clock;
  crypto::SystemRandom random;
  NullLog log;
  auto const config = must(ops::load_config(filling.config)).config;
  auto const keeping = must(app::Keeping::open(config, clock, random, log));
  PolicyLoad load(Shape::mixed, filling.members);
  policy::PolicySet const set = filling.policies ? load.set() : policy::PolicySet{};
  auto const signer = must(certs::open_signer(config.sign_key));
  commit_all(keeping->journal(), set.size(), k_policies_commit,
             [&](std::uint64_t number) { return record_of(set[number].policy, *signer); });
  Notices const notices(decide(policy::CompiledPolicy(set, load.words()), load), filling.document_bytes);
  auto const began = Steady::now();
  commit_all(keeping->journal(), filling.entries, limits::commit_leaves_max, notices);
  std::cout << R"({"entries":)" << keeping->journal().end() << R"(,"seconds":)"
            << Seconds(Steady::now() - began).count() << "}\n"
            << std::flush;
  ::_exit(0);
}

}
