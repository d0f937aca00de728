#pragma once
// The log of a test hub, as its members see it.

#include <array>
#include <fstream>
#include <sstream>

#include "gateway/log/audit.hpp"
#include "protocol/log/receipt.hpp"
#include "protocol/log/vkey.hpp"
#include "tests/support/must.hpp"
#include "tests/support/test_hub.hpp"

namespace huecry::test {

inline log::NoteKey log_key(TestHub const& hub) {
  std::ostringstream text;
  text << std::ifstream(hub.federation_dir() / "hub/log.vkey").rdbuf();
  std::string vkey = text.str();
  vkey.pop_back();
  return must(log::parse_vkey(vkey));
}

inline follow::Fetch log_of(TestHub& hub, std::string const& party) {
  return [&hub, party](std::string const& path) -> Result<std::string> {
    Reply const reply = hub.get(party, "/v1/log/" + path);
    if (reply.status != 200) return Error(Errc::not_found, reply.text);
    return reply.text;
  };
}

inline follow::Audited audited(TestHub& hub, std::string const& party, std::optional<follow::State> known = {},
                               follow::OnLeaves on_leaves = {}) {
  auto const shown = must(follow::open_head(must(log_of(hub, party)("checkpoint")), std::array{log_key(hub)}));
  return must(follow::audit({log_of(hub, party), hub.clock(), std::move(on_leaves), {}}, shown, std::move(known)));
}

/// The receipt in this text, in the log of the hub.
inline log::CheckedReceipt checked(TestHub const& hub, std::string const& text,
                                   log::WitnessPolicy const* witnesses = nullptr) {
  std::array const keys{log_key(hub)};
  return must(log::check_receipt(must(log::parse_receipt(text)), {.logs = keys, .witnesses = witnesses}));
}

}
