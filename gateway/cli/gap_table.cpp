#include "gateway/cli/gap_table.hpp"

#include <algorithm>
#include <tuple>

namespace huecry::cli {
namespace {

constexpr std::size_t k_holes_shown = 20;
constexpr std::size_t k_countries_shown = 6;
constexpr std::size_t k_counts_shown = 3;

std::string owner_of(GapName const& name) {
  if (!name.author.empty()) return name.author;
  return name.cause == "suspended-member" ? name.recipient : name.origin;
}

std::string more(std::size_t all, std::size_t shown) {
  return all > shown ? " +" + std::to_string(all - shown) : std::string();
}

std::string countries_text(std::vector<std::string> const& countries) {
  std::string out;
  for (std::size_t i = 0; i < countries.size() && i < k_countries_shown; ++i) out += (i == 0 ? "" : " ") + countries[i];
  return out + more(countries.size(), k_countries_shown);
}

/// RED 12 BLUE 3: the most frequent first.
/// Of the same number in the order of names.
bool most_first(std::pair<std::string, std::int64_t> const& left, std::pair<std::string, std::int64_t> const& right) {
  return left.second != right.second ? left.second > right.second : left.first < right.first;
}

std::string counts_text(std::map<std::string, std::int64_t> const& counts) {
  std::vector<std::pair<std::string, std::int64_t>> sorted(counts.begin(), counts.end());
  std::ranges::sort(sorted, most_first);
  std::string out;
  for (std::size_t i = 0; i < sorted.size() && i < k_counts_shown; ++i)
    out += (i == 0 ? "" : " ") + sorted[i].first + ' ' + std::to_string(sorted[i].second);
  return out + more(sorted.size(), k_counts_shown);
}

/// Those who miss most first.
std::vector<std::string> recipients_of(Hole const& hole) {
  std::vector<std::pair<std::string, std::int64_t>> sorted;
  sorted.reserve(hole.recipients.size());
  for (auto const& [recipient, counts] : hole.recipients) sorted.emplace_back(recipient, counts.notices);
  std::ranges::sort(sorted, most_first);
  std::vector<std::string> names;
  names.reserve(sorted.size());
  for (auto const& [recipient, notices] : sorted) names.push_back(recipient);
  return names;
}

std::vector<std::string> cells_of(Output const& output, Hole const& hole) {
  GapCounts const& counts = hole.widest().second;
  return {output.coloured(std::to_string(counts.notices), Tone::warning),
          countries_text(recipients_of(hole)),
          countries_text({hole.origins.begin(), hole.origins.end()}),
          hole.author.empty() ? hole.by : hole.by + ' ' + hole.author,
          hole.rule,
          hole.cause,
          counts_text(counts.colours),
          counts_text(counts.offences)};
}

void show_holes(Output const& output, std::vector<Hole> const& holes) {
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < holes.size() && i < k_holes_shown; ++i) rows.push_back(cells_of(output, holes[i]));
  output.table({"NOTICES", "MISSED BY", "FROM", "DECIDED BY", "RULE", "CAUSE", "COLOURS", "OFFENCES"}, rows);
  if (holes.size() > k_holes_shown)
    output.line("and " + std::to_string(holes.size() - k_holes_shown) + " narrower ones; --json has all", Tone::dim);
  output.line("notices, colours and offences are those of the member that misses most; it stands first", Tone::dim);
}

}

std::pair<std::string const, GapCounts> const& Hole::widest() const {
  auto const notices = [](auto const& recipient) { return recipient.second.notices; };
  return *std::ranges::max_element(recipients, {}, notices);
}

std::vector<Hole> holes_of(std::vector<Gap> const& gaps) {
  std::map<std::tuple<std::string, std::string, std::string, std::string>, Hole> found;
  for (auto const& [name, counts] : gaps) {
    std::string const owner = owner_of(name);
    Hole const empty{name.by, name.cause, name.author, name.rule, owner, {}, {}};
    Hole& hole = found.try_emplace({owner, name.by, name.cause, name.rule}, empty).first->second;
    hole.origins.insert(name.origin);
    hole.recipients[name.recipient].add(counts);
  }
  std::vector<Hole> holes;
  holes.reserve(found.size());
  for (auto& [key, hole] : found) holes.push_back(std::move(hole));
  std::ranges::sort(holes, [](Hole const& left, Hole const& right) {
    auto const key = [](Hole const& hole) {
      return std::tuple(-hole.widest().second.notices, -static_cast<std::int64_t>(hole.recipients.size()), hole.owner,
                        hole.by, hole.cause, hole.rule);
    };
    return key(left) < key(right);
  });
  return holes;
}

std::string next_step(Hole const& hole) {
  std::string const rule = hole.rule.empty() ? "what it permits" : "its rule " + hole.rule;
  if (hole.cause == "needs-consent") return "the members may ask " + hole.owner + " to agree: " + rule + " wants that";
  if (hole.by == "release" || hole.by == "intake")
    return "ask " + hole.owner + " about " + rule + "; huecry policy rehearse shows it what another one would change";
  if (hole.by == "baseline") return "ask the secretariat about " + rule;
  if (hole.by == "mode") return "ask the secretariat: a corrective mode holds";
  if (hole.cause == "suspended-member") return hole.owner + " is suspended by the trust list: ask the secretariat";
  if (hole.cause == "unknown-label")
    return "ask " + hole.owner + " for new versions: the hub does not know their codes";
  return "ask " + hole.owner + ", whose notices themselves leave them out";
}

void show_gaps(Output const& output, GapPages const& pages) {
  auto const holes = holes_of(pages.gaps());
  std::string const asked = std::to_string(pages.notices()) + " live notices";
  if (holes.empty())
    return output.line(pages.region() + ": no gaps, every member may see all " + asked + " that others issued",
                       Tone::good);
  output.line(pages.region() + ": " + std::to_string(pages.missed()) + " of " + asked + " do not reach every member");
  show_holes(output, holes);
  output.line("next: " + next_step(holes.front()));
}

}
