#pragma once
// Asking the owner of a notice for it, and the owner's answer: reads the payload of a consent+jws. Pure; any thread.
// Fields: docs/schemas/consent.json; meaning: docs/policy.md, "Ask the originator".

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/clock.hpp"
#include "protocol/base/country.hpp"
#include "protocol/base/result.hpp"
#include "protocol/documents/schema.hpp"

namespace huecry::documents {

/// A grant ends by itself; a revocation ends it before.
enum class ConsentAct : std::uint8_t { request, grant, refuse, revoke };
[[nodiscard]] std::string_view to_text(ConsentAct act) noexcept;

struct Consent {
  std::string id;  // of this document; the prefix is iss
  CountryCode iss;
  ConsentAct act = ConsentAct::request;
  std::string notice;
  CountryCode owner;                 // of the notice; iss of every act but a request
  CountryCode recipient;             // who asks, or is answered
  std::optional<UnixSeconds> until;  // of a grant
  std::optional<std::uint32_t> ver;  // of a grant: for this version alone
  bool onward = false;               // of a grant: also to the recipient's national entities
};

/// Errors: payload_json, payload_schema, payload_rule; the last two name every fault by JSON pointer.
[[nodiscard]] Result<Consent> read_consent(Schemas const& schemas, std::string_view payload);

}
