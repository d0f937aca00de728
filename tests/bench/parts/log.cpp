// What the log costs, without disk and network: growing the tree and proving each new leaf, receipts of old leaves, and
// an audit of the whole.

#include <array>
#include <map>

#include "gateway/log/audit.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/crypto/signer.hpp"
#include "protocol/log/appender.hpp"
#include "protocol/log/note_signer.hpp"
#include "protocol/log/proof.hpp"
#include "protocol/log/receipt.hpp"
#include "protocol/log/sublog.hpp"
#include "storage/sublog/facts.hpp"
#include "tests/bench/measure/must.hpp"
#include "tests/bench/parts/parts.hpp"

namespace huecry::bench {
namespace {

constexpr std::string_view k_origin = "hub.example/log/bench";
constexpr std::size_t k_page = 100'000;  // receipts in a row

class Tiles {
 public:
  void put(std::vector<log::Tile> tiles) {
    for (log::Tile& tile : tiles) values_[tile.id] = std::move(tile.hashes);
  }
  [[nodiscard]] log::TileReader reader() const {
    return [this](log::TileId id) -> Result<std::string> { return values_.at(id); };
  }

 private:
  std::map<log::TileId, std::string> values_;
};

Digest leaf_at(std::uint64_t index) { return crypto::sha256(std::to_string(index)); }

struct Cost {
  double seconds = 0;
  std::uint64_t times = 0;
  [[nodiscard]] double us() const { return seconds * 1e6 / static_cast<double>(times); }
};

template <class Work>
void measure(Cost& cost, std::uint64_t times, Work work) {
  Seconds const used = own_cpu();
  work();
  cost.seconds += (own_cpu() - used).count();
  cost.times += times;
}

CountrySet everybody() {
  CountrySet all;
  for (int slot = 0; slot < 256; ++slot)
    if (auto const country = CountryCode::from_slot(static_cast<std::uint8_t>(slot))) all.add(*country);
  return all;
}

/// As the committer does with each batch: tiles, then the proof of each of its leaves; and the heads of all sub-logs,
/// each notice being for every country.
struct Growing {
  Tiles tiles;
  log::Edge edge;
  log::Prover prover{0, tiles.reader()};
  Cost append, prove, heads;
  log::SublogHeads sublogs{};
  CountrySet const all = everybody();

  void end_batch(std::uint64_t first, std::vector<Digest> const& leaves) {
    std::vector<journal::Shared> shared;
    shared.reserve(leaves.size());
    for (std::size_t i = 0; i < leaves.size(); ++i) shared.push_back({first + i, leaves[i], all, {}});
    for (sublog::Alike const& alike : sublog::alike_of(shared))
      alike.bureaus.for_each_slot([&](std::uint8_t slot) {
        sublogs[slot] = log::advanced(sublogs[slot], first + leaves.size(), alike.items, alike.digest);
      });
    if (log::HeadsTree(sublogs, leaves.front()).root() == Digest()) std::abort();
  }

  void grow(std::uint64_t entries, std::size_t batch) {
    std::vector<Digest> leaves;
    while (edge.range.size() < entries) {
      std::uint64_t const first = edge.range.size();
      leaves.clear();
      for (std::size_t i = 0; i < batch; ++i) leaves.push_back(leaf_at(first + i));
      measure(append, batch, [&] {
        log::Growth growth = log::append(std::move(edge), leaves);
        edge = std::move(growth.edge);
        tiles.put(std::move(growth.tiles));
      });
      measure(prove, batch, [&] {
        prover.grow(edge.range.size());
        for (std::size_t i = 0; i < batch; ++i) static_cast<void>(must(prover.inclusion(first + i)));
      });
      measure(heads, batch, [&] { end_batch(first, leaves); });
    }
  }
};

/// Receipts of neighbours, with their text, as a page of them is made.
Cost page_of_receipts(Growing& growing, std::string const& checkpoint) {
  Cost cost;
  std::uint64_t const first = growing.edge.range.size() / 3;
  std::uint64_t const count = std::min<std::uint64_t>(k_page, growing.edge.range.size() - first);
  log::Prover prover(growing.edge.range.size(), growing.tiles.reader());
  std::string const leaf(330, 'x');
  measure(cost, count, [&] {
    std::size_t bytes = 0;
    for (std::uint64_t i = 0; i < count; ++i)
      bytes += log::to_text({leaf, first + i, must(prover.inclusion(first + i)), checkpoint}).size();
    if (bytes == 0) std::abort();
  });
  return cost;
}

Cost audited(Growing& growing, log::NoteSigner const& signer, std::string const& checkpoint) {
  Cost cost;
  SystemClock const clock;
  std::array const keys{signer.key()};
  auto const tiles = growing.tiles.reader();
  follow::Fetch const fetch = [&](std::string const& path) -> Result<std::string> {
    HUECRY_TRY(log::TilePath const tile, log::parse_tile_path(std::string_view(path).substr(5)));
    return read_tile(tiles, tile.id, tile.width);
  };
  measure(cost, growing.edge.range.size(), [&] {
    auto const shown = must(follow::open_head(checkpoint, keys));
    if (must(follow::audit({fetch, clock, {}, {}}, shown, {})).objection) std::abort();
  });
  return cost;
}

}

json::Json log_costs(std::uint64_t entries) {
  json::Json out;
  for (std::size_t const batch : std::initializer_list<std::size_t>{1, 16, 512}) {
    Growing growing;
    growing.grow(std::min<std::uint64_t>(entries, batch == 512 ? entries : 200'000), batch);
    out["batch_" + std::to_string(batch)] = {
        {"append_us", growing.append.us()}, {"prove_us", growing.prove.us()}, {"heads_us", growing.heads.us()}};
    if (batch != 512) continue;
    auto const signer = must(log::NoteSigner::make(
        std::string(k_origin),
        std::make_shared<crypto::PrivateKey>(must(crypto::PrivateKey::generate(crypto::Algorithm::eddsa)))));
    std::string const body = log::to_body({signer.name(), {growing.edge.range.size(), growing.edge.range.root()}});
    std::string const checkpoint = must(log::sign_note(body, signer));
    out["entries"] = growing.edge.range.size();
    out["receipt_us"] = page_of_receipts(growing, checkpoint).us();
    out["audit_us"] = audited(growing, signer, checkpoint).us();
  }
  return out;
}

}
