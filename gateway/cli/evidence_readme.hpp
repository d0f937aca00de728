#pragma once
// The README of an evidence pack: what each file is, the public commands that check it, and what they do not show.
// Every line that begins with four spaces is a command of a POSIX shell with openssl 3 (tests run each of them).

#include <string>
#include <vector>

#include "certs/trust/trust_list.hpp"
#include "gateway/cli/evidence_pack.hpp"

namespace huecry::cli {

struct ReadmeSources {
  PackSources const& sources;
  Proven const& proven;
  certs::CertificateRow const& signer;
  std::vector<std::string> const& witnesses;  // stems of their files
  std::size_t roots = 0, crls = 0;            // files of each, numbered from 1
};
[[nodiscard]] std::string evidence_readme(ReadmeSources const& about);

/// "time/1.tsr" of the first: names of others' choice are no part of a command.
[[nodiscard]] std::string stamp_file(std::size_t place);

/// docs/verify.py, which a pack brings along.
[[nodiscard]] std::string verify_program();

}
