#include "gateway/cli/target.hpp"

#include <cctype>

#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"

namespace huecry::cli {

std::string encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (char c : text) {
    auto const byte = static_cast<unsigned char>(c);
    bool const unreserved = std::isalnum(byte) != 0 || c == '-' || c == '.' || c == '_' || c == '~';
    if (unreserved) {
      out += c;
    } else {
      out.append("%").append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
    }
  }
  return out;
}

std::string notice_target(std::string const& id, std::uint32_t ver) {
  return "/v1/notices/" + encoded(id) + (ver == 0 ? "" : "?ver=" + std::to_string(ver));
}

std::string as_reader(Profile const& profile, std::string target) {
  std::pair<char const*, std::string const*> const texts[] = {
      {"user", &profile.user}, {"purpose", &profile.purpose}, {"case", &profile.case_no}};
  for (auto const& [name, text] : texts) {
    if (text->empty()) continue;
    target.append(target.find('?') == std::string::npos ? "?" : "&").append(name).append("=").append(encoded(*text));
  }
  return target;
}

Result<json::Json> get_content(Connection& connection, std::string const& target) {
  return get_json(connection, as_reader(connection.profile, target));
}

Result<json::Json> read_json(std::string_view text) {
  json::ReadOptions options;
  options.fractions = true;
  return json::read(text, options);
}

Result<json::Json> read_json_file(std::string const& file) {
  HUECRY_TRY(std::string const text, read_file(file, k_json_file_bytes_max));
  auto value = read_json(text);
  if (!value) return std::move(value).error().with_context(file);
  return value;
}

Result<std::string> get_text(Connection& connection, std::string const& target) {
  HUECRY_TRY(auto response, expect_success(connection.hub->get(target)));
  return std::move(response.body);
}

Result<json::Json> get_json(Connection& connection, std::string const& target) {
  HUECRY_TRY(std::string const text, get_text(connection, target));
  return read_json(text);
}

Result<Received> fetch_notice(Connection& connection, std::string const& id, std::uint32_t ver) {
  HUECRY_TRY(std::string const text, get_text(connection, as_reader(connection.profile, notice_target(id, ver))));
  return read_received(text);
}

}
