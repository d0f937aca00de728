#include "gateway/cli/rehearsal_pages.hpp"

#include "protocol/json/members.hpp"

namespace huecry::cli {
namespace {

using json::Json;

constexpr char const* k_changes[] = {"gained", "lost", "altered", "requestable"};

}

Result<> RehearsalPages::add(Json const& page) {
  HUECRY_CHECK(take_digests(page));
  HUECRY_TRY(std::int64_t const documents, json::member_integer(page, "documents"));
  HUECRY_TRY(std::int64_t const changed, json::member_integer(page, "changed"));
  HUECRY_CHECK(take_recipients(page));
  HUECRY_TRY(Json const* const items, json::member_array(page, "items"));
  HUECRY_TRY(Json const* const unknown, json::member_array(page, "unknown_entities"));
  unknown_ = *unknown;
  HUECRY_CHECK(progress_.take(page));
  for (Json const& item : *items)
    if (items_.size() < k_items_max) items_.push_back(item);
  documents_ += documents;
  changed_ += changed;
  return ok();
}

Result<> RehearsalPages::take_digests(Json const& page) {
  HUECRY_TRY(std::string before, json::member_string(page, "before"));
  HUECRY_TRY(std::string after, json::member_string(page, "after"));
  bool const same = before_.empty() || (before == before_ && after == after_);
  if (!same) return Error(Errc::state_conflict, "another policy came into force meanwhile; rehearse again");
  before_ = std::move(before);
  after_ = std::move(after);
  return ok();
}

Result<> RehearsalPages::take_recipients(Json const& page) {
  HUECRY_TRY(Json const* const recipients, json::member_array(page, "recipients"));
  for (Json const& recipient : *recipients) {
    HUECRY_TRY(std::string const party, json::member_string(recipient, "party"));
    for (char const* const change : k_changes) {
      HUECRY_TRY(std::int64_t const notices, json::member_integer(recipient, change));
      recipients_[party][change] += notices;
    }
  }
  return ok();
}

Json RehearsalPages::merged() const {
  Json recipients = Json::array();
  for (auto const& [party, totals] : recipients_) {
    Json row = totals;
    row["party"] = party;
    recipients.push_back(std::move(row));
  }
  auto const kept = static_cast<std::int64_t>(items_.size());
  return {{"documents", documents_},
          {"changed", changed_},
          {"before", before_},
          {"after", after_},
          {"recipients", std::move(recipients)},
          {"unknown_entities", unknown_},
          {"items", items_},
          {"left_off", std::max<std::int64_t>(changed_ - kept, 0)}};
}

}
