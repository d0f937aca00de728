#include <array>

#include "tests/bench/load/documents.hpp"
#include "tests/bench/load/scenarios.hpp"
#include "tests/bench/measure/must.hpp"

namespace huecry::bench {
namespace {

std::size_t one_if_ok(std::size_t, Connection const& answered) { return answered.status() == 200 ? 1 : 0; }

/// Positions of the items in a page, and where to go on.
struct PageEnd {
  std::string next;
  bool more = false;
};

PageEnd end_of(std::string_view page) {
  constexpr std::string_view name = R"(],"next":)";
  auto const at = page.rfind(name);
  require(at != std::string_view::npos, "an inbox page without its end");
  auto const rest = page.substr(at + name.size());
  return {std::string(rest.substr(0, rest.find(','))), rest.find(R"("more":true)") != std::string_view::npos};
}

}

json::Json bare(Target const& target, Choice const& choice) {
  Fleet fleet(target, choice.connections, choice.members_max);
  std::string const request = choice.body_bytes == 0
                                  ? get_request(choice.path)
                                  : post_request(choice.path, "text/plain", std::string(choice.body_bytes, 'x'));
  Work work;
  work.next = [&](std::size_t, std::string& out) { return out = request, true; };
  work.units = one_if_ok;
  return drive(fleet, target.pid, choice.plan, work, "requests");
}

json::Json status(Target const& target, Choice const& choice) {
  Fleet fleet(target, choice.connections, choice.members_max);
  auto const members = fleet.members().size();
  // The ids alone are needed, but making the documents again is the one way to know them.
  auto const all = make_documents(target, fleet.members(), choice.documents / members, choice.series);
  std::vector<std::size_t> asked(fleet.size());
  Work work;
  work.next = [&](std::size_t connection, std::string& out) {
    auto const& ids = all[connection % members].ids;
    auto const step = connection / members * 7919;  // connections of one member ask for different ones
    out = get_request("/v1/notices/" + ids[(step + asked[connection]++) % ids.size()] + "/status");
    return true;
  };
  work.units = one_if_ok;
  return drive(fleet, target.pid, choice.plan, work, "queries");
}

json::Json lists(Target const& target, Choice const& choice) {
  constexpr std::array filters{"colour=RED&limit=50", "colour=YELLOW&state=published&limit=50", "limit=50",
                               "urgent=true&limit=50"};
  Fleet fleet(target, choice.connections, choice.members_max);
  std::size_t asked = 0;
  Work work;
  work.next = [&](std::size_t, std::string& out) {
    out = get_request(std::string("/v1/notices?") + filters[asked++ % filters.size()]);
    return true;
  };
  work.units = one_if_ok;
  return drive(fleet, target.pid, choice.plan, work, "queries");
}

json::Json drain(Target const& target, Choice const& choice) {
  Fleet fleet(target, choice.connections, choice.members_max);
  std::vector<std::string> after(fleet.size());
  std::vector<std::size_t> emptied(fleet.size());
  std::size_t bytes = 0;
  Work work;
  work.next = [&](std::size_t connection, std::string& out) {
    out = get_request("/v1/inbox?limit=1000" + (after[connection].empty() ? "" : "&after=" + after[connection]));
    return true;
  };
  work.units = [&](std::size_t connection, Connection const& answered) {
    require(answered.status() == 200, "an inbox refused: " + std::string(answered.body().substr(0, 300)));
    PageEnd const end = end_of(answered.body());
    after[connection] = end.more ? end.next : std::string();  // and from the beginning again
    emptied[connection] += end.more ? 0 : 1;
    bytes += answered.body().size();
    return count_of(R"({"position":)", answered.body());
  };
  json::Json out = drive(fleet, target.pid, choice.plan, work, "items");
  out["bytes"] = bytes;
  return out;
}

}
