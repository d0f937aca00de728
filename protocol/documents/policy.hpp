#pragma once
// A policy: reads the payload of a policy+jws. What the rules mean, and the guide: docs/policy.md; the fields:
// docs/schemas/policy.json; rules beyond it: detail/policy_rules.hpp. Pure; any thread.
//
// Codes stay text here: protocol/policy compiles them, and what it does not know denies (docs/policy.md, "Unknown").

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/clock.hpp"
#include "protocol/base/country.hpp"
#include "protocol/base/result.hpp"
#include "protocol/documents/schema.hpp"

namespace huecry::documents {

/// Who speaks: the owner of documents, their recipient, or the secretariat for all.
enum class PolicyKind : std::uint8_t { release, intake, baseline };
[[nodiscard]] std::string_view to_text(PolicyKind kind) noexcept;  // "release", "intake", "baseline"
[[nodiscard]] std::optional<PolicyKind> policy_kind_from_text(std::string_view text) noexcept;

/// The member whose policy is the baseline, and whose groups everyone may name.
[[nodiscard]] CountryCode secretariat() noexcept;

/// A list that is missing restricts nothing. A list that is there and empty reaches nobody.
using Listed = std::optional<std::vector<std::string>>;

struct Parties {
  Listed countries, regions, groups, entities;  // groups as FR/neighbours
};

struct PartyCondition {
  Parties among;
  std::optional<Parties> except;
};

struct Conditions {
  Listed channels, colours, offences, confidentiality, handling, purposes;
  std::optional<bool> minor, national_of_recipient, national_of_origin;
};

struct PolicyRule {
  std::string id;
  std::string effect;  // "permit", "forbid"
  Conditions when;
  std::optional<PartyCondition> origins, to;
  std::optional<UnixSeconds> from, until;
  std::string consent;  // empty, or "required"
  std::vector<std::string> redact, obligations;
};

struct Group {
  std::string name;
  std::vector<std::string> members;
};

/// Scope of one national entity; several of one entity add up.
struct Delegation {
  std::string id, organisation, entity;
  Conditions when;
  std::optional<PartyCondition> origins;
  std::optional<UnixSeconds> from, until;
};

/// A corrective measure.
struct ModeEntry {
  CountryCode country;
  std::string mode, decided_by, ground;
  UnixSeconds from, until;
  std::chrono::sys_days review_on;
};

struct Policy {
  CountryCode iss;
  PolicyKind kind = PolicyKind::release;
  std::uint32_t seq = 0;
  UnixSeconds effective;
  std::vector<Group> groups, regions;
  std::optional<std::vector<PolicyRule>> rules;  // absent: no say; empty: denies everything
  std::optional<std::vector<PolicyRule>> hits;   // who is told of hits; of a release absent: nobody (docs/hits.md)
  std::vector<Delegation> delegations;
  std::vector<ModeEntry> modes;
  std::vector<std::string> four_eyes;  // colours
};

/// Errors: payload_json, payload_schema, payload_rule; the last two name every fault by JSON pointer.
/// Whether iss is the signer, and whether seq and effective may follow, is checked by policy::check_follows.
[[nodiscard]] Result<Policy> read_policy(Schemas const& schemas, std::string_view payload);

/// "2026-12-01T08:00:00Z". Errors: Errc::parameter_invalid, also for a day that the calendar lacks.
[[nodiscard]] Result<UnixSeconds> parse_moment(std::string_view text);
[[nodiscard]] std::string moment_text(UnixSeconds moment);

}
