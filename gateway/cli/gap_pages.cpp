#include "gateway/cli/gap_pages.hpp"

#include <algorithm>
#include <functional>

#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"

namespace huecry::cli {
namespace {

using json::Json;
using Counts = std::map<std::string, std::int64_t>;

void add_all(Counts& to, Counts const& counts) {
  for (auto const& [word, count] : counts) to[word] += count;
}

Result<Counts> counts_of(Json const& gap, std::string_view member) {
  HUECRY_TRY(Json const* const object, json::member_object(gap, member));
  Counts counts;
  for (auto const& [word, count] : object->items()) {
    HUECRY_TRY(counts[word], json::member_integer(*object, word));
  }
  return counts;
}

Result<Gap> gap_of(Json const& item) {
  Gap gap;
  HUECRY_TRY(gap.name.origin, json::member_string(item, "origin"));
  HUECRY_TRY(gap.name.recipient, json::member_string(item, "recipient"));
  HUECRY_TRY(gap.name.by, json::member_string(item, "by"));
  HUECRY_TRY(gap.name.cause, json::member_string(item, "cause"));
  HUECRY_TRY(auto const author, json::optional_string(item, "author"));
  HUECRY_TRY(auto const rule, json::optional_string(item, "rule"));
  gap.name.author = author.value_or("");
  gap.name.rule = rule.value_or("");
  HUECRY_TRY(gap.counts.notices, json::member_integer(item, "notices"));
  HUECRY_TRY(gap.counts.colours, counts_of(item, "colours"));
  HUECRY_TRY(gap.counts.offences, counts_of(item, "offences"));
  return gap;
}

Json to_json(Gap const& gap) {
  Json out = {{"origin", gap.name.origin},      {"recipient", gap.name.recipient}, {"by", gap.name.by},
              {"cause", gap.name.cause},        {"notices", gap.counts.notices},   {"colours", gap.counts.colours},
              {"offences", gap.counts.offences}};
  if (!gap.name.author.empty()) out["author"] = gap.name.author;
  if (!gap.name.rule.empty()) out["rule"] = gap.name.rule;
  return out;
}

}

void GapCounts::add(GapCounts const& other) {
  notices += other.notices;
  add_all(colours, other.colours);
  add_all(offences, other.offences);
}

Result<> GapPages::add(Json const& page) {
  HUECRY_CHECK(take_set(page));
  HUECRY_TRY(std::int64_t const notices, json::member_integer(page, "notices"));
  HUECRY_TRY(std::int64_t const missed, json::member_integer(page, "missed"));
  HUECRY_TRY(Json const* const gaps, json::member_array(page, "gaps"));
  HUECRY_CHECK(progress_.take(page));
  for (Json const& item : *gaps) {
    HUECRY_TRY(Gap const gap, gap_of(item));
    gaps_[gap.name].add(gap.counts);
  }
  notices_ += notices;
  missed_ += missed;
  return ok();
}

Result<> GapPages::take_set(Json const& page) {
  HUECRY_TRY(region_, json::member_string(page, "region"));
  HUECRY_TRY(std::string set, json::member_string(page, "set"));
  if (!set_.empty() && set != set_)
    return Error(Errc::state_conflict, "another policy came into force meanwhile; ask again");
  set_ = std::move(set);
  return ok();
}

std::vector<Gap> GapPages::gaps() const {
  std::vector<Gap> sorted;
  sorted.reserve(gaps_.size());
  for (auto const& [name, counts] : gaps_) sorted.push_back({name, counts});
  std::ranges::stable_sort(sorted, std::greater(), [](Gap const& gap) { return gap.counts.notices; });
  return sorted;
}

Json GapPages::merged() const {
  Json list = Json::array();
  for (Gap const& gap : gaps()) list.push_back(to_json(gap));
  return {{"region", region_}, {"set", set_}, {"notices", notices_}, {"missed", missed_}, {"gaps", std::move(list)}};
}

}
