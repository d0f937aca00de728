#pragma once
// A hit on a notice or diffusion: its report by a recipient, the source's answer or a pause of its time limit, and what
// came of it: the payload of a hit+jws. Each is one step of docs/life.md. Pure; any thread. Fields:
// docs/schemas/hit.json.

#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/clock.hpp"
#include "protocol/base/country.hpp"
#include "protocol/base/result.hpp"
#include "protocol/documents/schema.hpp"
#include "protocol/life/hit_life.hpp"
#include "protocol/life/time_limit.hpp"

namespace huecry::documents {

enum class HitAct : std::uint8_t { report, answer, pause, outcome };
[[nodiscard]] std::string_view to_text(HitAct act) noexcept;  // "report", …

struct Hit {
  std::string id;  // of this document; of a report it is the hit's name
  CountryCode iss;
  HitAct act = HitAct::report;
  life::HitEvent event{};  // what that is in the life of a hit
  std::string notice;
  CountryCode source;                // of the notice
  std::string of;                    // the hit; of a report the same as id
  CountryCode reporter;              // whose hit it is
  std::uint32_t ver = 0;             // of a report: the version that was looked at
  life::LimitNumber clock = 0;       // of a report
  std::string code;                  // of an answer, a pause, an outcome
  std::optional<UnixSeconds> until;  // of a pause
};

/// Errors: payload_json, payload_schema, payload_rule; the last two name every fault by JSON pointer.
[[nodiscard]] Result<Hit> read_hit(Schemas const& schemas, std::string_view payload);

}
