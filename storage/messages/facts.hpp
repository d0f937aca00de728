#pragma once
// What the rows must know of a message: it travels inside Record::facts, and is all that the hub knows of it. Pure; any
// thread. Stored form, byte by byte: docs/storage.md.

#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/result.hpp"
#include "protocol/documents/message_envelope.hpp"
#include "storage/journal/record.hpp"

namespace huecry::messages {

[[nodiscard]] std::string encode(documents::MessageEnvelope const& envelope);
/// As it was encoded, without digests of what is sealed. nullopt: facts of another kind. Errors: Errc::corrupt.
[[nodiscard]] Result<std::optional<documents::MessageEnvelope>> message_facts(std::string_view facts);

/// The hub's word that nothing has come in time from one of whom something was asked.
struct OverdueFacts {
  journal::Position of = 0;  // the request
  CountryCode by;            // who has said nothing
  bool undelivered = false;  // not even that it has it
  friend bool operator==(OverdueFacts const&, OverdueFacts const&) = default;
};
[[nodiscard]] std::string encode(OverdueFacts const& facts);
/// nullopt: facts of another kind. Errors: Errc::corrupt.
[[nodiscard]] Result<std::optional<OverdueFacts>> overdue_facts(std::string_view facts);

/// The hub's word that a message has expired: its content is destroyed.
struct ExpiryFacts {
  journal::Position of = 0;  // the message
  CountrySet silent;         // who never said that it has it
  friend bool operator==(ExpiryFacts const&, ExpiryFacts const&) = default;
};
[[nodiscard]] std::string encode(ExpiryFacts const& facts);
/// nullopt: facts of another kind. Errors: Errc::corrupt.
[[nodiscard]] Result<std::optional<ExpiryFacts>> expiry_facts(std::string_view facts);

}
