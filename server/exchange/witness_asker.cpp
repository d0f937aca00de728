#include "server/exchange/witness_asker.hpp"

#include <algorithm>
#include <charconv>
#include <future>

#include "protocol/base/encoding.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/log/add_checkpoint.hpp"
#include "protocol/log/origin.hpp"
#include "server/net/fetch.hpp"

namespace huecry::exchange {
namespace {

using namespace std::chrono_literals;

constexpr auto k_look_every = 200ms;
constexpr AskingEvents k_events{"witness", "witness-failed", "witness-back", "witness-threw"};
constexpr int k_ok = 200, k_conflict = 409, k_refused = 422;
constexpr std::size_t k_reason_bytes_max = 200;

/// "1234\n", the size that a witness has.
std::optional<journal::Position> size_in(std::string const& body) {
  journal::Position size = 0;
  auto const [end, error] = std::from_chars(body.data(), body.data() + body.size(), size);
  if (error != std::errc() || std::string_view(end, body.data() + body.size()) != "\n") return std::nullopt;
  return size;
}

Result<> keep(journal::Journal& journal, journal::Cosigned cosigned) {
  std::promise<Result<>> promise;
  auto future = promise.get_future();
  journal.keep_cosigned(std::move(cosigned), [&promise](Result<> result) { promise.set_value(std::move(result)); });
  return future.get();
}

}

struct WitnessAsker::Asked {
  log::WitnessPolicy::Witness const& witness;
  journal::Position known = 0;  // the size that it has, by its own word
  bool corrected = false;       // it has just said another one
  std::atomic<journal::Position> cosigned = 0;
  std::atomic<std::uint64_t> failures = 0;
};

WitnessAsker::WitnessAsker(Services const& services, Cosignatures& cosignatures)
    : services_(services), cosignatures_(cosignatures), asking_(services.log, k_events, k_look_every) {
  for (auto const& witness : cosignatures.policy().witnesses())
    if (!witness.url.empty()) asked_.push_back(std::make_unique<Asked>(witness));
}

WitnessAsker::~WitnessAsker() = default;

void WitnessAsker::start() {
  for (auto const& asked : asked_)
    asking_.start(asked->witness.name, asked->failures,
                  [this, &asked = *asked](bool may_ask) { return may_ask ? look(asked) : std::nullopt; });
}

std::optional<Result<>> WitnessAsker::look(Asked& asked) {
  auto const round = cosignatures_.round();
  if (!round) return Result<>(round.error());
  // One that has this size already is asked all the same: its line is what we want, or its refusal.
  if (round->size == asked.cosigned || round->size < asked.known) return std::nullopt;
  return ask(asked, *round);
}

Result<> WitnessAsker::ask(Asked& asked, journal::Covering const& round) {
  log::AddCheckpoint request{.old_size = asked.known, .proof = {}, .checkpoint = round.checkpoint};
  if (request.old_size != 0) {
    HUECRY_TRY(request.proof,
               log::Prover(round.size, journal::tiles_of(services_.store)).consistency(request.old_size));
  }
  std::string const url = asked.witness.url + "/add-checkpoint";
  HUECRY_TRY(auto const answer, net::fetch({url, "text/plain; charset=utf-8", log::to_text(request)},
                                           limits::fetch_bytes_max, limits::fetch_time_max));
  if (answer.status == k_ok) return take(asked, round, answer.body);
  std::string const why = answer.body.substr(0, std::min(answer.body.find('\n'), k_reason_bytes_max));
  if (answer.status == k_refused)
    services_.log.write(LogLevel::error, "witness-refused",
                        {{"witness", std::string_view(asked.witness.name)},
                         {"entries", round.size},
                         {"reason", std::string_view(why)}});
  auto const size = answer.status == k_conflict ? size_in(answer.body) : std::nullopt;
  if (size && *size != request.old_size) return conflict(asked, *size);
  return Error(Errc::transport, "it answers with status " + std::to_string(answer.status) + ": " + why);
}

/// It has another size than we thought. Believed once; what it has cosigned, we must have signed: if we no longer have
/// it, this store is not the newest one of this log.
Result<> WitnessAsker::conflict(Asked& asked, journal::Position size) {
  if (size > services_.journal.end()) {
    if (has_signed_more(asked))
      services_.log.write(LogLevel::error, "log-shorter-than-witnessed",
                          {{"witness", std::string_view(asked.witness.name)},
                           {"witnessed", size},
                           {"entries", services_.journal.end()}});
    return Error(Errc::log_inconsistent,
                 "it has, it says, cosigned " + std::to_string(size) + " entries, more than there are");
  }
  if (std::exchange(asked.corrected, true)) return Error(Errc::transport, "it says one size after the other");
  asked.known = size;
  cosignatures_.pass(size);
  return ok();
}

/// Its word alone is nothing to stop a hub for: it must show what our own key has signed.
bool WitnessAsker::has_signed_more(Asked const& asked) const {
  std::vector<log::NoteKey> keys;
  for (std::string const& vkey : services_.trust.current()->hub().vkeys)
    if (auto key = log::parse_vkey(vkey)) keys.push_back(*std::move(key));
  auto const own = journal::covering_of(services_.journal.checkpoint());
  if (!own) return false;
  std::string const origin = own->checkpoint.substr(0, own->checkpoint.find('\n'));
  std::string const url = asked.witness.url + '/' + hex_encode(crypto::sha256(origin).view()) + "/checkpoint";
  auto const answer = net::fetch({url, "", "", true}, limits::fetch_bytes_max, limits::fetch_time_max);
  auto const note = answer ? log::parse_note(answer->body) : Result<log::Note>(answer.error());
  auto const shown = note ? journal::covering_of(answer->body) : Result<journal::Covering>(note.error());
  return shown && note->body.starts_with(origin + '\n') && log::verify_origin(*note, origin, keys) &&
         shown->size > services_.journal.end();
}

/// Lines by others than the witness that was asked do not count here.
Result<> WitnessAsker::take(Asked& asked, journal::Covering const& round, std::string const& lines) {
  HUECRY_TRY(log::Note note, log::parse_note(round.checkpoint + lines));
  std::erase_if(note.lines, [&](log::NoteLine const& line) { return !claims(line, asked.witness.key); });
  HUECRY_TRY(auto const cosigned, cosignatures_.add(log::to_text(note)));
  if (cosigned) {
    HUECRY_CHECK(keep(services_.journal, *cosigned));
    cosignatures_.kept(*cosigned);
  }
  asked.known = round.size;
  asked.corrected = false;
  asked.cosigned = round.size;
  return ok();
}

std::vector<WitnessStanding> WitnessAsker::standing() const {
  std::vector<WitnessStanding> all;
  all.reserve(asked_.size());
  for (auto const& asked : asked_) all.push_back({asked->witness.name, asked->cosigned, asked->failures});
  return all;
}

}
