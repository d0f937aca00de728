#pragma once
// What holds between the rows of a trust list: names, roles, keys that serve once. Pure.

#include <string>
#include <string_view>

#include "certs/trust/trust_list.hpp"
#include "protocol/base/result.hpp"

namespace huecry::certs::detail {

/// `^[A-Z0-9][A-Z0-9-]{0,31}$`
[[nodiscard]] bool is_organisation(std::string_view text) noexcept;
[[nodiscard]] bool may_hold(Role role, Purpose purpose) noexcept;

/// One certificate of a party: profile, subject, constraints of its CA, algorithm. Errors: Errc::trust_list_invalid.
[[nodiscard]] Result<> check_row(CertificateRow const& row, std::string_view country, std::string_view organisation,
                                 Role role);
/// The whole. Errors: Errc::trust_list_invalid.
[[nodiscard]] Result<> check_list(TrustList const& list);

/// C and O of the hub's certificates.
inline constexpr std::string_view k_hub_country = "XP";
inline constexpr std::string_view k_hub_organisation = "HUB";
inline constexpr std::string_view k_bureau_organisation = "NCB";

}
