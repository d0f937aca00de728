#pragma once
// What the listeners counted since the start, for server/ops to export. Any thread; each value by itself is exact.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace huecry::net {

/// Why a connection never got to its first request.
enum class HandshakeFailure : std::uint8_t {
  timeout,
  left,
  protocol,
  no_certificate,
  unknown,
  suspended,
  revoked,
  expired,
  certificate,
  other
};
inline constexpr std::size_t k_handshake_failures = static_cast<std::size_t>(HandshakeFailure::other) + 1;
[[nodiscard]] std::string_view to_text(HandshakeFailure failure) noexcept;

/// Why net ended a connection that the peer would have kept.
enum class Cut : std::uint8_t { none, timeout, swept, expired, stop, gone };
inline constexpr std::size_t k_cuts = static_cast<std::size_t>(Cut::gone) + 1;
[[nodiscard]] std::string_view to_text(Cut cut) noexcept;

class Counter {
 public:
  void add(std::uint64_t by = 1) noexcept { value_.fetch_add(by, std::memory_order_relaxed); }
  void subtract(std::uint64_t by = 1) noexcept { value_.fetch_sub(by, std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// Counts its owner in a level (how many there are now) for as long as it lives.
class Held {
 public:
  Held() = default;
  explicit Held(Counter& level) : level_(&level) { level.add(); }
  Held(Held&& other) noexcept : level_(std::exchange(other.level_, nullptr)) {}
  Held(Held const&) = delete;
  Held& operator=(Held const&) = delete;
  Held& operator=(Held&& other) noexcept {
    std::swap(level_, other.level_);
    return *this;
  }
  ~Held() { release(); }
  void release() noexcept {
    if (Counter* level = std::exchange(level_, nullptr)) level->subtract();
  }

 private:
  Counter* level_ = nullptr;
};

struct Counters {
  // levels
  Counter connections;  // open now
  Counter handshaking;  // of these, before the end of the handshake
  Counter streams;      // event streams open now
  // totals
  Counter accepted;
  Counter accept_errors;
  Counter over_hard_cap;
  Counter over_soft_cap;  // 503: soft cap, member's cap or member's bodies in flight
  Counter handshakes;     // succeeded
  std::array<Counter, k_handshake_failures> handshake_failures;
  std::array<Counter, k_cuts> cuts;
  Counter requests;
  std::array<Counter, 6> answers;  // by status / 100
  Counter bytes_in;                // HTTP bytes, without TLS
  Counter bytes_out;

  Counter& failure(HandshakeFailure why) noexcept { return handshake_failures[static_cast<std::size_t>(why)]; }
  Counter& cut(Cut why) noexcept { return cuts[static_cast<std::size_t>(why)]; }
};

}
