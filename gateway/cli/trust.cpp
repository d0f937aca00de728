#include "gateway/cli/trust.hpp"

#include <chrono>
#include <sstream>

#include "certs/trust/verify.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/envelope/jws.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"
#include "protocol/json/write.hpp"

namespace huecry::cli {
namespace {

constexpr std::size_t k_pem_bytes_max = 64 * 1024;

Result<UnixMillis> time_of(std::string const& text) {
  std::tm fields{};
  std::istringstream in(text);
  in >> std::get_time(&fields, "%Y-%m-%dT%H:%M:%S");
  if (in.fail()) return Error(Errc::json_invalid, "received is no time: " + text);
  return UnixMillis(std::chrono::seconds(::timegm(&fields)));
}

}

Result<std::string> Trust::check(json::Json const& item, UnixMillis now) const {
  HUECRY_TRY(auto const document,
             envelope::parse_container(json::write(item.at("document")), envelope::DocumentType::notice,
                                       limits::document_bytes_max));
  HUECRY_TRY(UnixMillis const received, time_of(item.value("received", "")));
  HUECRY_TRY(certs::SignerRow const* const signer, certs::verify_received(*snapshot_, document, received, now));
  json::ReadOptions options;
  options.fractions = true;
  HUECRY_TRY(json::Json const payload, json::read(document.payload(), options));
  bool const honest =
      to_base64url(document.digest()) == item.value("object", "") && payload.value("id", "") == item.value("id", "-") &&
      payload.value("ver", 0U) == item.value("ver", 1U) && payload.value("iss", "") == signer->country.text();
  if (!honest) return Error(Errc::signature_invalid, "the hub says of the document what the document does not");
  return std::string(signer->country.text()) + '/' + signer->organisation;
}

Result<Trust> fetch_trust(Connection& connection, UnixMillis now) {
  HUECRY_TRY(std::string const pem, read_file(connection.profile.party / "ceremony.pem", k_pem_bytes_max));
  HUECRY_TRY(certs::CeremonyKeys keys, certs::CeremonyKeys::from_pem(pem));
  certs::TrustStore store(std::move(keys));
  HUECRY_TRY(auto const list, expect_success(connection.hub->get("/v1/trust")));
  HUECRY_CHECK(store.restore_list(list.body, to_seconds(now)));
  HUECRY_TRY(auto const lists, expect_success(connection.hub->get("/v1/trust/crls")));
  HUECRY_TRY(json::Json const crls, json::read(lists.body, {}));
  for (auto const& crl : crls["crls"]) {
    HUECRY_TRY(Bytes const der, base64_decode(crl.value("der", "")));
    HUECRY_CHECK(store.restore_crl(der, to_seconds(now)));
  }
  return Trust(store.current());
}

}
