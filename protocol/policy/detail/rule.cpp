#include "protocol/policy/detail/rule.hpp"

namespace huecry::policy::detail {
namespace {

std::uint8_t number_or(std::uint8_t number, std::uint8_t none) { return number == k_no_code ? none : number; }

}

Features features_of(Subject const& subject, Circumstances const& now) {
  Features features;
  features.channel = static_cast<std::uint8_t>(subject.channel);
  features.colour = subject.colour ? static_cast<std::uint8_t>(*subject.colour) : Features::k_no_colour;
  features.confidentiality = number_or(subject.confidentiality, Features::k_no_confidentiality);
  features.handling = static_cast<std::uint8_t>(subject.handling);
  features.purpose = number_or(now.purpose.value_or(subject.purpose), Features::k_no_purpose);
  features.minor = static_cast<std::uint8_t>(subject.minor(now.at));
  features.of_origin = static_cast<std::uint8_t>(subject.national_of(subject.origin));
  features.origin = subject.origin;
  features.offences = subject.offences;
  features.at = now.at.time_since_epoch().count();
  return features;
}

CountrySet Rule::recipients(EntityKind kind) const noexcept {
  if ((kinds & bit(kind)) == 0) return {};
  return (reduced_kinds & bit(kind)) != 0 ? reduced : plain;
}

bool Rule::matches(Features const& features) const noexcept {
  return !dead && has_bit(channels, features.channel) && has_bit(colours, features.colour) &&
         has_bit(confidentiality, features.confidentiality) && has_bit(handling, features.handling) &&
         has_bit(purposes, features.purpose) && has_bit(minor, features.minor) &&
         has_bit(of_origin, features.of_origin) && origins.contains(features.origin) &&
         (any_offence || (offences & features.offences).any()) && holds_at(features.at);
}

}
