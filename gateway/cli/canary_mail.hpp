#pragma once
// Probes and echoes as they are written (docs/messages.md, "Whether anything comes through"): by the gateway, and by
// huecry ping.

#include <string>
#include <string_view>

#include "gateway/cli/message_desk.hpp"

namespace huecry::cli {

/// What GET /v1/probes says of who takes part.
struct Participants {
  CountrySet all, closed;  // closed: policy lets no message of ours pass
};
/// Errors: request_malformed.
[[nodiscard]] Result<Participants> participants_in(json::Json const& probes);

/// Whom a probe of ours may reach: those that take part, are open, and have a certificate to seal to; and ourselves.
/// One that cannot be reached must not keep the others from being probed. Errors: seal_key when we have none.
[[nodiscard]] Result<CountrySet> reachable(Desk& desk, Participants const& participants);

/// 32 bytes drawn by lot: who sends them back has opened the probe.
[[nodiscard]] std::string drawn_nonce();

/// Members of a probe or an echo that follow from what it is.
[[nodiscard]] json::Json canary_message(std::string_view act, std::string const& nonce, CountrySet const& to);

/// Seals and sends it. Errors: those of complete and submit_message.
[[nodiscard]] Result<> send_canary(Desk& desk, json::Json message);

}
