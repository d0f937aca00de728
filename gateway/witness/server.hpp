#pragma once
// A witness over HTTP (C2SP tlog-witness): POST /add-checkpoint, GET /<hex SHA-256 of the origin>/checkpoint.
// Everything it says is signed, and everything it is told is; so it needs no TLS of its own, and lies behind a proxy
// where secrecy is wanted.

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

#include "gateway/log/witness.hpp"

namespace huecry::witness {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;                                                                         // 0: a free one
  std::function<void(std::uint16_t port)> on_ready;                                               // it listens
  std::function<void(std::string const& path, follow::WitnessAnswer const& answer)> on_answered;  // each request
};

/// `witness` and the callbacks, which run on the caller's thread, outlive the call. Serves until `stop` is set or
/// SIGINT or SIGTERM comes. One thread: a witness has little to do. Errors: io when it cannot listen there.
[[nodiscard]] Result<> serve(follow::Witness& witness, ServerOptions const& options, std::atomic<bool> const& stop);

}
