#pragma once
// Choices that follow from a seed alone, the same on every machine: std::uniform_int_distribution differs between
// libraries. For samples only; nothing secret. One thread at a time.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace huecry::convert::detail {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  /// SplitMix64 (Steele, Lea, Flood 2014).
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }

  /// 0 to bound − 1. REQUIRES: bound > 0. The bias is below 2^-40 for our small bounds.
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }
  int between(int first, int last) {
    return first + static_cast<int>(below(static_cast<std::size_t>(last - first + 1)));
  }
  bool chance(int percent) { return static_cast<int>(below(100)) < percent; }

  template <class T>
  T const& pick(std::span<T const> from) {
    return from[below(from.size())];
  }
  template <class T, std::size_t N>
  T const& pick(std::array<T, N> const& from) {
    return from[below(N)];
  }

  /// Digits and capital letters without those that are mistaken for each other.
  std::string code(std::size_t length);

 private:
  std::uint64_t state_;
};

}
