#include "storage/index/reads.hpp"

#include <array>

#include "storage/index/detail/reads.hpp"
#include "storage/index/detail/row_form.hpp"
#include "storage/index/keys.hpp"
#include "storage/journal/reading.hpp"

namespace huecry::index {
namespace {

using kv::Family;

constexpr std::uint8_t k_form = 1;
constexpr std::array<std::string_view, static_cast<std::size_t>(Shown::last_) + 1> k_shown{
    "document", "list", "remarks", "request", "chain", "decision", "hit"};

/// The row: where it was said, and which version of this notice. The rest stands in the entry, once for all notices
/// that it names.
Result<Read> read_at(kv::Reader const& state, journal::Position position, std::string_view row) {
  Decoder in = detail::open_row(row);
  Read read;
  read.ver = in.number<std::uint32_t>();
  HUECRY_CHECK(in.finish("read row"));
  HUECRY_TRY(journal::Record const record, journal::read(state, position));
  HUECRY_TRY(ReadFacts facts, decode_read_facts(record.facts));
  HUECRY_TRY(read.words, decode_read_words(record.content));
  read.at = {record.position, record.received};
  read.country = facts.country;
  read.organisation = std::move(facts.organisation);
  read.shown = facts.shown;
  read.policy = record.policy;
  return read;
}

}

std::string_view to_text(Shown shown) noexcept { return k_shown[static_cast<std::size_t>(shown)]; }

std::string encode(ReadFacts const& facts) {
  std::string bytes{static_cast<char>(k_read_tag), static_cast<char>(k_form)};
  Encoder out(bytes);
  out.country(facts.country);
  out.text(facts.organisation);
  out.code(facts.shown);
  out.number(static_cast<std::uint16_t>(facts.items.size()));
  for (ReadFacts::Item const& item : facts.items) {
    out.number(item.first);
    out.number(item.ver);
  }
  return bytes;
}

Result<ReadFacts> decode_read_facts(std::string_view bytes) {
  Decoder in(bytes);
  in.expect(in.number<std::uint8_t>() == k_read_tag);
  in.expect(in.number<std::uint8_t>() == k_form);
  ReadFacts facts;
  facts.country = in.country();
  facts.organisation = in.text();
  facts.shown = in.code(Shown::last_);
  for (auto left = in.number<std::uint16_t>(); left > 0 && !in.failed(); --left) {
    auto const first = in.number<journal::Position>();
    facts.items.push_back({first, in.number<std::uint32_t>()});
  }
  HUECRY_CHECK(in.finish("read facts"));
  return facts;
}

std::string encode(ReadWords const& words) {
  std::string bytes{static_cast<char>(k_form)};
  Encoder out(bytes);
  for (std::string const* text : {&words.user, &words.purpose, &words.case_no}) out.text(*text);
  return bytes;
}

Result<ReadWords> decode_read_words(std::string_view bytes) {
  Decoder in(bytes);
  in.expect(in.number<std::uint8_t>() == k_form);
  ReadWords words;
  for (std::string* text : {&words.user, &words.purpose, &words.case_no}) *text = in.text();
  HUECRY_CHECK(in.finish("words of a read"));
  return words;
}

Result<ReadPage> reads_of(kv::Reader const& state, journal::Position first, std::optional<journal::Position> before,
                          std::size_t reads_max) {
  ReadPage page;
  auto const rows = state.scan(Family::status, reads_range(first, before));
  for (; rows->valid(); rows->next()) {
    if (page.reads.size() == reads_max) {
      page.next = page.reads.back().at.position;
      break;
    }
    HUECRY_TRY(Read read, read_at(state, position_of_read(rows->key()), rows->value()));
    page.reads.push_back(std::move(read));
  }
  HUECRY_CHECK(rows->status());
  return page;
}

namespace detail {

void apply_read(journal::Record const& record, ReadFacts const& facts, kv::Transaction& transaction) {
  for (ReadFacts::Item const& item : facts.items) {
    std::string value = begin_row();
    Encoder(value).number(item.ver);
    transaction.put(Family::status, read_key(item.first, record.position), value);
  }
}

}
}
