#include "storage/journal/record.hpp"

#include <algorithm>
#include <array>

#include "protocol/base/assert.hpp"
#include "storage/kv/key.hpp"

namespace huecry::journal {
namespace {

using log::LeafKind;

constexpr std::uint8_t k_form = 2;  // 1 had no entities
constexpr std::size_t k_country_bytes = 2;
constexpr std::size_t k_entities_max = 0xffff;
constexpr std::size_t k_digest_bytes = sizeof(Digest);

/// The stored code of a kind is its place in this list plus one: append only.
constexpr std::array k_kinds = {LeafKind::notice,    LeafKind::diffusion, LeafKind::decision, LeafKind::publication,
                                LeafKind::envelope,  LeafKind::delivery,  LeafKind::evidence, LeafKind::policy,
                                LeafKind::trustlist, LeafKind::crl,       LeafKind::logkey,   LeafKind::tst,
                                LeafKind::erasure};
static_assert(k_kinds.size() == log::k_leaf_kinds);

std::uint8_t code_of(LeafKind kind) {
  return static_cast<std::uint8_t>(std::ranges::find(k_kinds, kind) - k_kinds.begin() + 1);
}

void append(std::string& out, Digest const& digest) { out += as_text(digest.view()); }

void append_sized(std::string& out, std::string_view bytes) {
  kv::append_be(out, static_cast<std::uint32_t>(bytes.size()));
  out += bytes;
}

void append(std::string& out, Delivery const& delivery) {
  out += static_cast<char>(delivery.kind);
  out += as_text(delivery.to.pack());
  kv::append_be(out, static_cast<std::uint16_t>(delivery.entities.size()));
  for (Entity const& entity : delivery.entities) {
    out += entity.country.text();
    kv::append_be(out, static_cast<std::uint8_t>(entity.organisation.size()));
    out += entity.organisation;
  }
}

bool fits(Delivery const& delivery) {
  return delivery.entities.size() <= k_entities_max && std::ranges::all_of(delivery.entities, [](Entity const& entity) {
           return !entity.organisation.empty() && entity.organisation.size() <= 0xff;
         });
}

/// Takes one part after the other; a part that is not there fails all that follow.
class Input {
 public:
  explicit Input(std::string_view bytes) : rest_(bytes) {}

  std::string_view take(std::size_t bytes) {
    if (failed_ || bytes > rest_.size()) {
      failed_ = true;
      return {};
    }
    std::string_view const part = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return part;
  }
  template <std::unsigned_integral T>
  T number() {
    std::string_view const part = take(sizeof(T));
    return failed_ ? T{0} : kv::read_be<T>(part);
  }
  Digest digest() {
    Digest digest;
    std::string_view const part = take(k_digest_bytes);
    std::ranges::copy(as_bytes(part), digest.bytes.begin());
    return digest;
  }
  std::string sized() { return std::string(take(number<std::uint32_t>())); }

  void fail() { failed_ = true; }
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool ended_well() const { return !failed_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

LeafKind take_kind(Input& input) {
  std::size_t const code = input.number<std::uint8_t>();
  if (code >= 1 && code <= k_kinds.size()) return k_kinds[code - 1];
  input.fail();
  return {};
}

CountryCode take_country(Input& input) {
  auto const country = CountryCode::parse(input.take(k_country_bytes));
  if (country) return *country;
  input.fail();
  return {};
}

std::vector<Entity> take_entities(Input& input) {
  std::vector<Entity> entities;
  for (std::size_t left = input.number<std::uint16_t>(); left != 0 && !input.failed(); --left) {
    CountryCode const country = take_country(input);
    entities.push_back({country, std::string(input.take(input.number<std::uint8_t>()))});
  }
  return entities;
}

Delivery take_delivery(Input& input) {
  auto const code = input.number<std::uint8_t>();
  bool const recall = code == static_cast<std::uint8_t>(DeliveryKind::recall);
  if (!recall && code != static_cast<std::uint8_t>(DeliveryKind::document)) input.fail();
  CountrySet::Packed packed{};
  std::ranges::copy(as_bytes(input.take(packed.size())), packed.begin());
  return {recall ? DeliveryKind::recall : DeliveryKind::document, CountrySet::unpack(packed), take_entities(input)};
}

void take_deliveries(Input& input, std::vector<Delivery>& deliveries) {
  for (std::size_t left = input.number<std::uint8_t>(); left != 0; --left) deliveries.push_back(take_delivery(input));
}

}

CountrySet recipients(std::vector<Delivery> const& deliveries, DeliveryKind kind) {
  CountrySet to;
  for (Delivery const& delivery : deliveries)
    if (delivery.kind == kind) to = to | delivery.to;
  return to;
}

std::string encode(Record const& record) {
  HUECRY_ASSERT(record.id.size() <= 0xff && record.deliveries.size() <= 0xff);
  HUECRY_ASSERT(std::ranges::all_of(record.deliveries, fits));
  std::string out;
  out.reserve(256 + record.document.size() + record.decision.size() + record.facts.size());
  kv::append_be(out, k_form);
  kv::append_be(out, code_of(record.kind));
  kv::append_be(out, record.position);
  kv::append_be(out, static_cast<std::uint64_t>(record.received.time_since_epoch().count()));
  kv::append_be(out, record.ver);
  out += record.iss.text();
  kv::append_be(out, static_cast<std::uint8_t>(record.id.size()));
  out += record.id;
  for (Digest const* digest : {&record.object, &record.signing, &record.certificate, &record.policy, &record.crls})
    append(out, *digest);
  kv::append_be(out, static_cast<std::uint8_t>(record.deliveries.size()));
  for (Delivery const& delivery : record.deliveries) append(out, delivery);
  for (std::string const* text : {&record.document, &record.decision, &record.facts}) append_sized(out, *text);
  return out;
}

Result<Record> decode(std::string_view bytes) {
  Input input(bytes);
  if (input.number<std::uint8_t>() != k_form) return Error(Errc::corrupt, "record of an unknown form");
  Record record;
  record.kind = take_kind(input);
  record.position = input.number<std::uint64_t>();
  record.received = UnixMillis(std::chrono::milliseconds(input.number<std::uint64_t>()));
  record.ver = input.number<std::uint32_t>();
  record.iss = take_country(input);
  record.id = input.take(input.number<std::uint8_t>());
  for (Digest* digest : {&record.object, &record.signing, &record.certificate, &record.policy, &record.crls})
    *digest = input.digest();
  take_deliveries(input, record.deliveries);
  for (std::string* text : {&record.document, &record.decision, &record.facts}) *text = input.sized();
  if (!input.ended_well()) return Error(Errc::corrupt, "record is cut short, too long or has unknown codes");
  return record;
}

}
