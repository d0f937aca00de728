#include <charconv>

#include "server/api/handlers.hpp"

namespace huecry::api {

Result<std::uint64_t> number_parameter(net::Request const& request, std::string_view name, std::uint64_t fallback,
                                       std::uint64_t most) {
  auto const text = request.parameter(name);
  if (!text) return fallback;
  std::uint64_t value = 0;
  auto const [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (text->empty() || error != std::errc() || end != text->data() + text->size() || value > most)
    return Error(Errc::parameter_invalid, std::string(name) + " must be a whole number up to " + std::to_string(most));
  return value;
}

Result<std::optional<CountryCode>> country_parameter(net::Request const& request, std::string_view name) {
  return choice_parameter<CountryCode>(request, name, [](std::string_view text) {
    auto const country = CountryCode::parse(text);
    return country ? std::optional(*country) : std::nullopt;
  });
}

}
