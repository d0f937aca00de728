#include "gateway/log/witness.hpp"

#include <algorithm>

#include "gateway/log/folder.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/log/hash.hpp"
#include "protocol/log/note.hpp"
#include "protocol/log/origin.hpp"
#include "protocol/log/proof.hpp"

namespace huecry::follow {
namespace {

namespace fs = std::filesystem;

std::string hash_of(std::string const& origin) { return hex_encode(crypto::sha256(origin).view()); }

constexpr std::string_view k_text = "text/plain; charset=utf-8";

WitnessAnswer text(int status, std::string const& why) { return {status, std::string(k_text), why + "\n"}; }

WitnessAnswer has(std::uint64_t size) { return {409, "text/x.tlog.size", std::to_string(size) + "\n"}; }

/// The witness keeps its state under these keys and no others.
Result<SignedHead> open_known(std::string note, std::vector<log::NoteKey> const& logs) {
  auto head = open_head(std::move(note), logs);
  if (!head) return Error(Errc::config_invalid, head.error().detail);
  return head;
}

bool knows(std::vector<log::NoteKey> const& logs, std::string_view origin) {
  return std::ranges::any_of(logs, [&](log::NoteKey const& key) { return key.name == origin; });
}

bool is_by(log::NoteLine const& line, std::vector<log::NoteKey> const& keys) {
  return std::ranges::any_of(keys, [&](log::NoteKey const& key) { return claims(line, key); });
}

/// Empty when it is not there, as after a change of the witness's key.
std::string own_line(std::string const& text, log::NoteKey const& key) {
  auto const note = log::parse_note(text);
  if (!note || !log::verify_note(*note, {&key, 1})) return {};
  auto const found = std::ranges::find_if(note->lines, [&](log::NoteLine const& line) { return is_by(line, {key}); });
  return found == note->lines.end() ? std::string() : log::to_text(*found);
}

/// Origin of a checkpoint whose form holds.
Result<std::string> origin_in(std::string const& note) {
  HUECRY_TRY(log::Note const parsed, log::parse_note(note));
  HUECRY_TRY(log::Checkpoint checkpoint, log::parse_checkpoint(parsed.body));
  return std::move(checkpoint.origin);
}

}

Result<std::unique_ptr<Witness>> Witness::open(fs::path folder, log::Cosigner cosigner, std::vector<log::NoteKey> logs,
                                               Clock const& clock) {
  HUECRY_TRY(FileLock lock, FileLock::take(folder / ".lock"));
  std::unique_ptr<Witness> witness(
      new Witness(std::move(folder), std::move(lock), std::move(cosigner), std::move(logs), clock));
  HUECRY_CHECK(witness->load());
  return witness;
}

Result<> Witness::load() {
  for (log::NoteKey const& key : logs_) {
    if (known_.contains(key.name)) continue;
    auto note = fetch_from(folder_ / hash_of(key.name))("checkpoint");
    if (!note && note.error().code == Errc::not_found) continue;
    if (!note) return note.error();
    HUECRY_TRY(SignedHead head, open_known(*std::move(note), logs_));
    std::string line = own_line(head.note, cosigner_.key());
    known_.emplace(key.name, Known{head.head(), std::move(head.note), std::move(line)});
  }
  return ok();
}

WitnessAnswer Witness::add(std::string_view body) {
  auto const request = log::parse_add_checkpoint(body);
  if (!request) return text(400, request.error().detail);
  auto const origin = origin_in(request->checkpoint);
  if (!origin) return text(400, origin.error().detail);
  if (!knows(logs_, *origin)) return text(404, "this witness does not know the log " + *origin);
  auto const shown = open_head(request->checkpoint, logs_);
  if (!shown) return text(403, shown.error().detail);
  if (request->old_size > shown->head().size) return text(400, "the old size is larger than the new one");
  std::lock_guard const lock(mutex_);
  return judge(*request, *shown);
}

WitnessAnswer Witness::judge(log::AddCheckpoint const& request, SignedHead const& shown) {
  auto const found = known_.find(shown.checkpoint.origin);
  Known const known = found == known_.end() ? Known{} : found->second;
  log::TreeHead const& head = shown.head();
  if (request.old_size != known.head.size) return has(known.head.size);
  bool const first = known.head.size == 0, same = head.size == known.head.size;
  if ((first || same) && !request.proof.empty()) return text(422, "there is nothing to be proved between these sizes");
  if (head.size == 0 && head.root != log::empty_root()) return text(422, "the root is not that of the empty tree");
  if (!first && same && head.root != known.head.root) return accuse(known, shown);
  // Asked again: what was said stays said, and nobody can keep the disk busy.
  if (!first && same && !known.line.empty()) return {200, std::string(k_text), known.line};
  if (!first && !same && !log::verify_consistency(known.head, head, request.proof))
    return text(422, "the proof does not hold");
  return cosign(shown);
}

/// Lines of strangers are not kept: whoever asks could fill the note with them.
WitnessAnswer Witness::cosign(SignedHead const& shown) {
  auto parsed = log::parse_note(shown.note);
  auto const line =
      parsed ? cosigner_.cosign(parsed->body, to_seconds(clock_.now())) : Result<log::NoteLine>(parsed.error());
  if (!line) return text(500, line.error().detail);
  std::erase_if(parsed->lines, [&](log::NoteLine const& each) { return !is_by(each, logs_); });
  parsed->lines.push_back(*line);
  std::string note = log::to_text(*parsed);
  auto const kept = write_durably(folder_ / hash_of(shown.checkpoint.origin) / "checkpoint", note);
  if (!kept) return text(500, "it cannot be kept: " + kept.error().detail);
  known_[shown.checkpoint.origin] = {shown.head(), std::move(note), log::to_text(*line)};
  return {200, std::string(k_text), log::to_text(*line)};
}

/// The log has signed both: that convinces anybody. A proof that does not hold convinces nobody, it may be the
/// sender's.
WitnessAnswer Witness::accuse(Known const& known, SignedHead const& shown) {
  fs::path const file = folder_ / hash_of(shown.checkpoint.origin) / "two-roots";
  if (!fs::exists(file)) {
    auto const kept = write_durably(file, known.note + "\n" + shown.note);
    if (!kept) return text(500, kept.error().detail);
  }
  return text(422, "this log has signed another root of the same size; both checkpoints are kept in " + file.string());
}

std::uint64_t Witness::size_of(std::string const& origin) {
  std::lock_guard const lock(mutex_);
  auto const found = known_.find(origin);
  return found == known_.end() ? 0 : found->second.head.size;
}

std::optional<std::string> Witness::latest(std::string const& origin_hash) {
  std::lock_guard const lock(mutex_);
  for (auto const& [origin, known] : known_)
    if (hash_of(origin) == origin_hash) return known.note;
  return std::nullopt;
}

}
