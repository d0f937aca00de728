#pragma once
// An item of the inbox as a line for a person. Pure; any thread. Input: an item whose document was verified, or is
// shown for diagnosis.

#include <string>
#include <string_view>

#include "gateway/cli/received.hpp"
#include "protocol/documents/schema.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::cli {

/// "41  2026-11-24 10:47:54Z  notice  FR-1 version 1  RED urgent  Leo MARTIN  signed by FR/NCB". What a document does
/// not show is left out; so is the signer when it is empty. `inside`: what a sealed message says, if it was opened.
[[nodiscard]] std::string item_line(documents::Schemas const& schemas, json::Json const& item,
                                    std::string const& signer, std::string const& inside = {});

/// Something of a notice was delivered, which evidence is about; the others are words about it.
[[nodiscard]] bool is_delivery(std::string_view kind) noexcept;

/// "approved", "returned: the date of the warrant; answer until 2027-03-01T00:00:00Z".
[[nodiscard]] std::string decision_line(json::Json const& payload);

/// "rejected by DE, UNREADABLE: …", "not retrieved in time: DE ES".
[[nodiscard]] std::string evidence_line(ReceivedEvidence const& evidence);

/// "DE asks for FR-1, purpose WANTED", "FR grants FR-1 to DE until 2027-03-01T00:00:00Z".
[[nodiscard]] std::string consent_line(json::Json const& payload);

}
