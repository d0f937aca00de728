#include "storage/policy/policy_view.hpp"

#include <algorithm>

#include "storage/kv/key.hpp"

namespace huecry::policy_rows {
namespace {

using kv::Family;

constexpr char k_document = 1, k_set = 2, k_in_force = 3;
constexpr std::size_t k_document_key_bytes = 1 + 1 + 1 + 4;

std::string document_key(documents::PolicyKind kind, CountryCode iss, std::uint32_t seq) {
  std::string key{k_document, static_cast<char>(kind), static_cast<char>(iss.slot())};
  append_be(key, seq);
  return key;
}

std::string set_key(Digest const& set) { return std::string{k_set}.append(as_text(set.view())); }

std::string in_force_value(InForce const& now) {
  std::string value;
  append_be(value, now.activation);
  return value.append(as_text(now.set.view()));
}

Result<DocumentRow> row_of(std::string_view key, std::string_view value) {
  auto const iss = key.size() == k_document_key_bytes ? CountryCode::from_slot(static_cast<std::uint8_t>(key[2]))
                                                      : std::optional<CountryCode>();
  if (!iss || value.size() != 2 * sizeof(std::uint64_t) || key[1] > static_cast<char>(documents::PolicyKind::baseline))
    return Error(Errc::corrupt, "row of a policy document");
  auto const effective = static_cast<std::int64_t>(read_be<std::uint64_t>(value.substr(sizeof(journal::Position))));
  return DocumentRow{static_cast<documents::PolicyKind>(key[1]), *iss, read_be<std::uint32_t>(key.substr(3)),
                     read_be<journal::Position>(value), UnixSeconds(std::chrono::seconds(effective))};
}

}

Result<> PolicyView::apply(journal::Record const& record, kv::Transaction& transaction) {
  HUECRY_TRY(auto const document, document_facts(record.facts));
  if (document) {
    std::string value = kv::be64(record.position);
    append_be(value, static_cast<std::uint64_t>(document->effective.time_since_epoch().count()));
    transaction.put(Family::policy, document_key(document->kind, record.iss, record.ver), value);
  }
  auto const manifest = manifest_of_activation(record.facts);
  if (!manifest) return ok();
  transaction.put(Family::policy, set_key(record.policy), *manifest);
  transaction.put(Family::policy, std::string{k_in_force}, in_force_value({record.ver, record.policy}));
  return ok();
}

Result<std::vector<DocumentRow>> documents_of(kv::Reader const& state) {
  std::vector<DocumentRow> rows;
  auto const cursor = state.scan(Family::policy, kv::prefix_range(std::string{k_document}));
  for (; cursor->valid(); cursor->next()) {
    HUECRY_TRY(DocumentRow const row, row_of(cursor->key(), cursor->value()));
    rows.push_back(row);
  }
  HUECRY_CHECK(cursor->status());
  return rows;
}

Result<std::optional<InForce>> in_force(kv::Reader const& state) {
  HUECRY_TRY(auto const value, state.get(Family::policy, std::string{k_in_force}));
  if (!value) return std::optional<InForce>();
  InForce now;
  if (value->size() != sizeof now.activation + now.set.bytes.size()) return Error(Errc::corrupt, "policy in force");
  now.activation = read_be<std::uint32_t>(*value);
  std::ranges::copy(as_bytes(*value).subspan(sizeof now.activation), now.set.bytes.begin());
  return std::optional(now);
}

Result<std::optional<std::string>> manifest(kv::Reader const& state, Digest const& set) {
  return state.get(Family::policy, set_key(set));
}

}
