#pragma once
// What the secretariat decides about a notice, or its source about its own: the payload of a decision+jws. Each is one
// step of docs/life.md. Pure; any thread. Fields: docs/schemas/decision.json.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/country.hpp"
#include "protocol/base/result.hpp"
#include "protocol/documents/schema.hpp"
#include "protocol/life/notice_life.hpp"

namespace huecry::documents {

struct ReviewDecision {
  std::string id;  // of this document; the prefix is iss
  CountryCode iss;
  life::NoticeEvent act = life::NoticeEvent::take;
  std::string notice;
  CountryCode source;                       // of the notice
  std::uint32_t ver = 0;                    // which it is about: that of the request under review, or the one in force
  Digest prev;                              // object digest of the step before
  std::string ground;                       // of a refusal: a code
  std::vector<std::string> missing;         // of a return
  std::optional<UnixSeconds> answer_until;  // of a return
  std::optional<std::chrono::sys_days> review_on;  // of a renewal
  std::string reason;
};

/// The word of a decision document, or of the hub's own statement of a step; empty for an event that is neither
/// ("submit").
[[nodiscard]] std::string_view act_text(life::NoticeEvent act) noexcept;

/// Errors: payload_json, payload_schema, payload_rule; the last two name every fault by JSON pointer.
[[nodiscard]] Result<ReviewDecision> read_review_decision(Schemas const& schemas, std::string_view payload);

}
