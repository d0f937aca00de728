#include "certs/trust/detail/state.hpp"
#include "certs/trust/snapshot.hpp"

namespace huecry::certs {

std::uint64_t TrustSnapshot::generation() const noexcept { return state_->generation; }

std::int64_t TrustSnapshot::seq() const noexcept {
  return state_->registry == nullptr ? 0 : state_->registry->source().list.seq;
}

Digest const& TrustSnapshot::list_digest() const noexcept {
  static Digest const none{};
  return state_->registry == nullptr ? none : state_->registry->source().digest;
}

std::string const& TrustSnapshot::list_text() const noexcept {
  static std::string const none;
  return state_->registry == nullptr ? none : state_->registry->source().text;
}

Digest const& TrustSnapshot::crl_set_digest() const noexcept { return state_->crl_set; }

bool TrustSnapshot::list_overdue(UnixSeconds now) const noexcept {
  return state_->registry != nullptr && state_->registry->source().list.next_update <= now;
}

CountrySet TrustSnapshot::members() const noexcept {
  return state_->registry == nullptr ? CountrySet() : state_->registry->members();
}

CountrySet TrustSnapshot::suspended() const noexcept {
  return state_->registry == nullptr ? CountrySet() : state_->registry->suspended();
}

CountrySet TrustSnapshot::active() const noexcept { return members() - suspended(); }

std::span<Party const> TrustSnapshot::parties() const noexcept {
  if (state_->registry == nullptr) return {};
  return state_->registry->parties();
}

Party const* TrustSnapshot::party(CountryCode country, std::string_view organisation) const noexcept {
  return state_->registry == nullptr ? nullptr : state_->registry->party(country, organisation);
}

HubRow const& TrustSnapshot::hub() const noexcept {
  static HubRow const none;
  return state_->registry == nullptr ? none : state_->registry->source().list.hub;
}

std::vector<CrlStatus> TrustSnapshot::crls() const {
  std::vector<CrlStatus> out;
  state_->for_each_domain([&out](std::optional<CountryCode> country, detail::TrustDomain const& domain) {
    for (detail::Authority const& authority : domain.authorities()) {
      out.push_back({!country, country.value_or(CountryCode()), authority.certificate.thumbprint(),
                     authority.certificate.subject().common_name, authority.url, authority.crl});
    }
  });
  return out;
}

}
