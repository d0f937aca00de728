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
constexpr auto k_backoff_first = 1000ms;
constexpr auto k_backoff_most = 60'000ms;
constexpr std::chrono::milliseconds k_clocks_differ_max = 60s;
constexpr std::size_t k_name_bytes_max = 64;
// It becomes the name of a file, and a word of a command, in what a court is given.
constexpr std::string_view k_name_chars = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
constexpr int k_ok = 200;

Error at_line(std::size_t line, std::string const& what) {
  return Error(Errc::config_invalid, "line " + std::to_string(line) + ": " + what);
}

Result<Authority> parse_line(std::string const& text, std::size_t number, std::filesystem::path const& base) {
  std::istringstream words(text);
  std::string name, url, file, more;
  words >> name >> url >> file;
  if (file.empty() || words >> more) return at_line(number, "an authority is a name, an address and a file of roots");
  bool const fits = name.size() <= k_name_bytes_max && name.find_first_not_of(k_name_chars) == std::string::npos;
  if (!fits || name.front() == '.') return at_line(number, "a name is of at most 64 letters, digits, '.', '_' and '-'");
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
  std::chrono::steady_clock::time_point next{};  // not before
  std::chrono::milliseconds backoff{};
  bool told = false;  // that it fails
  std::atomic<journal::Position> stamped = 0;
  std::atomic<std::uint64_t> failures = 0;
  std::thread thread;
};

TimeStamper::TimeStamper(Services const& services, ProvenTime& proven, Random& random,
                         std::vector<Authority> authorities, std::chrono::seconds every)
    : services_(services), proven_(proven), random_(random), every_(every) {
  for (Authority& authority : authorities) asked_.push_back(std::make_unique<Asked>(std::move(authority)));
}

TimeStamper::~TimeStamper() { stop(); }

Result<> TimeStamper::start() {
  for (auto const& asked : asked_) {
    HUECRY_TRY(auto const stamp, time_rows::newest_stamp(services_.store, asked->authority.name));
    if (stamp) asked->stamped = stamp->size;
  }
  HUECRY_TRY(auto const newest, time_rows::newest_stamp(services_.store));
  if (newest) covered_ = newest->size;
  ever_stamped_ = newest.has_value();
  started_ = services_.clock.now();
  if (!asked_.empty()) tell_proven();
  for (auto const& asked : asked_) asked->thread = std::thread([this, &asked = *asked] { run(asked); });
  return ok();
}

void TimeStamper::stop() {
  {
    std::lock_guard const lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto const& asked : asked_)
    if (asked->thread.joinable()) asked->thread.join();
}

/// False: it is time to end.
bool TimeStamper::pause(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, time, [this] { return stopping_; });
}

/// Whatever goes wrong with one authority, also what nobody expects, is a failure of this one alone.
void TimeStamper::run(Asked& asked) {
  while (pause(k_look_every)) {
    try {
      step(asked);
      tell_proven();
    } catch (std::exception const& bug) {
      ++asked.failures;
      asked.next = std::chrono::steady_clock::now() + k_backoff_most;
      services_.log.write(
          LogLevel::error, "time-authority-threw",
          {{"authority", std::string_view(asked.authority.name)}, {"what", std::string_view(bug.what())}});
    }
  }
}

void TimeStamper::step(Asked& asked) {
  auto const now = std::chrono::steady_clock::now();
  journal::Position const end = services_.journal.end();
  bool const many = asked.backoff == 0ms && end - asked.stamped >= limits::time_token_entries;
  if (now < asked.next && !many) return;
  auto const unproven = first_unproven(asked.stamped);
  if (unproven && !*unproven) return;
  auto const covering = journal::covering_of(services_.journal.checkpoint());
  Result<> const done = !unproven  ? Result<>(unproven.error())
                        : covering ? stamp(asked, *covering)
                                   : Result<>(covering.error());
  std::string_view const name = asked.authority.name;
  if (done) {
    asked.backoff = 0ms;
    asked.next = now + every_;
    if (std::exchange(asked.told, false))
      services_.log.write(LogLevel::info, "time-authority-back", {{"authority", name}});
    return;
  }
  ++asked.failures;
  asked.backoff = std::clamp(asked.backoff * 2, k_backoff_first, k_backoff_most);
  asked.next = now + asked.backoff;
  if (!std::exchange(asked.told, true))
    services_.log.write(LogLevel::warning, "time-authority-failed",
                        {{"authority", name}, {"reason", std::string_view(done.error().detail)}});
}

Result<> TimeStamper::stamp(Asked& asked, journal::Covering const& covering) {
  HUECRY_TRY(log::Note const note, log::parse_note(covering.checkpoint));
  auto const request = certs::time_request(crypto::sha256(note.body), random_);
  HUECRY_TRY(auto answer, net::fetch({asked.authority.url, "application/timestamp-query", request.der},
                                     limits::time_token_bytes_max, limits::fetch_time_max));
  if (answer.status != k_ok) return Error(Errc::transport, "it answers with status " + std::to_string(answer.status));
  HUECRY_TRY(UnixMillis const at, asked.authority.roots.verify(request, answer.body));
  auto const differs = std::chrono::abs(at - services_.clock.now());
  if (differs > k_clocks_differ_max)
    return Error(Errc::clock_untrusted,
                 "its clock and ours differ by " + std::to_string(differs.count() / 1000) + " s");
  return enter(asked, covering, std::move(answer.body), at);
}

Result<> TimeStamper::enter(Asked& asked, journal::Covering const& covering, std::string reply, UnixMillis at) {
  HUECRY_TRY(log::Note const note, log::parse_note(covering.checkpoint));
  HUECRY_TRY(log::Checkpoint const checkpoint, log::parse_checkpoint(note.body));
  std::lock_guard const lock(entering_);
  journal::Record record;
  record.kind = log::LeafKind::tst;
  record.iss = documents::secretariat();
  record.id = time_rows::k_id;
  HUECRY_TRY(auto const newest, journal::newest_version(services_.store, record.iss, record.id));
  record.ver = newest.value_or(0) + 1;
  record.object = crypto::sha256(reply);
  record.signing = record.object;
  record.facts = time_rows::encode({covering.size, checkpoint.head.root, asked.authority.name, at});
  record.document = std::move(reply);
  HUECRY_CHECK(commit_and_wait(services_.journal, journal::Proposal{std::move(record), {}}));
  asked.stamped = covering.size;
  covered_ = std::max<journal::Position>(covered_, covering.size);
  ever_stamped_ = true;
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
  if (first && !ever_stamped_) first = std::max(*first, started_);
  proven_.unproven_since(first);
}

std::vector<AuthorityStanding> TimeStamper::standing() const {
  std::vector<AuthorityStanding> all;
  all.reserve(asked_.size());
  for (auto const& asked : asked_) all.push_back({asked->authority.name, asked->stamped, asked->failures});
  return all;
}

}
