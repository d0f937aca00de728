#pragma once
// Every time-out and cap of the listeners. An operator turns them (server/ops/config.hpp); tests make them small.

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "protocol/base/limits.hpp"

namespace huecry::net {

using namespace std::chrono_literals;

/// Each bounds one whole step, however many bytes trickle in meanwhile.
struct Timeouts {
  std::chrono::milliseconds handshake = 5s;
  std::chrono::milliseconds keep_alive = 60s;  // from one answer to the first byte of the next request
  std::chrono::milliseconds header = 10s;      // from that byte to the end of the header
  std::chrono::milliseconds body = 10s;        // besides the time that the body needs at bytes_per_second_min
  std::size_t bytes_per_second_min = 64 * 1024;
  std::chrono::milliseconds handle =
      limits::long_poll_max + 60s;                 // the application's answer; a long poll has its own limit
  std::chrono::milliseconds write = 30s;           // besides the time that answer or chunk needs at that pace
  std::chrono::milliseconds shutdown = 2s;         // goodbye, and what the peer still sends after a refusal
  std::chrono::milliseconds connection_life = 1h;  // then closed between two requests, so that no verdict lives longer
  std::chrono::milliseconds tick = 250ms;          // how often deadlines are looked at
};

struct Caps {
  std::size_t connections_hard = 20'000;     // above: closed without a word
  std::size_t connections_soft = 18'000;     // above: 503 after the handshake
  std::size_t handshakes = 1'000;            // under way at once, so that strangers cannot take all places
  std::size_t connections_per_member = 256;  // of one country: 503 after the handshake
  std::size_t body_bytes_per_member = std::size_t{64} << 20;  // of requests and answers in flight: 503
  std::size_t requests_per_connection = 1'000'000;
  std::size_t linger_bytes = 16 << 20;    // read and dropped after a refusal, so that a peer that sent a large body
                                          // without waiting can read the answer
  std::uint32_t retry_after_seconds = 2;  // said with every 503 of net
};

}
