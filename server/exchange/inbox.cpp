#include "server/exchange/inbox.hpp"

#include "protocol/base/encoding.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/envelope/jws.hpp"
#include "server/exchange/inbox_item.hpp"
#include "storage/mailbox/mailbox.hpp"
#include "storage/messages/lookup.hpp"

namespace huecry::exchange {

namespace {

/// Entities are sent no messages.
Result<mailbox::Page> hurried_rows(kv::Reader const& state, Reader const& reader, InboxQuestion const& question) {
  mailbox::Page page;
  if (reader.entity) return page;
  HUECRY_TRY(messages::Hurried const found,
             messages::hurried(state, reader.country, *question.urgency, question.after, question.items_max));
  for (journal::Position const position : found.messages)
    page.items.push_back({position, journal::DeliveryKind::document});
  if (!found.messages.empty()) page.reached = found.messages.back();
  page.more = found.more;
  return page;
}

Result<mailbox::Page> rows(kv::Reader const& state, Reader const& reader, InboxQuestion const& question) {
  if (question.urgency) return hurried_rows(state, reader, question);
  return reader.entity ? mailbox::read(state, reader.name(), question.after, question.items_max)
                       : mailbox::read(state, reader.country, question.after, question.items_max);
}

}

Result<InboxPage> Inbox::read(Reader const& reader, InboxQuestion const& question) const {
  auto const trust = services_.trust.current();
  if (!trust->active().contains(reader.country)) return Error(Errc::peer_suspended);
  if (reader.entity && !is_authorised(*trust, *reader.entity)) return Error(Errc::peer_suspended);
  auto const state = services_.store.snapshot();
  HUECRY_TRY(mailbox::Page const found, rows(*state, reader, question));
  InboxPage page;
  page.next = found.reached ? found.reached : question.after;
  page.more = found.more;
  auto const policy = services_.policy.get();
  Reading const reading{*state, policy, *trust, services_.clock.now(), reader};
  std::size_t bytes = 0;
  std::optional<journal::Position> passed = question.after;
  for (mailbox::Item const& item : found.items) {
    HUECRY_TRY(Rendered rendered, render_or_name(reading, item, services_.log));
    // Not passed over yet: should policy open again before the recall is made, nothing else would bring it.
    bool const waits = rendered.release == Release::barred && !services_.policy.followed(to_seconds(reading.at));
    bytes += rendered.item.json.size();
    bool const full = bytes > limits::inbox_page_bytes_max && !page.items.empty();
    if (waits || full) {
      page.next = passed;
      page.more = full;
      break;
    }
    passed = item.position;
    if (rendered.release == Release::now) page.items.push_back(std::move(rendered.item));
  }
  return page;
}

}
