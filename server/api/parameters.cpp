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

Result<std::uint64_t> limit_parameter(net::Request const& request, std::uint64_t fallback, std::uint64_t most) {
  HUECRY_TRY(std::uint64_t const limit, number_parameter(request, "limit", fallback, most));
  if (limit == 0) return Error(Errc::parameter_invalid, "limit must be at least 1");
  return limit;
}

Result<std::optional<std::uint64_t>> cursor_parameter(net::Request const& request) {
  if (!request.parameter("cursor")) return std::optional<std::uint64_t>();
  HUECRY_TRY(std::uint64_t const cursor, number_parameter(request, "cursor", 0, INT64_MAX));
  return std::optional(cursor);
}

Result<std::optional<std::uint64_t>> position_parameter(net::Request const& request, std::string_view name) {
  constexpr std::uint64_t k_position_max = std::uint64_t{1} << 62;
  if (!request.parameter(name)) return std::optional<std::uint64_t>();
  HUECRY_TRY(std::uint64_t const position, number_parameter(request, name, 0, k_position_max));
  return std::optional(position);
}

Result<std::optional<bool>> flag_parameter(net::Request const& request, std::string_view name) {
  auto const text = request.parameter(name);
  if (!text) return std::optional<bool>();
  if (text != "true" && text != "false")
    return Error(Errc::parameter_invalid, std::string(name) + " must be true or false");
  return std::optional(text == "true");
}

Result<std::optional<CountryCode>> country_parameter(net::Request const& request, std::string_view name) {
  return choice_parameter<CountryCode>(request, name, [](std::string_view text) {
    auto const country = CountryCode::parse(text);
    return country ? std::optional(*country) : std::nullopt;
  });
}

}
