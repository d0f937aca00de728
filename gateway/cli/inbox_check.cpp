#include "gateway/cli/inbox_check.hpp"

#include "gateway/cli/inbox_lines.hpp"
#include "gateway/cli/target.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {
namespace {

using json::Json;

/// Of a hit on a notice of ours: that we have it starts the time limit of our answer.
bool is_report(Json const& item) { return item.value("kind", "") == "hit" && item.value("act", "") == "report"; }

}

bool Checked::is_canary() const { return mail && documents::is_canary(mail->received.envelope.act); }

Result<Checked> ItemChecker::check_message(Json const& item) {
  if (!mailbox_) {
    HUECRY_TRY(Mailbox mailbox, Mailbox::of(profile_, *trust_, schemas_));
    mailbox_.emplace(std::move(mailbox));
  }
  HUECRY_TRY(OpenedMail mail, mailbox_->open(item, clock_.now()));
  std::string signer = mail.received.signer;
  return Checked{std::move(signer), std::move(mail)};
}

Result<Checked> ItemChecker::check_strictly(Json const& item) {
  std::string const kind = item.value("kind", "");
  bool const must_have =
      kind == "hit" || kind == "evidence" || kind == "message" || kind == "expired" || kind == "overdue";
  if (trust_ == nullptr || (!must_have && !item.contains("document"))) return Checked();
  if (kind == "message") return check_message(item);
  HUECRY_TRY(std::string signer, trust_->check(item, clock_.now()));
  return Checked{std::move(signer), {}};
}

/// A member of another type than it should have is the hub's fault, and must not end the reading of what comes after
/// it.
Result<Checked> ItemChecker::check(Json const& item) {
  try {
    return check_strictly(item);
  } catch (Json::exception const& error) {
    return Error(Errc::not_verified, error.what());
  }
}

std::optional<EvidenceItem> evidence_item(Json const& item, Checked const& checked) {
  if (checked.is_closed() || checked.is_canary()) return std::nullopt;
  if (is_report(item)) return EvidenceItem{item.value("hit", ""), 1, item.value("object", "")};
  if (!item.contains("object") || !is_delivery(item.value("kind", ""))) return std::nullopt;
  return EvidenceItem{item.value("id", ""), item.value("ver", 0U), item.value("object", "")};
}

Json with_inside(Json item, Checked const& checked) {
  if (!checked.mail || !checked.mail->opened) return item;
  if (auto const payload = read_json(checked.mail->opened->payload)) item["message"] = *payload;
  return item;
}

Result<spool::Cursor> next_of(Json const& page, spool::Cursor before) {
  auto const next = page.find("next");
  if (next == page.end() || next->is_null()) return before;
  if (!next->is_number_integer()) return Error(Errc::request_malformed, "the hub's page has no position to go on from");
  return spool::Cursor(next->get<std::int64_t>());
}

Json const& items_of(Json const& page) {
  static Json const none = Json::array();
  auto const items = page.find("items");
  return items != page.end() && items->is_array() ? *items : none;
}

}
