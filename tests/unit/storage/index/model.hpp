#pragma once
// The index by its definition: all notices in memory, every question answered by looking at each of them.

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "storage/index/filter.hpp"
#include "tests/unit/storage/index/notices.hpp"

namespace huecry::test {

struct ModelNotice {
  std::string id;
  documents::Colour colour{};
  life::NoticeState state{};
  bool urgent = false;
  std::vector<std::string> offences;
  std::string title, search_text;
  UnixMillis released_at{};
  CountrySet released, holders, sent, acknowledged;  // acknowledged: of the current version
  std::map<CountryCode, UnixMillis> owed;            // a purge, since when
  std::uint32_t ver = 0;

  [[nodiscard]] CountryCode origin() const { return country(id.substr(0, 2)); }
};

class Model {
 public:
  /// Tells it what was stored at `position`.
  void add(journal::Record const& record, journal::Position position) {
    if (auto const facts = index::notice_facts_of(record))
      add_version(record, *facts, position);
    else if (auto const said = index::decode_evidence_facts(record.facts))
      add_evidence(*said);
  }

  [[nodiscard]] std::vector<std::string> ids(auto const& takes) const {
    std::vector<std::string> found;
    for (ModelNotice const& notice : notices_)
      if (takes(notice)) found.push_back(notice.id);
    std::ranges::reverse(found);
    return found;
  }
  [[nodiscard]] std::vector<ModelNotice> const& notices() const { return notices_; }

 private:
  ModelNotice& named(std::string const& id) {
    auto found = std::ranges::find(notices_, id, &ModelNotice::id);
    if (found != notices_.end()) return *found;
    notices_.emplace_back().id = id;
    return notices_.back();
  }

  void add_version(journal::Record const& record, index::NoticeFacts const& facts, journal::Position position) {
    ModelNotice& notice = named(record.id);
    notice.ver = record.ver;
    notice.state = facts.state;
    notice.released_at = ViewStore::time_of(position);
    notice.released = notice.acknowledged = {};
    for (auto const& delivery : record.deliveries) {
      bool const recall = delivery.kind == journal::DeliveryKind::recall;
      if (recall) notice.holders = notice.holders - delivery.to;
      for (CountryCode const country : delivery.to.members()) {
        notice.owed.erase(country);
        if (recall) notice.owed[country] = notice.released_at;
      }
      if (recall) continue;
      notice.released = delivery.to;
      notice.holders = notice.holders | delivery.to;
      notice.sent = notice.sent | delivery.to;
    }
    if (facts.action == documents::Action::withdraw) return;
    notice.colour = facts.colour;
    notice.urgent = facts.urgent;
    notice.offences = facts.offences;
    notice.title = facts.title;
    notice.search_text = facts.search_text;
  }

  void add_evidence(index::EvidenceFacts const& said) {
    for (index::NoticeVersion const& item : said.items) {
      auto const found = std::ranges::find(notices_, item.id, &ModelNotice::id);
      if (found != notices_.end() && said.kind == documents::EvidenceKind::purged) found->owed.erase(said.by);
      if (said.kind != acknowledged) continue;
      if (found != notices_.end() && found->ver == item.ver) found->acknowledged.add(said.by);
    }
  }

  std::vector<ModelNotice> notices_;  // in order of their first version
};

}
