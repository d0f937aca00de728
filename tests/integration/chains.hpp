#pragma once
// What a reader makes of the chain of a notice, with nothing but the ceremony's keys.

#include "gateway/cli/chain.hpp"
#include "tests/integration/desk.hpp"

namespace huecry::test {

[[nodiscard]] inline Result<> verify_chain(TestHub& hub, json::Json const& items, std::string const& notice) {
  cli::Profile profile;
  profile.party = hub.federation_dir() / "FR/NCB";
  auto const trust = cli::trust_of(profile, {hub.get("FR", "/v1/trust").text, hub.get("FR", "/v1/trust/crls").text},
                                   hub.clock().now());
  REQUIRE(trust);
  cli::Chain links(*trust, notice, hub.clock().now());
  for (json::Json const& item : items) HUECRY_CHECK(links.add(item));
  return links.finish();
}

}
