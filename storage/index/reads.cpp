#include "storage/index/reads.hpp"

#include <array>

#include "storage/index/detail/reads.hpp"
#include "storage/index/detail/row_form.hpp"
#include "storage/index/keys.hpp"

namespace huecry::index {
namespace {

using kv::Family;

constexpr std::uint8_t k_form = 1;
constexpr std::array<std::string_view, static_cast<std::size_t>(Shown::last_) + 1> k_shown{
    "document", "list", "remarks", "request", "chain"};

void encode_by(Encoder& out, ReadBy const& by) {
  out.country(by.country);
  for (std::string const* text : {&by.organisation, &by.user, &by.purpose, &by.case_no}) out.text(*text);
}

ReadBy decode_by(Decoder& in) {
  ReadBy by;
  by.country = in.country();
  for (std::string* text : {&by.organisation, &by.user, &by.purpose, &by.case_no}) *text = in.text();
  return by;
}

}

std::string_view to_text(Shown shown) noexcept { return k_shown[static_cast<std::size_t>(shown)]; }

std::string encode(ReadFacts const& facts) {
  std::string bytes{static_cast<char>(k_read_tag), static_cast<char>(k_form)};
  Encoder out(bytes);
  encode_by(out, facts.by);
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
  facts.by = decode_by(in);
  facts.shown = in.code(Shown::last_);
  for (auto left = in.number<std::uint16_t>(); left > 0 && !in.failed(); --left) {
    auto const first = in.number<journal::Position>();
    facts.items.push_back({first, in.number<std::uint32_t>()});
  }
  HUECRY_CHECK(in.finish("read facts"));
  return facts;
}

std::string encode(Read const& read) {
  std::string value = detail::begin_row();
  Encoder out(value);
  detail::encode_moment(out, read.at);
  encode_by(out, read.by);
  out.code(read.shown);
  out.number(read.ver);
  out.digest(read.policy);
  return value;
}

Result<Read> decode_read(std::string_view value) {
  Decoder in = detail::open_row(value);
  Read read;
  read.at = detail::decode_moment(in);
  read.by = decode_by(in);
  read.shown = in.code(Shown::last_);
  read.ver = in.number<std::uint32_t>();
  read.policy = in.digest();
  HUECRY_CHECK(in.finish("read row"));
  return read;
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
    HUECRY_TRY(Read read, decode_read(rows->value()));
    page.reads.push_back(std::move(read));
  }
  HUECRY_CHECK(rows->status());
  return page;
}

namespace detail {

void apply_read(journal::Record const& record, ReadFacts const& facts, kv::Transaction& transaction) {
  for (ReadFacts::Item const& item : facts.items)
    transaction.put(Family::status, read_key(item.first, record.position),
                    encode(Read{{record.position, record.received}, facts.by, facts.shown, item.ver, record.policy}));
}

}
}
