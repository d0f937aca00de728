#include "storage/index/desk.hpp"

#include "storage/index/detail/desk.hpp"
#include "storage/index/detail/due.hpp"
#include "storage/index/detail/fetch.hpp"
#include "storage/index/keys.hpp"
#include "storage/kv/key.hpp"

namespace huecry::index {
namespace {

using journal::Position;
using kv::Family;

/// The newest decision of which that holds.
Result<std::optional<Step>> newest_step(kv::Reader const& state, Position first, auto&& counts) {
  kv::Range range = steps_range(first);
  range.reverse = true;
  auto const rows = state.scan(Family::notice, range);
  for (; rows->valid(); rows->next()) {
    HUECRY_TRY(Step step, decode_step(rows->value()));
    if (counts(step)) return std::optional(std::move(step));
  }
  HUECRY_CHECK(rows->status());
  return std::optional<Step>();
}

bool is_of_force(life::NoticeEvent event) { return !life::is_about_request(event) && !life::is_beside(event); }

/// The newest decision of which that holds, or the version in force where that is later.
Result<Digest> last_since_version(kv::Reader const& state, Head const& head, auto&& counts) {
  HUECRY_TRY(auto const version, detail::fetch_version(state, head.first.position, head.ver));
  if (!version) return Error(Errc::corrupt, "a head without its version");
  HUECRY_TRY(auto const step, newest_step(state, head.first.position, counts));
  return step && step->at.position > version->entered.position ? step->object : version->object;
}

/// A place in the queue, not some other row of the family.
bool is_place(std::string_view key) {
  return key.size() == queue_key(false, 0).size() && key.starts_with(queue_prefix());
}

/// The object digest and position of the newest version, in force or waiting.
Result<std::pair<Position, Digest>> newest_version(kv::Reader const& state, Head const& head) {
  HUECRY_TRY(auto const version, detail::fetch_version(state, head.first.position, head.newest));
  if (!version) return Error(Errc::corrupt, "a head without its newest version");
  return std::pair(version->entered.position, version->object);
}

}

Result<std::optional<Request>> request_of(kv::Reader const& state, Position first) {
  HUECRY_TRY(auto const row, state.get(Family::notice, request_key(first)));
  if (!row) return std::optional<Request>();
  HUECRY_TRY(Request request, decode_request(*row));
  return std::optional(std::move(request));
}

Result<QueuePage> queue(kv::Reader const& state, std::string_view after, std::size_t items_max) {
  QueuePage page;
  if (!after.empty() && !is_place(after)) return Error(Errc::parameter_invalid, "cursor is not one of ours");
  kv::Range range = kv::prefix_range(queue_prefix());
  if (!after.empty()) range.from = std::string(after) + '\0';
  auto const rows = state.scan(Family::index, range);
  for (; rows->valid(); rows->next()) {
    if (page.items.size() == items_max) return page;
    if (rows->value().size() != sizeof(Position)) return Error(Errc::corrupt, "queue row of a wrong length");
    auto const first = read_be<Position>(rows->value());
    HUECRY_TRY(auto request, request_of(state, first));
    if (!request) return Error(Errc::corrupt, "a queue row without its request");
    page.items.push_back({first, *std::move(request)});
    page.next = rows->key();
  }
  HUECRY_CHECK(rows->status());
  page.next.clear();
  return page;
}

Result<std::vector<Step>> steps_of(kv::Reader const& state, Position first) {
  std::vector<Step> steps;
  auto const rows = state.scan(Family::notice, steps_range(first));
  for (; rows->valid(); rows->next()) {
    HUECRY_TRY(Step step, decode_step(rows->value()));
    steps.push_back(std::move(step));
  }
  HUECRY_CHECK(rows->status());
  return steps;
}

Result<std::optional<Step>> newest_decision(kv::Reader const& state, Position first, bool of_request) {
  return newest_step(state, first, [of_request](Step const& each) {
    return of_request ? life::is_about_request(each.event) : !life::is_beside(each.event);
  });
}

Result<bool> was_renewed_after(kv::Reader const& state, Position first, Position at) {
  HUECRY_TRY(auto const renewal,
             newest_step(state, first, [](Step const& each) { return each.event == life::NoticeEvent::renew; }));
  return renewal && renewal->at.position > at;
}

Result<Digest> last_step(kv::Reader const& state, Head const& head) {
  HUECRY_TRY(auto const version, newest_version(state, head));
  HUECRY_TRY(auto const step,
             newest_step(state, head.first.position, [](Step const& each) { return !life::is_beside(each.event); }));
  return step && step->at.position > version.first ? step->object : version.second;
}

Result<Digest> last_step_in_force(kv::Reader const& state, Head const& head) {
  return last_since_version(state, head, [](Step const& each) { return is_of_force(each.event); });
}

Result<Digest> last_step_of_extract(kv::Reader const& state, Head const& head) {
  return last_since_version(
      state, head, [](Step const& each) { return is_of_force(each.event) || life::is_about_extract(each.event); });
}

Result<std::uint32_t> last_number(kv::Reader const& state, std::uint16_t year) {
  HUECRY_TRY(auto const row, state.get(Family::notice, number_key(year)));
  if (!row) return std::uint32_t{0};
  if (row->size() != sizeof(std::uint32_t)) return Error(Errc::corrupt, "number row of a wrong length");
  return read_be<std::uint32_t>(*row);
}

namespace detail {

void put_request(kv::Transaction& transaction, Position first, Request const& request) {
  transaction.put(Family::notice, request_key(first), encode(request));
  std::string const place = queue_key(request.urgent, request.entered.position);
  if (request.state != NoticeState::returned) return transaction.put(Family::index, place, kv::be64(first));
  transaction.erase(Family::index, place);
  if (request.answer_until) put_due(transaction, {*request.answer_until, DutyKind::answer, first});
}

Result<> close_request(kv::Transaction& transaction, Position first) {
  HUECRY_TRY(auto const request, request_of(transaction, first));
  if (!request) return ok();
  transaction.erase(Family::notice, request_key(first));
  transaction.erase(Family::index, queue_key(request->urgent, request->entered.position));
  if (request->answer_until) erase_due(transaction, {*request->answer_until, DutyKind::answer, first});
  return ok();
}

}
}
