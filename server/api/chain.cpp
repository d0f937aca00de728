#include "server/api/chain.hpp"

#include <algorithm>

#include "protocol/base/encoding.hpp"
#include "protocol/base/iso_time.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/envelope/jws.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "storage/index/desk.hpp"
#include "storage/index/facts.hpp"
#include "storage/index/lookup.hpp"
#include "storage/journal/reading.hpp"

namespace huecry::api {
namespace {

using json::Json;

struct Link {
  journal::Position position = 0;
  bool is_version = false, waits = false;
  std::uint32_t ver = 0;
  life::NoticeState after{};
};

Result<std::vector<Link>> links_of(kv::Reader const& state, index::Head const& head) {
  std::vector<Link> links;
  HUECRY_TRY(auto const versions, index::history_of(state, head.iss, head.id));
  HUECRY_TRY(auto const steps, index::steps_of(state, head.first.position));
  links.reserve(versions.size() + steps.size());
  for (index::Version const& version : versions)
    links.push_back({version.entered.position, true, false, version.ver, version.facts.state});
  for (index::Step const& step : steps) links.push_back({step.at.position, false, false, step.ver, step.after});
  std::ranges::sort(links, {}, &Link::position);
  return links;
}

Result<Json> link_json(kv::Reader const& state, Link link) {
  HUECRY_TRY(journal::Record const record, journal::read(state, link.position));
  if (link.is_version) {  // as it entered: its row has followed it since
    HUECRY_TRY(index::NoticeFacts const facts, index::decode_notice_facts(record.facts));
    link.waits = facts.waits;
    link.after = facts.state;
  }
  Json item{{"position", link.position},
            {"received", iso_time(record.received)},
            {"kind", link.is_version ? "version" : "decision"},
            {"ver", link.ver},
            {"state", life::to_text(link.after)},
            {"waits", link.waits},
            {"object", to_base64url(record.object)},
            {"erased", record.erased}};
  if (link.is_version) item["diffusion"] = record.kind == log::LeafKind::diffusion;
  if (!record.erased) item["document"] = Json::parse(envelope::to_container(record.document));
  return item;
}

}

Result<std::string> chain_json(kv::Reader const& state, index::Head const& head,
                               std::optional<journal::Position> after) {
  HUECRY_TRY(auto const links, links_of(state, head));
  Json items = Json::array();
  Json next;
  std::size_t bytes = 0;
  for (Link const& link : links) {
    if (after && link.position <= *after) continue;
    if (items.size() == limits::review_page_items_max || bytes > limits::inbox_page_bytes_max) {
      next = items.back()["position"];
      break;
    }
    HUECRY_TRY(Json item, link_json(state, link));
    if (item.contains("document")) bytes += item["document"]["payload"].get_ref<std::string const&>().size();
    items.push_back(std::move(item));
  }
  return json::write(Json{{"id", head.id}, {"items", std::move(items)}, {"next", next}});
}

}
