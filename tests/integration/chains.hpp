#pragma once
// What a reader makes of the chain of a notice, with nothing but the ceremony's keys.

#include "gateway/cli/chain.hpp"
#include "tests/integration/desk.hpp"

namespace huecry::test {

[[nodiscard]] inline cli::Trust trust_of(TestHub& hub) {
  cli::Profile profile;
  profile.party = hub.federation_dir() / "FR/NCB";
  auto trust = cli::trust_of(profile, {hub.get("FR", "/v1/trust").text, hub.get("FR", "/v1/trust/crls").text},
                             hub.clock().now());
  REQUIRE(trust);
  return *std::move(trust);
}

[[nodiscard]] inline Result<> verify_chain(TestHub& hub, json::Json const& items, std::string const& notice) {
  cli::Trust const trust = trust_of(hub);
  cli::Chain links(trust, notice, hub.clock().now());
  for (json::Json const& item : items) HUECRY_CHECK(links.add(item));
  return links.finish();
}

}
