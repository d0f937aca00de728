#include "gateway/cli/target.hpp"

#include <cctype>

#include "protocol/base/limits.hpp"
#include "protocol/envelope/jws.hpp"
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

Result<json::Json> payload_of(Connection& connection, std::string const& id, std::uint32_t ver) {
  std::string target = "/v1/notices/" + encoded(id);
  if (ver != 0) target += "?ver=" + std::to_string(ver);
  HUECRY_TRY(auto const response, expect_success(connection.hub->get(target)));
  HUECRY_TRY(auto const document,
             envelope::parse_container(response.body, envelope::DocumentType::notice, limits::document_bytes_max));
  json::ReadOptions options;
  options.fractions = true;
  return json::read(document.payload(), options);
}

}
