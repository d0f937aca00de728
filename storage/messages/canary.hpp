#pragma once
// The canary: who probes whom, and what came back. A bureau takes part from its first probe on, and as long as it goes
// on probing. Reads only; any thread, on any Reader. Errors of all: Errc::corrupt, io.

#include <chrono>
#include <optional>
#include <vector>

#include "protocol/base/result.hpp"
#include "protocol/documents/message_envelope.hpp"
#include "storage/journal/record.hpp"
#include "storage/kv/kv.hpp"
#include "storage/messages/lookup.hpp"

namespace huecry::messages {

/// One that probes another, or itself: what it has sent comes back to it through the hub.
struct Pair {
  CountryCode from, to;
  Entered probe;                                    // the newest
  std::optional<UnixMillis> echoed;                 // that one
  std::optional<UnixMillis> waiting_since;          // the first probe since the newest echo
  std::optional<UnixMillis> good_probe, good_echo;  // the newest that came back: when it was sent, and when it was back
};

struct Participant {
  CountryCode member;
  Entered newest;                     // of its probes
  std::chrono::milliseconds every{};  // from one to the next, as a rule; 0: it has sent one

  /// Nothing that it waits for says anything of now: its next probe is late, or it has sent one, some time ago.
  [[nodiscard]] bool is_silent(UnixMillis now) const;
  /// Two more of its probes would have been due since, or since the hub is there. Of one that has sent one nobody
  /// knows.
  [[nodiscard]] bool is_late(UnixMillis now, UnixMillis hub_since) const;
};

/// Those whose newest probe is not older than that.
[[nodiscard]] Result<std::vector<Participant>> participants(kv::Reader const& state, UnixMillis since);
/// nullopt: it has never probed.
[[nodiscard]] Result<std::optional<Participant>> participant(kv::Reader const& state, CountryCode member);
[[nodiscard]] Result<std::optional<Pair>> pair(kv::Reader const& state, CountryCode from, CountryCode to);
/// All that one probes, or (nullopt) all.
[[nodiscard]] Result<std::vector<Pair>> pairs(kv::Reader const& state, std::optional<CountryCode> from);

/// The rows of a probe, and of an echo. Errors: internal for an echo of no probe.
[[nodiscard]] Result<> put_probe(journal::Record const& record, documents::MessageEnvelope const& envelope,
                                 kv::Transaction& transaction);
[[nodiscard]] Result<> put_echo(journal::Record const& record, documents::MessageEnvelope const& envelope,
                                kv::Transaction& transaction);

}
