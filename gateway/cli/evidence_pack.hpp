#pragma once
// All that proves one document, laid out for a court that has never heard of huecry: files that public commands read,
// and a README that says which commands, what each of them shows, and what it does not (docs/log.md, "For a court").

#include <optional>
#include <string>
#include <vector>

#include "gateway/cli/proof_file.hpp"
#include "gateway/cli/zip_file.hpp"
#include "protocol/base/clock.hpp"

namespace huecry::cli {

/// What a time authority has said of the tree of the receipt.
struct TimeStamp {
  std::string authority;  // its name at the hub
  UnixMillis at{};        // that the token says
  std::string reply;      // DER
};

struct PackSources {
  ProofFile file;
  std::string ceremony;                 // PEM
  std::string decision;                 // the hub's record of who was given it and why; empty: not for us to see
  std::vector<TimeStamp> stamps;        // of the tree of the receipt
  std::string time_roots;               // PEM, of the authorities; empty: whoever checks gets them elsewhere
  log::WitnessPolicy const& witnesses;  // those whose lines are laid out
};

/// REQUIRES: `proven` is what verify(sources.file, …) has found. Errors: json_invalid, trust_list_invalid.
[[nodiscard]] Result<ZipMembers> evidence_pack(PackSources const& sources, Proven const& proven);

}
