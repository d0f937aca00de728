#pragma once
// The release decision: which members may receive a document, and why. Pure: no clock, no store; any thread.
//
// A denial is a value, never an error; the default is deny and forbid wins (docs/adr/0007). A decision names every
// clause that took part with the countries it touched, so that explaining is reading the decision, not a second engine.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/country.hpp"

namespace huecry::policy {

/// What a policy may look at. Everything here is in the signed document or the trust list.
struct Subject {
  CountryCode origin;
  CountrySet excluded;                   // the document's own exclusions
  std::optional<CountrySet> addressees;  // the document names its recipients; absent means everyone that policy allows
};

/// The members as one trust list has them. A suspended member is in both sets.
struct Members {
  CountrySet all;
  CountrySet suspended;
};

enum class Effect { permit, forbid };

struct Clause {
  Effect effect;
  std::string_view name;  // stable: stands in stored decisions and explanations
  CountrySet countries;   // the members that the clause touched
};

struct Decision {
  CountrySet allowed;
  std::vector<Clause> clauses;  // in order of evaluation
  Digest policy;                // of the policy set that decided

  /// The clause that settles this country: the last forbid that touched it, else the permit, else none (default deny).
  [[nodiscard]] Clause const* deciding(CountryCode country) const noexcept;
};

/// What the whole hub asks. Immutable once built; shared by all threads; replaced as a whole.
class ReleasePolicy {
 public:
  virtual ~ReleasePolicy() = default;
  [[nodiscard]] virtual Decision decide(Subject const& subject, Members const& members) const = 0;
  /// Identifies the policy set in leaves and stored decisions.
  [[nodiscard]] virtual Digest const& digest() const noexcept = 0;
};

/// All active members but the origin, minus the document's exclusions, minus the suspended.
class BaselinePolicy final : public ReleasePolicy {
 public:
  BaselinePolicy();
  [[nodiscard]] Decision decide(Subject const& subject, Members const& members) const override;
  [[nodiscard]] Digest const& digest() const noexcept override { return digest_; }

 private:
  Digest digest_;
};

/// The stored form: {"v":1,"policy":…,"allowed":…,"clauses":[{"effect":…,"name":…,"countries":…}]}; sets of countries
/// are the base64url of CountrySet::pack().
[[nodiscard]] std::string to_json(Decision const& decision);

}
