#include "storage/messages/similar.hpp"

#include <algorithm>

#include "protocol/base/codec.hpp"
#include "protocol/base/message_limits.hpp"
#include "storage/messages/keys.hpp"
#include "storage/messages/requests.hpp"

namespace huecry::messages {
namespace {

using kv::Family;

/// One of the two was asked by the other, and had not answered by then.
Result<bool> was_open(kv::Reader const& state, Row const& earlier, CountryCode one, CountryCode other, UnixMillis at) {
  CountryCode const by = earlier.envelope.from == one ? other : one;
  HUECRY_TRY(auto const owed, asked(state, earlier.entered.position, by));
  return owed && (!owed->answer || owed->answer->first > at);
}

Result<> add_of_pair(kv::Reader const& state, Row const& request, CountryCode other, Digest const& tag,
                     std::vector<Similar>& found) {
  CountryCode const from = request.envelope.from;
  auto const cursor = state.scan(Family::message, hint_range(from, other, tag, request.entered.position));
  for (std::size_t looked = 0; cursor->valid() && looked < limits::similar_requests_max; cursor->next(), ++looked) {
    HUECRY_TRY(Row earlier, message_at(state, hint_position(cursor->key())));
    auto const is_known = [&](Similar const& one) { return one.request.entered.position == earlier.entered.position; };
    if (std::ranges::any_of(found, is_known)) continue;
    HUECRY_TRY(bool const open, was_open(state, earlier, from, other, request.entered.time));
    if (open) found.push_back({std::move(earlier), {from, other}});
  }
  return cursor->status();
}

}

Result<std::vector<Similar>> similar(kv::Reader const& state, Row const& request, CountryCode reader) {
  std::vector<Similar> found;
  for (CountryCode const other : request.envelope.to.members()) {
    if (reader != request.envelope.from && reader != other) continue;
    for (documents::Hint const& hint : request.envelope.hints)
      HUECRY_CHECK(add_of_pair(state, request, other, hint.tag, found));
  }
  return found;
}

void put_hints(Row const& request, kv::Transaction& transaction) {
  for (CountryCode const other : request.envelope.to.members())
    for (documents::Hint const& hint : request.envelope.hints)
      transaction.put(Family::message, hint_key(request.envelope.from, other, hint.tag, request.entered.position), {});
}

}
