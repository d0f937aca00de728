#pragma once
// Who has read what of a notice: the ledger of reads, which its source may see (domain.md §8). Reads of the ledger, on
// any Reader; any thread. Stored form, byte by byte: docs/storage.md. Errors of all: Errc::corrupt, io.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.hpp"
#include "storage/index/rows.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::index {

/// What of it was shown. Append only: the number is stored.
enum class Shown : std::uint8_t { document, list, remarks, request, chain, decision, hit, last_ = hit };
[[nodiscard]] std::string_view to_text(Shown shown) noexcept;  // "document", …

/// One answer, to one party: of a list what it showed of each notice in it. Travels in Record::facts.
struct ReadFacts {
  struct Item {
    journal::Position first = 0;  // of the notice
    std::uint32_t ver = 0;
    friend bool operator==(Item const&, Item const&) = default;
  };
  CountryCode country;
  std::string organisation;
  Shown shown{};
  std::vector<Item> items;
  friend bool operator==(ReadFacts const&, ReadFacts const&) = default;
};
[[nodiscard]] std::string encode(ReadFacts const& facts);
[[nodiscard]] Result<ReadFacts> decode_read_facts(std::string_view bytes);

/// What the party says of who it is within it, and why it reads; empty where it says nothing. The party answers for
/// that. Travels in Record::content: it may tell of a person.
struct ReadWords {
  std::string user, purpose, case_no;
  friend bool operator==(ReadWords const&, ReadWords const&) = default;
};
[[nodiscard]] std::string encode(ReadWords const& words);
[[nodiscard]] Result<ReadWords> decode_read_words(std::string_view bytes);

/// One read of one notice.
struct Read {
  Moment at;
  CountryCode country;
  std::string organisation;
  ReadWords words;
  Shown shown{};
  std::uint32_t ver = 0;
  Digest policy;  // of the set that decided
};

struct ReadPage {
  std::vector<Read> reads;                // newest first
  std::optional<journal::Position> next;  // the next page's `before`; nullopt: that was the last page
};
/// Of the notice whose first version is at `first`. Reads the journal for each. REQUIRES reads_max > 0.
[[nodiscard]] Result<ReadPage> reads_of(kv::Reader const& state, journal::Position first,
                                        std::optional<journal::Position> before, std::size_t reads_max);

}
