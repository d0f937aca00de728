#include "server/exchange/time_stamper.hpp"

#include <algorithm>
#include <sstream>

#include "protocol/base/durable_file.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/documents/policy.hpp"
#include "protocol/log/checkpoint.hpp"
#include "protocol/log/leaf.hpp"
#include "protocol/log/note.hpp"
#include "server/exchange/commit.hpp"
#include "server/net/fetch.hpp"
#include "storage/journal/reading.hpp"
#include "storage/sublog/heads_view.hpp"
#include "storage/time/time_view.hpp"

namespace huecry::exchange {
namespace {

using namespace std::chrono_literals;

constexpr auto k_look_every = 500ms;
constexpr AskingEvents k_events{"authority", "time-authority-failed", "time-authority-back", "time-authority-threw"};
constexpr std::chrono::milliseconds k_clocks_differ_max = 60s;
constexpr int k_ok = 200;

Error at_line(std::size_t line, std::string const& what) {
  return Error(Errc::config_invalid, "line " + std::to_string(line) + ": " + what);
}

Result<Authority> parse_line(std::string const& text, std::size_t number, std::filesystem::path const& base) {
  std::istringstream words(text);
  std::string name, url, file, more;
  words >> name >> url >> file;
  if (file.empty() || words >> more) return at_line(number, "an authority is a name, an address and a file of roots");
  if (!certs::is_authority_name(name))
    return at_line(number, "a name is of at most 64 letters, digits, '.', '_' and '-'");
  HUECRY_CHECK(net::parse_url(url));
  auto const pem = read_whole(base / file, limits::trust_list_bytes_max);
  if (!pem) return at_line(number, pem.error().detail);
  auto roots = certs::TimeAuthority::of(*pem);
  if (!roots) return std::move(roots).error().with_context(file);
  return Authority{std::move(name), std::move(url), *std::move(roots)};
}

/// Of the journal's own, which say nothing that needs a time: else an idle log would be stamped for its stamps.
bool is_own(log::Leaf const& leaf) {
  return leaf.kind == log::LeafKind::tst || (leaf.kind == log::LeafKind::delivery && leaf.id == sublog::k_id);
}

}

Result<std::vector<Authority>> parse_authorities(std::string_view text, std::filesystem::path const& base) {
  std::vector<Authority> authorities;
  std::istringstream lines{std::string(text)};
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.empty() || line.front() == '#') continue;
    HUECRY_TRY(Authority authority, parse_line(line, number, base));
    if (std::ranges::any_of(authorities, [&](Authority const& other) { return other.name == authority.name; }))
      return at_line(number, authority.name + " stands there twice");
    authorities.push_back(std::move(authority));
  }
  return authorities;
}

struct TimeStamper::Asked {
  explicit Asked(Authority authority_) : authority(std::move(authority_)) {}
  Authority authority;
  std::chrono::steady_clock::time_point next{};  // not before, unless much has come
  std::atomic<journal::Position> stamped = 0;
  std::atomic<std::uint64_t> failures = 0;
};

TimeStamper::TimeStamper(Services const& services, ProvenTime& proven, Random& random,
                         std::vector<Authority> authorities, std::chrono::seconds every)
    : services_(services),
      proven_(proven),
      random_(random),
      every_(every),
      asking_(services.log, k_events, k_look_every) {
  for (Authority& authority : authorities) asked_.push_back(std::make_unique<Asked>(std::move(authority)));
}

TimeStamper::~TimeStamper() = default;

Result<> TimeStamper::start() {
  for (auto const& asked : asked_) {
    HUECRY_TRY(auto const stamp, time_rows::newest_stamp(services_.store, asked->authority.name));
    if (stamp) asked->stamped = stamp->size;
  }
  HUECRY_TRY(auto const newest, time_rows::newest_stamp(services_.store));
  if (newest) covered_ = newest->size;
  started_ = services_.clock.now();
  if (!asked_.empty()) tell_proven();
  for (auto const& asked : asked_)
    asking_.start(asked->authority.name, asked->failures, [this, &asked = *asked](bool may_ask) {
      auto const done = may_ask ? look(asked) : std::nullopt;
      tell_proven();
      return done;
    });
  return ok();
}

std::optional<Result<>> TimeStamper::look(Asked& asked) {
  auto const now = std::chrono::steady_clock::now();
  bool const many = services_.journal.end() - asked.stamped >= limits::time_token_entries;
  if (now < asked.next && !many) return std::nullopt;
  auto const unproven = first_unproven(asked.stamped);
  if (!unproven) return Result<>(unproven.error());
  if (!*unproven) return std::nullopt;
  Result<> done = stamp(asked);
  if (done) asked.next = now + every_;
  return done;
}

Result<> TimeStamper::stamp(Asked& asked) {
  HUECRY_TRY(log::Note const note, log::parse_note(services_.journal.checkpoint()));
  HUECRY_TRY(log::Checkpoint const checkpoint, log::parse_checkpoint(note.body));
  auto const request = certs::time_request(crypto::sha256(note.body), random_);
  HUECRY_TRY(auto answer, net::fetch({asked.authority.url, "application/timestamp-query", request.der},
                                     limits::time_token_bytes_max, limits::fetch_time_max));
  if (answer.status != k_ok) return Error(Errc::transport, "it answers with status " + std::to_string(answer.status));
  HUECRY_TRY(UnixMillis const at, asked.authority.roots.verify(request, answer.body));
  auto const differs = std::chrono::abs(at - services_.clock.now());
  if (differs > k_clocks_differ_max)
    return Error(Errc::clock_untrusted,
                 "its clock and ours differ by " + std::to_string(differs.count() / 1000) + " s");
  return enter(asked, checkpoint.head, std::move(answer.body), at);
}

Result<> TimeStamper::enter(Asked& asked, log::TreeHead const& head, std::string reply, UnixMillis at) {
  std::lock_guard const lock(entering_);
  journal::Record record;
  record.kind = log::LeafKind::tst;
  record.iss = documents::secretariat();
  record.id = time_rows::k_id;
  HUECRY_TRY(auto const newest, journal::newest_version(services_.store, record.iss, record.id));
  record.ver = newest.value_or(0) + 1;
  record.object = crypto::sha256(reply);
  record.signing = record.object;
  record.facts = time_rows::encode({head.size, head.root, asked.authority.name, at});
  record.document = std::move(reply);
  HUECRY_CHECK(commit_and_wait(services_.journal, journal::Proposal{std::move(record), {}}));
  asked.stamped = head.size;
  covered_ = std::max<journal::Position>(covered_, head.size);
  return ok();
}

/// When the first entry came that is not one of our own, from a position on; nullopt: there is none.
Result<std::optional<UnixMillis>> TimeStamper::first_unproven(journal::Position from) const {
  journal::Position const end = services_.journal.end();
  for (journal::Position at = from; at < end; ++at) {
    HUECRY_TRY(std::string const bytes, journal::leaf_of(services_.store, at));
    HUECRY_TRY(log::Leaf const leaf, log::parse_leaf(bytes));
    if (!is_own(leaf)) return std::optional(leaf.received);
  }
  return std::optional<UnixMillis>();
}

void TimeStamper::tell_proven() {
  auto const since = first_unproven(covered_);
  // Not knowing is no proof: the grace runs from the first look in vain.
  std::optional<UnixMillis> first = since ? *since : proven_.since().value_or(services_.clock.now());
  if (first && covered_ == 0) first = std::max(*first, started_);
  proven_.unproven_since(first);
}

std::vector<AuthorityStanding> TimeStamper::standing() const {
  std::vector<AuthorityStanding> all;
  all.reserve(asked_.size());
  for (auto const& asked : asked_) all.push_back({asked->authority.name, asked->stamped, asked->failures});
  return all;
}

}
