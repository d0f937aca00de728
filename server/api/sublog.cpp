// The sub-log of the bureau that asks, so that it sees that nothing was kept from it.

#include "protocol/base/encoding.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "server/api/handlers.hpp"
#include "server/exchange/sublogs.hpp"

namespace huecry::api {
namespace {

using json::Json;

constexpr std::size_t k_items_default = 500;

std::string_view text_of(log::SublogKind kind) { return kind == log::SublogKind::document ? "document" : "recall"; }

Json json_of(exchange::SublogEntry const& entry) {
  Json json = {{"position", entry.item.position},
               {"delivery", text_of(entry.item.kind)},
               {"leaf", to_base64url(entry.item.leaf)},
               {"batch", entry.batch},
               {"standing", entry.standing}};
  if (!entry.leaf.empty()) json["entry"] = base64_encode(as_bytes(entry.leaf));
  return json;
}

net::Answer uncached(Json const& value) {
  net::Answer answer = json_answer(200, json::write(value));
  answer.headers.emplace_back("Cache-Control", "no-store");
  return answer;
}

Result<net::Answer> entries_answer(Context const& context, Call const& call) {
  HUECRY_TRY(auto const limit, limit_parameter(call.request, k_items_default, limits::inbox_page_items_max));
  HUECRY_TRY(auto const after, position_parameter(call.request, "after"));
  HUECRY_TRY(auto const reader, exchange::reader_of(call.peer.identity));
  HUECRY_TRY(auto const page, exchange::read_sublog(context.services, reader, after, limit));
  Json items = Json::array();
  for (exchange::SublogEntry const& entry : page.entries) items.push_back(json_of(entry));
  return uncached({{"items", std::move(items)}, {"next", page.next ? Json(*page.next) : Json()}, {"more", page.more}});
}

Result<net::Answer> head_answer(Context const& context, Call const& call) {
  CountryCode const bureau = call.peer.identity.country;
  HUECRY_TRY(auto const proven, exchange::prove_head(context.services, bureau));
  Json path = Json::array();
  for (Digest const& hash : proven.path) path.push_back(to_base64url(hash));
  return uncached({{"bureau", bureau.text()},
                   {"items", proven.head.items},
                   {"head", to_base64url(proven.head.digest)},
                   {"blind", to_base64url(proven.blind)},
                   {"path", std::move(path)},
                   {"receipt", log::to_text(proven.receipt)}});
}

}

asio::awaitable<net::Answer> get_inbox_entries(Context const& context, Call& call) {
  auto job = [&context, &call] { return entries_answer(context, call); };
  net::Answer answer = co_await answer_on_pool(context, call, std::move(job));
  co_return answer;
}

asio::awaitable<net::Answer> get_inbox_head(Context const& context, Call& call) {
  auto job = [&context, &call] { return head_answer(context, call); };
  net::Answer answer = co_await answer_on_pool(context, call, std::move(job));
  co_return answer;
}

}
