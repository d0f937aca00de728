#pragma once
// An item of the inbox as whoever acts on it must have it: verified, and opened if it is sealed. One thread.

#include <optional>
#include <string>

#include "gateway/cli/evidence.hpp"
#include "gateway/cli/mailbox.hpp"
#include "gateway/cli/session.hpp"
#include "gateway/cli/trust.hpp"
#include "gateway/spool/state.hpp"
#include "protocol/documents/schema.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::cli {

/// Who signed an item, and what is inside it if it is sealed.
struct Checked {
  std::string signer;
  std::optional<OpenedMail> mail;

  /// It came, and nobody here can say more of it.
  [[nodiscard]] bool is_closed() const { return mail && !mail->opened; }
  /// No officer's words: whether messages come through.
  [[nodiscard]] bool is_canary() const;
};

class ItemChecker {
 public:
  /// All outlive it. `trust`: nullptr for diagnosis without any check.
  ItemChecker(Profile const& profile, Trust const* trust, documents::Schemas const& schemas, Clock const& clock)
      : profile_(profile), trust_(trust), schemas_(schemas), clock_(clock) {}

  /// The issuer's signature over the document, so that nothing rests on the hub's word; over an edition the hub's. A
  /// recall by exclusion has no document. Errors: those of Trust::check and Mailbox::open.
  [[nodiscard]] Result<Checked> check(json::Json const& item);
  /// Certificates and keys may have been renewed.
  void forget_keys() { mailbox_.reset(); }

 private:
  [[nodiscard]] Result<Checked> check_strictly(json::Json const& item);
  [[nodiscard]] Result<Checked> check_message(json::Json const& item);

  Profile const& profile_;
  Trust const* trust_;
  documents::Schemas const& schemas_;
  Clock const& clock_;
  std::optional<Mailbox> mailbox_;  // opened with the first message
};

/// A fault of this side, its keys or its files: it says nothing of the item, and will be mended.
[[nodiscard]] constexpr bool is_ours(Errc code) noexcept {
  return code == Errc::key_unusable || code == Errc::config_invalid || code == Errc::io;
}

/// What `retrieved` is said of; nullopt where nothing is: of what was not opened, and of words about other items.
[[nodiscard]] std::optional<EvidenceItem> evidence_item(json::Json const& item, Checked const& checked);

/// With what was sealed, for whoever reads on.
[[nodiscard]] json::Json with_inside(json::Json item, Checked const& checked);

/// Where the next page of an inbox begins. Errors: request_malformed.
[[nodiscard]] Result<spool::Cursor> next_of(json::Json const& page, spool::Cursor before);
/// Lives as long as the page.
[[nodiscard]] json::Json const& items_of(json::Json const& page);

}
