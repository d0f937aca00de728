#pragma once
// Who asked the owner of a notice for it, and what the owner answered. Reads only; any thread, on any Reader. Errors of
// all: Errc::corrupt, io.

#include <optional>
#include <vector>

#include "protocol/base/result.hpp"
#include "storage/index/rows.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::index {

/// Of one notice and one country: its last word. An answer does not forget that there was a request.
struct Consent {
  CountryCode recipient;
  documents::ConsentAct act = documents::ConsentAct::request;
  std::optional<Moment> asked, answered;
  // Of a grant:
  std::uint32_t ver = 0;  // this version alone; 0: every version
  bool onward = false;    // also to its national entities
  UnixSeconds until;

  [[nodiscard]] bool holds(std::uint32_t version, UnixSeconds at) const noexcept {
    return act == documents::ConsentAct::grant && at < until && (ver == 0 || ver == version);
  }
  friend bool operator==(Consent const&, Consent const&) = default;
};

/// Of the notice whose first version is at `first`; in the order of countries.
[[nodiscard]] Result<std::vector<Consent>> consents_of(kv::Reader const& state, journal::Position first);
[[nodiscard]] Result<std::optional<Consent>> consent_of(kv::Reader const& state, journal::Position first,
                                                        CountryCode recipient);

struct OwnedConsent {
  journal::Position first = 0;  // of the notice
  Consent consent;
};
struct ConsentPage {
  std::vector<OwnedConsent> items;        // newest notice first
  std::optional<journal::Position> next;  // the next page's `before`; nullopt: that was the last page
};
/// About all notices of an owner: those whose first version lies before a position (nullopt: all). A page ends with a
/// notice, so it may be longer than `items` by what is asked for one notice.
[[nodiscard]] Result<ConsentPage> consents_of_owner(kv::Reader const& state, CountryCode owner,
                                                    std::optional<journal::Position> before, std::size_t items);

}
