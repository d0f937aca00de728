#include "storage/mailbox/mailbox_view.hpp"

#include "storage/mailbox/rows.hpp"

namespace huecry::mailbox {
namespace {

using journal::DeliveryKind;

void put_direct(kv::Transaction& transaction, journal::Position position, DeliveryKind kind, CountrySet const& to) {
  for (CountryCode member : to.members())
    transaction.put(kv::Family::mailbox, direct_key(member, position), direct_value(kind));
}

void put_entities(kv::Transaction& transaction, journal::Record const& record) {
  for (journal::Delivery const& delivery : record.deliveries)
    for (journal::Entity const& entity : delivery.entities)
      transaction.put(kv::Family::mailbox, entity_key(entity, record.position), direct_value(delivery.kind));
}

}

Result<> MailboxView::apply(journal::Record const& record, kv::Transaction& transaction) {
  std::string broadcast;
  CountrySet served;
  for (DeliveryKind kind : {DeliveryKind::document, DeliveryKind::recall}) {
    CountrySet const to = journal::recipients(record.deliveries, kind) - served;
    if (to.empty()) continue;
    served = served | to;
    if (to.size() > k_direct_recipients_max)
      append_share(broadcast, kind, to);
    else
      put_direct(transaction, record.position, kind, to);
  }
  if (!broadcast.empty()) transaction.put(kv::Family::mailbox, broadcast_key(record.position), broadcast);
  put_entities(transaction, record);
  return ok();
}

}
