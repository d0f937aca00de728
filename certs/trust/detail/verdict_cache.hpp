#pragma once
// Verdicts on certificates by thumbprint, each for the span of time in which it cannot change. Thread-safe.

#include <mutex>
#include <optional>
#include <shared_mutex>
#include <unordered_map>

#include "protocol/base/bytes.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/result.hpp"

namespace huecry::certs::detail {

/// [from, until)
struct Span {
  UnixSeconds from;
  UnixSeconds until;
  [[nodiscard]] bool contains(UnixSeconds now) const noexcept { return from <= now && now < until; }
};

class VerdictCache {
 public:
  static constexpr std::size_t k_entries_max = 4096;

  [[nodiscard]] std::optional<Result<>> find(Digest const& thumbprint, UnixSeconds now) const {
    std::shared_lock const lock(mutex_);
    auto const found = entries_.find(thumbprint);
    if (found == entries_.end() || !found->second.span.contains(now)) return std::nullopt;
    return found->second.verdict;
  }

  /// A full cache starts over: it refills at the price of one path check per live certificate.
  void put(Digest const& thumbprint, Span span, Result<> verdict) {
    std::unique_lock const lock(mutex_);
    if (entries_.size() >= k_entries_max) entries_.clear();
    entries_.insert_or_assign(thumbprint, Entry{span, std::move(verdict)});
  }

 private:
  struct Entry {
    Span span;
    Result<> verdict;
  };
  mutable std::shared_mutex mutex_;
  std::unordered_map<Digest, Entry> entries_;
};

}
