#pragma once
// One item of an inbox: may it still be delivered, and how it looks on the wire. Any thread.

#include <optional>

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

/// nullopt: withheld. Errors: corrupt, io.
[[nodiscard]] Result<std::optional<InboxItem>> render(Reading const& reading, mailbox::Item const& item);

}
