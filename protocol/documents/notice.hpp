#pragma once
// A notice or a diffusion: reads the payload of a notice+jws or diffusion+jws and keeps what the hub needs to route,
// list and find it. A diffusion has the form of a notice of its colour, but goes out at once and is reviewed afterwards
// (domain.md §4). Pure; any thread. The fields: docs/notices.md; their definition: docs/schemas/notice.json; rules
// beyond it: notice_rules.hpp.
//
// Version 1 is new. Version n+1 replaces version n as a whole (publish) or takes the notice back (withdraw, with a
// reason).

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/country.hpp"
#include "protocol/base/result.hpp"
#include "protocol/documents/colour.hpp"
#include "protocol/documents/partial_date.hpp"
#include "protocol/documents/schema.hpp"
#include "protocol/life/extract_life.hpp"

namespace huecry::documents {

enum class Action : std::uint8_t { publish, withdraw };
[[nodiscard]] std::string_view to_text(Action action) noexcept;  // "publish", "withdraw"

/// What a policy may look at besides codes. What the notice does not say is unknown, not absent.
struct PersonFacts {
  bool about_person = false;
  std::optional<DateInterval> born;         // nullopt: unknown
  std::optional<CountrySet> nationalities;  // nullopt: unknown; codes that are no country of the table are left out
  bool judicial = false, biometrics = false, images = false;  // blocks that may be redacted, and are there
};

struct Notice {
  std::string id;         // ^[A-Z]{2}-[A-Za-z0-9][A-Za-z0-9._-]{0,60}$, the prefix is iss
  std::uint32_t ver = 0;  // from 1
  CountryCode iss;
  bool diffusion = false;
  Action action = Action::publish;
  Colour colour = Colour::red;
  std::string file_no;  // the source's own file number
  std::chrono::sys_days issued;

  // Of a withdraw only the reason is set; everything below it is empty or default.
  std::string reason;
  std::optional<std::chrono::sys_days> review_on;
  std::vector<std::string> languages;  // codes, as given
  std::string purpose, handling, confidentiality;
  std::string status_of_person;  // empty if not given
  std::uint8_t priority = 5;     // 1 (highest) to 9
  bool urgent = false;
  CountrySet excluded;
  std::optional<CountrySet> addressees;  // absent: everyone whom policy allows
  std::vector<std::string> offences;     // codes of facts and of the environmental area, sorted, each once
  PersonFacts person;
  bool imported = false;    // repeats a public record, so some rules were not held against it
  std::string title;        // what a list shows; personal data, for those who may read the notice
  std::string search_text;  // folded names, numbers and references, one per line; for the index only
};

/// Errors: payload_json (not strict JSON), payload_schema, payload_rule; the last two name every fault by JSON pointer.
/// Whether iss is the signer, and whether ver follows, the caller must check.
[[nodiscard]] Result<Notice> read_notice(Schemas const& schemas, std::string_view payload);
/// The same of a diffusion. Not every colour can be one, and it repeats no public record (docs/notices.md).
[[nodiscard]] Result<Notice> read_diffusion(Schemas const& schemas, std::string_view payload);

/// Whether it may have a public extract (domain.md §2, "Public extract"; §6, handling): RED and YELLOW when the source
/// asks for one, UNSC always, no other colour, no diffusion, and nothing that is handled as H2 (not to be passed on) or
/// H3 (limits in words, which nobody reads who is the public).
[[nodiscard]] life::Publicity publicity_of(Colour colour, std::string_view handling, bool diffusion) noexcept;

/// What a diffusion of this colour asks for: "wanted", "missing", … (domain.md §4). Empty: there is none.
[[nodiscard]] std::string_view diffusion_kind(Colour colour) noexcept;

}
