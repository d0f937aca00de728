#include "storage/trust/trust_view.hpp"

#include "protocol/log/leaf.hpp"
#include "storage/kv/key.hpp"

namespace huecry::trust_rows {
namespace {

constexpr std::string_view k_list = "list";
constexpr std::string_view k_crl_prefix = "crl/";

}

Result<> TrustView::apply(journal::Record const& record, kv::Transaction& transaction) {
  if (record.kind == log::LeafKind::trustlist) transaction.put(kv::Family::trust, k_list, record.document);
  if (record.kind == log::LeafKind::crl)
    transaction.put(kv::Family::trust, std::string(k_crl_prefix) + record.facts, record.document);
  return ok();
}

Result<Kept> kept(kv::Reader const& state) {
  Kept found;
  HUECRY_TRY(found.list, state.get(kv::Family::trust, k_list));
  auto const cursor = state.scan(kv::Family::trust, kv::prefix_range(k_crl_prefix));
  for (; cursor->valid(); cursor->next()) found.crls.emplace_back(cursor->value());
  HUECRY_CHECK(cursor->status());
  return found;
}

}
