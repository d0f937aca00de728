#include <unistd.h>

#include <future>
#include <iostream>

#include "protocol/crypto/hash.hpp"
#include "protocol/crypto/random.hpp"
#include "protocol/policy/record.hpp"
#include "server/app/keeping.hpp"
#include "storage/index/facts.hpp"
#include "tests/bench/measure/must.hpp"
#include "tests/bench/parts/parts.hpp"

namespace huecry::bench {
namespace {

constexpr std::size_t k_issuers = 190;
constexpr std::size_t k_pool_bytes = 1 << 20;

CountryCode issuer(std::uint64_t number) {
  return *CountryCode::from_slot(static_cast<std::uint8_t>(number % k_issuers));
}

/// Notices as the journal sees them, for nearly everyone. The documents are slices of random text: as large as real
/// ones and no easier to compress, but nobody signed them, because a start does not read them.
class Notices {
 public:
  explicit Notices(std::size_t document_bytes) : document_bytes_(document_bytes) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    crypto::SystemRandom random;
    Bytes bytes(k_pool_bytes);
    random.fill(bytes);
    for (auto const byte : bytes) pool_ += letters[byte % letters.size()];
    for (std::size_t slot = 0; slot < k_issuers; ++slot) everyone_.add(issuer(slot));
    policy::CompiledPolicy const policy(std::make_shared<policy::Vocabulary const>(documents::CodeLists()));
    policy::Subject subject;
    subject.origin = issuer(0);
    policy::Circumstances now;
    now.members.all = everyone_;
    decision_ = policy::to_json(policy, subject, now, policy.decide(subject, now));
    subject_ = policy::subject_json(policy.vocabulary(), subject);
  }

  [[nodiscard]] journal::Record operator()(std::uint64_t number) const {
    journal::Record record;
    record.iss = issuer(number);
    record.id = std::string(record.iss.text()) + "-2026-" + std::to_string(number);
    record.document =
        std::to_string(number) + pool_.substr(number * 61 % (k_pool_bytes - document_bytes_), document_bytes_);
    record.decision = decision_;
    record.deliveries.push_back({journal::DeliveryKind::document, everyone_ - CountrySet{record.iss}});
    record.facts = index::encode(facts(number));
    record.object = crypto::sha256(record.document);
    record.signing = crypto::sha256(record.id);
    return record;
  }

 private:
  [[nodiscard]] index::NoticeFacts facts(std::uint64_t number) const {
    index::NoticeFacts facts;
    facts.subject = subject_;
    facts.colour = documents::k_colours[number % documents::k_colours.size()];
    facts.offences = {"homicide", "fraud"};
    facts.issued = std::chrono::sys_days(std::chrono::year(2026) / 3 / 1);
    facts.title = "A title of ordinary length " + std::to_string(number);
    facts.search_text = "some folded names of a person with an alias or two";
    return facts;
  }

  std::size_t document_bytes_;
  std::string pool_;
  CountrySet everyone_;
  std::string decision_, subject_;
};

void commit(journal::Journal& journal, std::vector<journal::Proposal> proposals) {
  std::promise<void> answered;
  journal.submit(std::move(proposals), [&](std::vector<Result<journal::Receipt>> const& results) {
    for (auto const& result : results) require(static_cast<bool>(result), "the journal refused an entry");
    answered.set_value();
  });
  answered.get_future().get();
}

}

void fill_and_crash(std::filesystem::path const& config, std::uint64_t entries, std::size_t document_bytes) {
  SystemClock clock;
  crypto::SystemRandom random;
  NullLog log;
  auto const keeping = must(app::Keeping::open(must(ops::load_config(config)).config, clock, random, log));
  Notices const notices(document_bytes);
  auto const began = Steady::now();
  for (std::uint64_t next = 0; next < entries;) {
    std::vector<journal::Proposal> proposals;
    for (std::size_t i = 0; i < limits::commit_leaves_max && next < entries; ++i)
      proposals.push_back({notices(next++), {}});
    commit(keeping->journal(), std::move(proposals));
  }
  std::cout << R"({"entries":)" << keeping->journal().end() << R"(,"seconds":)"
            << Seconds(Steady::now() - began).count() << "}\n"
            << std::flush;
  ::_exit(0);
}

}
