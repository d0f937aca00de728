#pragma once
// The chain of a notice, verified: each version and decision by its signature, each decision by the step before that it
// names, each step by the life of a notice (docs/life.md). What the hub says beside the documents is believed nowhere
// but in the order of entries and the time of each. Any thread; no hub is asked.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "gateway/cli/trust.hpp"
#include "protocol/life/extract_life.hpp"

namespace huecry::cli {

/// One link, as a line of a table.
struct ChainRow {
  std::int64_t position = 0;
  std::string received;
  std::uint32_t ver = 0;
  std::string what;    // "submit", or what was decided, with its words
  std::string signer;  // "XP/GS"; empty of what is erased
  std::string state;   // of the notice after it
};

class Chain {
 public:
  Chain(Trust const& trust, std::string id, UnixMillis now) : trust_(trust), id_(std::move(id)), now_(now) {}

  /// The next link. Errors: those of verification; not_verified when it does not follow from what came before.
  [[nodiscard]] Result<ChainRow> add(json::Json const& item);
  /// After the last link. Errors: not_verified when documents are missing though nothing was erased.
  [[nodiscard]] Result<> finish() const;
  [[nodiscard]] std::size_t erased() const { return erased_; }  // links whose document nobody can show any more

 private:
  /// What a link claims, and what of it is proven so far.
  struct Link {
    std::int64_t position = 0;
    UnixMillis received{};
    life::NoticeState after{};
    std::string object;
    std::uint32_t ver = 0;
    bool waits = false;  // of a version: for the secretariat
  };
  struct Step {
    std::int64_t position = -1;
    std::string object;
    std::optional<life::Publicity> publicity;  // of a version; none once it is erased
  };

  [[nodiscard]] Result<Link> read_link(json::Json const& item) const;
  [[nodiscard]] Result<ChainRow> add_version(json::Json const& item, Link const& link);
  [[nodiscard]] Result<ChainRow> add_erased(json::Json const& item, bool is_version, Link const& link);
  [[nodiscard]] Result<ChainRow> add_decision(json::Json const& item, Link const& link);
  [[nodiscard]] Result<> check_step(life::NoticeEvent event, life::Set<life::Actor> actors, Link const& link) const;
  [[nodiscard]] bool names_step_before(life::NoticeEvent event, std::string const& prev);
  [[nodiscard]] std::string const& last_since(Step const& version, life::NoticeEvent event) const;
  [[nodiscard]] std::optional<life::Publicity> certain_publicity() const;
  [[nodiscard]] Result<life::ExtractState> extract_step(life::NoticeEvent event, life::Set<life::Actor> actors,
                                                        Link const& link) const;
  void follow_extract();
  void approve(Step const& version);
  void follow_version(life::NoticeEvent event, Link const& link, std::optional<life::Publicity> publicity);
  void follow(life::NoticeEvent event, Link const& link);

  Trust const& trust_;
  std::string id_;
  UnixMillis now_;
  std::optional<life::NoticeState> state_;  // of the notice; none before the first link
  // Of its public extract; nullopt: it hangs on what a version said that is erased.
  std::optional<life::ExtractState> extract_ = life::ExtractState::none;
  life::Publicity publicity_ = life::Publicity::never;  // that it has followed
  bool diffusion_ = false;                              // as its first version says
  std::int64_t position_ = -1;
  std::uint32_t newest_ = 0;
  std::map<std::uint32_t, Step> versions_;
  Step version_, decided_;      // in force, and the last decision that was not about a request
  std::vector<Step> approved_;  // updates with one agreement: each may be in force since
  Step last_of_extract_;
  std::set<std::string> seen_;  // object digests
  std::size_t erased_ = 0;
  std::string last_;  // object digest of the step before, whatever it was
};

}
