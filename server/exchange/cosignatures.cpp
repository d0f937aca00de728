#include "server/exchange/cosignatures.hpp"

#include "protocol/log/checkpoint.hpp"
#include "protocol/log/note.hpp"
#include "storage/kv/key.hpp"

namespace huecry::exchange {
namespace {

constexpr int k_rounds_for_quorum = 6;  // so many times its length a round waits for those that come by themselves
constexpr std::size_t k_log_lines_max = 2;

}

Result<journal::Covering> Cosignatures::round() {
  std::lock_guard const lock(mutex_);
  auto const age = std::chrono::steady_clock::now() - began_.value_or(std::chrono::steady_clock::time_point());
  bool const over = age >= every_ && (has_quorum() || age >= k_rounds_for_quorum * every_);
  if (!began_ || (over && services_.journal.end() > round_.size)) {
    HUECRY_CHECK(begin());
  }
  return round_;
}

void Cosignatures::pass(journal::Position size) {
  std::lock_guard const lock(mutex_);
  if (round_.size < size && size <= services_.journal.end()) began_.reset();
}

/// After a restart lines that were kept for the same tree count again.
Result<> Cosignatures::begin() {
  HUECRY_TRY(journal::Covering next, journal::covering_of(services_.journal.checkpoint()));
  HUECRY_TRY(lines_, stored_lines(next.size));
  kept_ = lines_.size();
  round_ = std::move(next);
  began_ = std::chrono::steady_clock::now();
  return ok();
}

Result<Cosignatures::Lines> Cosignatures::stored_lines(journal::Position size) const {
  Lines lines;
  HUECRY_TRY(auto const newest, journal::newest_cosigned(services_.store, 1));
  if (!newest || newest->size != size) return lines;
  HUECRY_TRY(log::Note const note, log::parse_note(newest->checkpoint));
  // Of witnesses that the hub asks no more nothing is left.
  auto const verified = policy_.cosigned(note);
  if (!verified) return lines;
  for (log::Verified const& line : *verified) lines.try_emplace(line.key, note.lines[line.line]);
  return lines;
}

bool Cosignatures::has_quorum() const {
  std::set<std::size_t> witnesses;
  for (auto const& [place, line] : lines_) witnesses.insert(place);
  return policy_.is_quorum(witnesses);
}

/// The stored note of that checkpoint. A body that we did not sign is no business of ours, whoever signed it.
Result<std::string> Cosignatures::check_own(log::Note const& note, journal::Position size) const {
  HUECRY_TRY(auto stored, services_.store.get(kv::Family::checkpoint, kv::be64(size)));
  if (!stored) return Error(Errc::proof_invalid, "this log has signed no checkpoint of that size");
  HUECRY_TRY(log::Note const own, log::parse_note(*stored));
  if (own.body != note.body) return Error(Errc::proof_invalid, "this log has signed another checkpoint of that size");
  return *std::move(stored);
}

Result<std::optional<journal::Cosigned>> Cosignatures::add(std::string_view text) {
  HUECRY_TRY(log::Note const note, log::parse_note(text));
  HUECRY_TRY(log::Checkpoint const checkpoint, log::parse_checkpoint(note.body));
  if (note.lines.size() > policy_.witnesses().size() + k_log_lines_max)
    return Error(Errc::log_text_invalid, "more lines than the log and its witnesses have");
  journal::Position const size = checkpoint.head.size;
  HUECRY_TRY(std::string kept, check_own(note, size));
  auto const cosigned = policy_.cosigned(note);
  if (!cosigned) return cosigned.error();
  if (cosigned->empty()) return Error(Errc::signer_unknown, "no line is by a witness that this hub asks");

  std::lock_guard const lock(mutex_);
  if (size != round_.size) return std::optional<journal::Cosigned>();
  for (log::Verified const& line : *cosigned) lines_.try_emplace(line.key, note.lines[line.line]);
  if (lines_.size() == kept_) return std::optional<journal::Cosigned>();
  for (auto const& [place, line] : lines_) kept += log::to_text(line);
  return std::optional(journal::Cosigned{{size, std::move(kept)}, static_cast<std::uint16_t>(lines_.size())});
}

void Cosignatures::kept(journal::Cosigned const& cosigned) {
  std::lock_guard const lock(mutex_);
  if (cosigned.covering.size == round_.size) kept_ = std::max<std::size_t>(kept_, cosigned.witnesses);
}

}
