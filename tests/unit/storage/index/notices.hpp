#pragma once
// Short ways to say a record about notices.

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "storage/index/facts.hpp"
#include "storage/index/index_view.hpp"
#include "storage/index/lookup.hpp"
#include "tests/unit/storage/mailbox/view_store.hpp"

namespace huecry::test {

inline CountryCode country(std::string_view alpha2) { return *CountryCode::parse(alpha2); }

inline CountrySet countries(std::vector<std::string> const& codes) {
  CountrySet set;
  for (std::string const& code : codes) set.add(country(code));
  return set;
}

inline ViewStore make_index() { return ViewStore(std::make_unique<index::IndexView>()); }

inline index::NoticeFacts some_facts() {
  index::NoticeFacts facts;
  facts.issued = std::chrono::sys_days(std::chrono::year(2026) / 11 / 24);
  facts.title = "Dupont, Jean";
  facts.search_text = "dupont\njean";
  facts.file_no = "PJ 12/26";
  facts.offences = {"HOM"};
  return facts;
}

/// A version of a notice as the exchange would submit it: sent to `audience`, recalled from all other holders.
inline journal::Record version(ViewStore const& store, std::string const& id, CountrySet const& audience,
                               index::NoticeFacts const& facts = some_facts()) {
  journal::Record record;
  record.iss = country(id.substr(0, 2));
  record.id = id;
  auto const head = index::current_head(store.state(), record.iss, id);
  REQUIRE(head);
  record.ver = *head ? (*head)->ver + 1 : 1;
  record.object.bytes[0] = static_cast<std::uint8_t>(record.ver);
  record.deliveries = index::deliveries_for(audience, *head ? (*head)->holders : CountrySet());
  record.facts = index::encode(facts);
  record.content = index::encode_content(facts);
  return record;
}

inline journal::Record withdrawal(ViewStore const& store, std::string const& id) {
  index::NoticeFacts facts;  // a withdrawal has no content of its own
  facts.action = documents::Action::withdraw;
  facts.state = life::NoticeState::withdrawn;
  return version(store, id, {}, facts);
}

inline journal::Record evidence(documents::EvidenceKind kind, std::string const& by,
                                std::vector<std::pair<std::string, std::uint32_t>> const& items,
                                std::string const& party = "NCB") {
  index::EvidenceFacts facts{kind, country(by), party, {}};
  for (auto const& [id, ver] : items) facts.items.push_back({country(id.substr(0, 2)), id, ver});
  journal::Record record;
  record.facts = index::encode(facts);
  return record;
}

inline constexpr auto retrieved = documents::EvidenceKind::retrieved;
inline constexpr auto acknowledged = documents::EvidenceKind::acknowledged;
inline constexpr auto purged = documents::EvidenceKind::purged;

inline index::Head head_of(ViewStore const& store, std::string const& id) {
  auto const head = index::current_head(store.state(), country(id.substr(0, 2)), id);
  REQUIRE(head);
  REQUIRE(head->has_value());
  return **head;
}

}
