#include "storage/sublog/heads_view.hpp"

#include <utility>

#include "protocol/base/codec.hpp"
#include "protocol/documents/policy.hpp"
#include "storage/kv/key.hpp"
#include "storage/sublog/facts.hpp"

namespace huecry::sublog {
namespace {

using kv::Family;

constexpr char k_newest = 1, k_batch = 2;

std::string batch_key(journal::Position end) { return std::string{k_batch} += kv::be64(end); }

std::string row_of(Heads const& heads) {
  std::string row;
  Encoder out(row);
  out.number(heads.batches);
  out.number(heads.entry);
  out.digest(heads.seed);
  for (std::size_t slot = 0; slot < heads.of.size(); ++slot) {
    if (heads.of[slot].items == 0) continue;
    out.number(static_cast<std::uint8_t>(slot));
    out.number(heads.of[slot].items);
    out.digest(heads.of[slot].digest);
  }
  return row;
}

constexpr std::size_t k_fixed_bytes = 4 + 8 + 32, k_head_bytes = 1 + 8 + 32;

Result<Heads> parse_row(std::string_view row) {
  Decoder in(row);
  Heads heads;
  heads.batches = in.number<std::uint32_t>();
  heads.entry = in.number<std::uint64_t>();
  heads.seed = in.digest();
  in.expect(row.size() >= k_fixed_bytes && (row.size() - k_fixed_bytes) % k_head_bytes == 0);
  for (std::size_t at = k_fixed_bytes; at < row.size() && !in.failed(); at += k_head_bytes) {
    log::SublogHead& head = heads.of[in.number<std::uint8_t>()];
    head.items = in.number<std::uint64_t>();
    head.digest = in.digest();
  }
  HUECRY_CHECK(in.finish("heads of the sub-logs"));
  return heads;
}

/// Those of the bureaus that got something go on.
Result<Heads> heads_after(kv::Reader const& state, BatchFacts const& batch, journal::Position at) {
  HUECRY_TRY(auto before, newest_heads(state));
  Heads heads = before ? *before : Heads();
  heads.batches += 1;
  heads.entry = at;
  heads.seed = batch.seed;
  for (Alike const& alike : batch.alike)
    alike.bureaus.for_each_slot(
        [&](std::uint8_t slot) { heads.of[slot] = log::advanced(heads.of[slot], at, alike.items, alike.digest); });
  return heads;
}

}

Result<std::optional<Heads>> newest_heads(kv::Reader const& state) {
  HUECRY_TRY(auto const row, state.get(Family::sublog, std::string{k_newest}));
  if (!row) return std::optional<Heads>();
  HUECRY_TRY(Heads heads, parse_row(*row));
  return std::optional(heads);
}

Result<journal::Position> end_of_batch(kv::Reader const& state, journal::Position position) {
  auto const cursor = state.scan(Family::sublog, {batch_key(position), {}, false});
  HUECRY_CHECK(cursor->status());
  if (!cursor->valid()) return Error(Errc::not_found, "no batch has this position yet");
  if (cursor->key().size() != 1 + sizeof(journal::Position)) return Error(Errc::corrupt, "end of a batch");
  return read_be<journal::Position>(cursor->key().substr(1));
}

Result<> HeadsView::apply(journal::Record const& record, kv::Transaction& transaction) {
  HUECRY_TRY(auto const batch, batch_facts(record.facts));
  if (!batch) return ok();
  auto heads = std::exchange(closed_, std::nullopt);
  bool const is_this = heads && heads->entry == record.position && heads->seed == batch->seed;
  if (!is_this) {
    HUECRY_TRY(heads, heads_after(transaction, *batch, record.position));
  }
  transaction.put(Family::sublog, std::string{k_newest}, row_of(*heads));
  transaction.put(Family::sublog, batch_key(record.position), {});
  return ok();
}

Result<journal::Record> HeadsView::close(kv::Reader const& state, std::span<journal::Shared const> shared,
                                         journal::Position at, Random& random) {
  BatchFacts batch{{}, alike_of(shared)};
  random.fill(batch.seed.bytes);
  HUECRY_TRY(Heads heads, heads_after(state, batch, at));
  journal::Record record;
  record.kind = log::LeafKind::delivery;
  record.id = k_id;
  record.ver = heads.batches;
  record.iss = documents::secretariat();
  record.object = log::HeadsTree(heads.of, batch.seed).root();
  record.facts = encode(batch);
  closed_ = heads;
  return record;
}

}
