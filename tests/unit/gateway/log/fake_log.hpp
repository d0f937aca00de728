#pragma once
// A log in memory that is read as a hub's is, with a key of its own; and what a hub that lies would do with it.

#include <doctest/doctest.h>

#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "gateway/log/fetch.hpp"
#include "protocol/crypto/signer.hpp"
#include "protocol/log/bundle.hpp"
#include "protocol/log/checkpoint.hpp"
#include "protocol/log/compact_range.hpp"
#include "protocol/log/hash.hpp"
#include "protocol/log/leaf.hpp"
#include "protocol/log/note_signer.hpp"
#include "protocol/log/tile.hpp"

namespace huecry::test {

inline log::NoteSigner log_signer(std::string const& name = "hub.example/log/2026") {
  auto key = crypto::PrivateKey::generate(crypto::Algorithm::eddsa);
  REQUIRE(key);
  auto signer = log::NoteSigner::make(name, std::make_shared<crypto::PrivateKey>(*std::move(key)));
  REQUIRE(signer);
  return *std::move(signer);
}

class FakeLog {
 public:
  explicit FakeLog(log::NoteSigner signer) : signer_(std::move(signer)) {}

  [[nodiscard]] std::array<log::NoteKey, 1> keys() const { return {signer_.key()}; }

  void append(std::size_t count, std::string const& word = "entry") {
    for (std::size_t i = 0; i < count; ++i) entries.push_back(entry(entries.size(), word));
  }

  /// The checkpoint of the first `size` entries.
  [[nodiscard]] std::string checkpoint(std::size_t size) const {
    log::CompactRange range;
    for (std::size_t i = 0; i < size; ++i) range.push(log::leaf_hash(entries[i]));
    auto note = log::sign_note(log::to_body({signer_.name(), {size, range.root()}}), signer_);
    REQUIRE(note);
    return *std::move(note);
  }

  /// Reads it as it is at that moment; `changed` has answers that are not the log's.
  [[nodiscard]] follow::Fetch fetch() const {
    return [this](std::string const& path) -> Result<std::string> {
      ++asked[path];
      if (auto const found = changed.find(path); found != changed.end()) return found->second;
      if (path == "checkpoint") return checkpoint(entries.size());
      auto const tile = log::parse_tile_path(std::string_view(path).substr(5));
      REQUIRE(tile);
      REQUIRE(tile->width <= log::tile_width(tile->id, entries.size()));
      return tile->entries ? bundle(*tile) : hashes(*tile);
    };
  }

  static std::string entry(std::size_t index, std::string const& word, std::int64_t received = 1'000'000) {
    log::Leaf leaf;
    leaf.id = word + "-" + std::to_string(index);
    leaf.iss = *CountryCode::parse("FR");
    leaf.received = UnixMillis(std::chrono::milliseconds(received + static_cast<std::int64_t>(index)));
    return log::to_json(leaf);
  }

  std::vector<std::string> entries;
  std::map<std::string, std::string> changed;
  mutable std::map<std::string, int> asked;

 private:
  [[nodiscard]] std::string bundle(log::TilePath const& tile) const {
    std::string out;
    for (std::size_t i = 0; i < tile.width; ++i) log::append_entry(out, entries[tile.id.index * 256 + i]);
    return out;
  }
  [[nodiscard]] std::string hashes(log::TilePath const& tile) const {
    REQUIRE(tile.id.level == 0);
    std::string out;
    for (std::size_t i = 0; i < tile.width; ++i)
      out += as_text(log::leaf_hash(entries[tile.id.index * 256 + i]).view());
    return out;
  }

  log::NoteSigner signer_;
};

}
