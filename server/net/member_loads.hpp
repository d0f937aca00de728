#pragma once
// What each member holds of the hub at this moment, so that one member cannot take what all share. Any thread.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "certs/identity/identity.hpp"

namespace huecry::net {

/// A share that is given back when its owner goes.
class Claim {
 public:
  Claim() = default;
  Claim(std::atomic<std::uint64_t>& from, std::uint64_t amount) : from_(&from), amount_(amount) {}
  Claim(Claim&& other) noexcept : from_(std::exchange(other.from_, nullptr)), amount_(other.amount_) {}
  Claim(Claim const&) = delete;
  Claim& operator=(Claim const&) = delete;
  Claim& operator=(Claim&& other) noexcept {
    std::swap(from_, other.from_);
    std::swap(amount_, other.amount_);
    return *this;
  }
  ~Claim() {
    if (from_ != nullptr) from_->fetch_sub(amount_, std::memory_order_relaxed);
  }
  explicit operator bool() const noexcept { return from_ != nullptr; }

 private:
  std::atomic<std::uint64_t>* from_ = nullptr;
  std::uint64_t amount_ = 0;
};

class MemberLoads {
 public:
  /// Empty when the member would then hold more than `max`.
  [[nodiscard]] Claim connection(certs::Identity const& member, std::uint64_t max) {
    return claim(connections_[member.account()], 1, max);
  }
  [[nodiscard]] Claim body(certs::Identity const& member, std::uint64_t bytes, std::uint64_t max) {
    return claim(body_bytes_[member.account()], bytes, max);
  }

 private:
  using Loads = std::array<std::atomic<std::uint64_t>, certs::Identity::k_accounts>;

  static Claim claim(std::atomic<std::uint64_t>& load, std::uint64_t amount, std::uint64_t max) {
    if (load.fetch_add(amount, std::memory_order_relaxed) + amount <= max) return Claim(load, amount);
    load.fetch_sub(amount, std::memory_order_relaxed);
    return {};
  }

  Loads connections_{};
  Loads body_bytes_{};
};

}
