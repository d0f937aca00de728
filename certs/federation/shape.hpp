#pragma once
// The certificate of each profile as this federation issues it: what check_profile wants to see. Pure.

#include <chrono>
#include <string>
#include <vector>

#include "certs/federation/issue.hpp"
#include "certs/identity/profile.hpp"

namespace huecry::certs::federation {

struct Names {
  std::string country;
  std::string organisation;
  std::string unit;              // OU: "gateway", "notices"…; empty for a CA
  std::string label;             // CN
  std::vector<std::string> dns;  // of a TLS leaf; of a CA: what it may issue
  std::string uri_host;          // of a CA: the host of URIs that it may issue
  std::string uri;               // of a TLS leaf; may be empty
};

/// not_after = not_before + life. The extensions can be changed before issue().
[[nodiscard]] CertificateSpec shape_of(Profile profile, Names const& names, UnixSeconds not_before,
                                       std::chrono::seconds life);

}
