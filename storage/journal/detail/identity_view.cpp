#include "storage/journal/detail/identity_view.hpp"

#include "storage/journal/detail/keys.hpp"

namespace huecry::journal::detail {

Result<> IdentityView::apply(Record const& record, kv::Transaction& transaction) {
  std::string const position = kv::be64(record.position);
  std::string entered = position;
  entered += as_text(record.signing.view());
  transaction.put(kv::Family::identity, identity_key(record.iss, record.id, record.ver), entered);

  // The first entry with an object keeps it: its receipt is the one that was given out.
  std::string const object = object_key(record.object);
  HUECRY_TRY(auto const first, transaction.get(kv::Family::identity, object));
  if (!first) transaction.put(kv::Family::identity, object, position);
  return ok();
}

}
