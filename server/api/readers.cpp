// The ledger of reads, for the source of a notice and the secretariat: who has seen what of it, why, and when.

#include "protocol/base/encoding.hpp"
#include "protocol/base/iso_time.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "server/api/notice_json.hpp"
#include "server/api/visible.hpp"
#include "storage/index/reads.hpp"

namespace huecry::api {
namespace {

using exchange::Services;
using json::Json;

Json read_json(index::Read const& read) {
  Json item = {{"position", read.at.position},       {"time", iso_time(read.at.time)}, {"country", read.country.text()},
               {"party", read.organisation},         {"shown", to_text(read.shown)},   {"ver", read.ver},
               {"policy", to_base64url(read.policy)}};
  std::pair<char const*, std::string const*> const texts[] = {
      {"user", &read.words.user}, {"purpose", &read.words.purpose}, {"case", &read.words.case_no}};
  for (auto const& [name, text] : texts)
    if (!text->empty()) item[name] = *text;
  return item;
}

Result<net::Answer> readers_answer(Services const& services, Call const& call) {
  HUECRY_TRY(auto const before, cursor_parameter(call.request));
  HUECRY_TRY(std::uint64_t const limit,
             limit_parameter(call.request, limits::readers_page_items_max, limits::readers_page_items_max));
  auto const state = services.store.snapshot();
  HUECRY_TRY(index::Head const head, visible_head(*state, services, call));
  if (!sees_every_recipient(head, call.peer.identity)) return Error(Errc::not_found);
  HUECRY_TRY(auto const page, index::reads_of(*state, head.first.position, before, limit));
  Json items = Json::array();
  for (index::Read const& read : page.reads) items.push_back(read_json(read));
  Json const next = page.next ? Json(*page.next) : Json();
  return json_answer(200, json::write(Json{{"id", head.id}, {"items", std::move(items)}, {"next", next}}));
}

}

asio::awaitable<net::Answer> get_readers(Context const& context, Call& call) {
  auto job = [&context, &call] { return readers_answer(context.services, call); };
  net::Answer answer = co_await answer_about_notice(context, call, job);
  co_return answer;
}

}
