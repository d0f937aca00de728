#pragma once
// Gaps for people: put together by what would close them, so that the first line is the first thing to do. Pure; any
// thread.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "gateway/cli/gap_pages.hpp"
#include "gateway/cli/output.hpp"

namespace huecry::cli {

/// All gaps that one rule, one layer's silence or one measure makes. A notice has one origin, so what a recipient
/// misses adds up over origins; over recipients it does not, since several may miss the same notice.
struct Hole {
  std::string by, cause, author, rule;
  std::string owner;  // who can close it: the author; without one, whose notices or whose membership it is
  std::set<std::string> origins;
  std::map<std::string, GapCounts> recipients;

  /// Of the recipient that misses most.
  [[nodiscard]] std::pair<std::string const, GapCounts> const& widest() const;
};

/// The widest first: by the recipient that misses most, then by how many miss something.
[[nodiscard]] std::vector<Hole> holes_of(std::vector<Gap> const& gaps);

/// Whom to ask for what, in a sentence.
[[nodiscard]] std::string next_step(Hole const& hole);

void show_gaps(Output const& output, GapPages const& pages);

}
