#pragma once
// The envelope of a sealed message: what the hub may know of it (signing.md §3): the payload of an envelope+jws. Pure;
// any thread. Fields: docs/schemas/envelope.json.

#include <array>
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
#include "protocol/json/json_fwd.hpp"
#include "protocol/life/time_limit.hpp"

namespace huecry::documents {

/// Append only: the number is stored.
enum class MessageAct : std::uint8_t { message, request, answer, refuse, pause, probe, echo, last_ = echo };
[[nodiscard]] std::string_view to_text(MessageAct act) noexcept;
[[nodiscard]] std::optional<MessageAct> message_act(std::string_view text) noexcept;
/// What is said about a request by one of whom it was made.
[[nodiscard]] constexpr bool is_reply(MessageAct act) noexcept {
  return act >= MessageAct::answer && act <= MessageAct::pause;
}
/// No officer's words: whether messages come through at all.
[[nodiscard]] constexpr bool is_canary(MessageAct act) noexcept { return act >= MessageAct::probe; }

/// Most urgent first. Append only.
enum class Urgency : std::uint8_t { flash, urgent, routine, last_ = routine };
[[nodiscard]] std::string_view to_text(Urgency urgency) noexcept;
[[nodiscard]] std::optional<Urgency> urgency(std::string_view text) noexcept;

/// A sealed attachment, by the digest of its bytes.
struct SealedBlob {
  Digest digest;
  std::uint64_t bytes = 0;
  friend bool operator==(SealedBlob const&, SealedBlob const&) = default;
};

/// A keyed hash of what a request is about, by which the hub sees that two are about the same without learning what.
/// The key is that of a group of countries (docs/messages.md, "A similar request").
struct Hint {
  std::string key;  // its name: "benelux.2026-11"
  Digest tag;
  friend bool operator==(Hint const&, Hint const&) = default;
};

/// Members that must be the same inside as outside: no forwarding under another cover, and no envelope that promises
/// what the inside does not hold.
inline constexpr std::array<std::string_view, 15> k_head_members{"id",   "from",    "to",       "conv",     "act",
                                                                 "kind", "clock",   "of",       "pause",    "until",
                                                                 "prio", "refusal", "reply_to", "handling", "hints"};

struct MessageEnvelope {
  std::string id;
  CountryCode from;
  CountrySet to;             // without the sender, but for a probe
  std::string conversation;  // the id of its first message
  MessageAct act{};
  std::string kind;                        // of a request
  std::optional<life::LimitNumber> limit;  // of a request
  std::string of;                          // of an answer, a refusal, a pause: the request; of an echo: the probe
  CountryCode asker;                       // of those: who made it
  std::string reply_to;                    // may be empty
  std::string reason;                      // of a refusal, a pause
  std::optional<UnixSeconds> until;        // of a pause
  Urgency urgency = Urgency::routine;
  std::string handling;  // "H0"
  UnixSeconds expires;
  Digest sealed;  // of the JWE
  std::uint64_t sealed_bytes = 0;
  Digest commit;  // of the inner document
  std::vector<SealedBlob> attachments;
  std::vector<Hint> hints;  // of a request
};

/// Errors: payload_json, payload_schema, payload_rule; the last two name every fault by JSON pointer.
[[nodiscard]] Result<MessageEnvelope> read_message_envelope(Schemas const& schemas, std::string_view payload);

}
