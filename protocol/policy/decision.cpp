#include "protocol/policy/decision.hpp"

namespace huecry::policy {
namespace {

constexpr std::string_view k_verdicts[] = {"deny", "requestable", "redacted", "allow"};
constexpr std::string_view k_layers[] = {"hub", "mode", "document", "baseline", "release", "intake", "delegation"};
constexpr std::string_view k_causes[] = {
    "not-member",    "origin",   "suspended-member", "unknown-label", "suspended",     "held",          "closed",
    "not-addressed", "excluded", "forbidden",        "no-permit",     "needs-consent", "not-delegated", "permitted"};

template <std::size_t N>
Bits bits_of(std::array<CountrySet, N> const& sets, CountryCode country) {
  unsigned bits = 0;
  for (std::size_t i = 0; i < N; ++i)
    if (sets[i].contains(country)) bits |= 1U << i;
  return static_cast<Bits>(bits);
}

}

std::string_view to_text(Verdict verdict) noexcept { return k_verdicts[static_cast<std::size_t>(verdict)]; }
std::string_view to_text(Layer layer) noexcept { return k_layers[static_cast<std::size_t>(layer)]; }
std::string_view to_text(Cause cause) noexcept { return k_causes[static_cast<std::size_t>(cause)]; }

Verdict Decision::verdict(CountryCode country) const noexcept {
  if (requestable.contains(country)) return Verdict::requestable;
  if (!allowed.contains(country)) return Verdict::deny;
  return redactions(country) != 0 ? Verdict::redacted : Verdict::allow;
}

Bits Decision::redactions(CountryCode country) const noexcept { return bits_of(redacted, country); }
Bits Decision::obligations(CountryCode country) const noexcept { return bits_of(obliged, country); }

}
