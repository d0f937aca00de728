#pragma once
// One item of an inbox: may it still be delivered, and how it looks on the wire. Any thread.

#include "protocol/policy/compiled_policy.hpp"
#include "server/exchange/inbox.hpp"
#include "storage/mailbox/mailbox.hpp"

namespace huecry::exchange {

/// One reading of an inbox: one state, one policy, one trust list for all its items.
struct Reading {
  kv::Reader const& state;
  policy::CompiledPolicy const& policy;
  certs::TrustSnapshot const& trust;
  UnixMillis at;
  Reader const& reader;
};

/// over: recalled or replaced since, or nothing for an inbox. barred: policy has changed, and the recall is on its way;
/// or the reader is suspended.
enum class Release : std::uint8_t { now, barred, over };
inline constexpr std::string_view k_damaged = "damaged";  // kind of an item that cannot be read

struct Rendered {
  Release release = Release::over;
  InboxItem item;  // of `now`
};

/// Errors: corrupt, io.
[[nodiscard]] Result<Rendered> render(Reading const& reading, mailbox::Item const& item);

/// The same; of what is damaged an item that says so and nothing else, so that what comes behind it is delivered.
/// Logged as record-damaged. Errors: io.
[[nodiscard]] Result<Rendered> render_or_name(Reading const& reading, mailbox::Item const& item, Log& log);

}
