#include "certs/trust/trust_list.hpp"

#include <set>

#include "certs/trust/detail/list_limits.hpp"
#include "certs/trust/detail/list_rules.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/read.hpp"

namespace huecry::certs {
namespace {

using json::Json;

constexpr std::int64_t k_version = 1;
constexpr std::string_view k_encryption_algorithm = "ECDH-ES+A256KW";

Error invalid(std::string_view what) { return Error(Errc::trust_list_invalid, std::string(what)); }

template <class T>
Result<T> located(Result<T> result, std::string_view where) {
  if (result) return result;
  Error error = std::move(result).error().with_context(where);
  error.code = Errc::trust_list_invalid;
  return error;
}

Result<std::string> text_member(Json const& object, std::string_view name,
                                std::size_t chars_max = detail::k_text_chars_max) {
  HUECRY_TRY(std::string text, json::member_string(object, name));
  if (text.size() > chars_max) return invalid(std::string(name) + ": too long");
  for (char const c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      return invalid(std::string(name) + ": holds control characters");
  }
  return text;
}

/// Reads each element of an array member of bounded length with `read`.
template <class T, class Read>
Result<std::vector<T>> list_member(Json const& object, std::string_view name, std::size_t count_max, Read read) {
  HUECRY_TRY(Json const* array, json::member_array(object, name));
  if (array->size() > count_max) return invalid(std::string(name) + ": too many");
  std::vector<T> out;
  out.reserve(array->size());
  for (Json const& element : *array) {
    std::string const where = std::string(name) + "[" + std::to_string(out.size()) + "]";
    HUECRY_TRY(T value, located(Result<T>(read(element)), where));
    out.push_back(std::move(value));
  }
  return out;
}

Result<bool> second_of(Json const& object, std::string_view name, std::string_view first, std::string_view second) {
  HUECRY_TRY(std::string const text, json::member_string(object, name));
  if (text != first && text != second) return invalid(std::string(name) + ": is unknown");
  return text == second;
}

Result<std::string> read_text(Json const& value) {
  auto const* text = value.get_ptr<std::string const*>();
  if (text == nullptr || text->empty() || text->size() > detail::k_text_chars_max)
    return invalid("is no text of bounded length");
  return *text;
}

Result<Certificate> read_certificate(Json const& value) {
  auto const* text = value.get_ptr<std::string const*>();
  if (text == nullptr) return invalid("is no base64 text");
  HUECRY_TRY(Bytes const der, base64_decode(*text));
  return Certificate::from_der(der);
}

Result<CrlSource> read_crl_source(Json const& value) {
  HUECRY_CHECK(json::check_members(value, {"issuer", "url"}));
  CrlSource source;
  HUECRY_TRY(std::string const issuer, json::member_string(value, "issuer"));
  HUECRY_TRY(source.issuer, digest_from_base64url(issuer));
  HUECRY_TRY(source.url, text_member(value, "url", detail::k_url_chars_max));
  return source;
}

Result<std::optional<crypto::Algorithm>> read_algorithm(Json const& value, Purpose purpose) {
  HUECRY_TRY(std::string const name, json::member_string(value, "alg"));
  if (purpose == Purpose::encryption) {
    if (name != k_encryption_algorithm) return invalid("alg: must be " + std::string(k_encryption_algorithm));
    return std::optional<crypto::Algorithm>();
  }
  std::optional<crypto::Algorithm> const algorithm = crypto::algorithm_from_text(name);
  if (!algorithm) return invalid("alg: is unknown");
  return algorithm;
}

Result<CertificateRow> read_row(Json const& value) {
  HUECRY_CHECK(json::check_members(value, {"x5t", "purpose", "alg", "chain", "status"}));
  HUECRY_TRY(std::string const purpose_text, json::member_string(value, "purpose"));
  std::optional<Purpose> const purpose = purpose_from_text(purpose_text);
  if (!purpose) return invalid("purpose: is unknown");
  HUECRY_TRY(std::optional<crypto::Algorithm> const algorithm, read_algorithm(value, *purpose));
  HUECRY_TRY(std::vector<Certificate> chain, list_member<Certificate>(value, "chain", 2, read_certificate));
  if (chain.size() != 2) return invalid("chain: is leaf and issuing CA");
  HUECRY_TRY(bool const revoked, second_of(value, "status", "active", "revoked"));
  HUECRY_TRY(std::string const x5t, json::member_string(value, "x5t"));
  if (x5t != to_base64url(chain[0].thumbprint())) return invalid("x5t: is not the leaf's");
  return CertificateRow{chain[0], chain[1], *purpose, algorithm, revoked};
}

Result<Region> read_region(Json const& value) {
  HUECRY_TRY(std::optional<std::string> const text, json::optional_string(value, "region"));
  if (!text) return Region::none;
  std::optional<Region> const region = region_from_text(*text);
  if (!region || *region == Region::none) return invalid("region: is unknown");
  return *region;
}

Result<PartyRow> read_party(Json const& value) {
  HUECRY_CHECK(json::check_members(value, {"o", "role", "kind", "name", "status", "region", "tls_subjects", "certs"}));
  PartyRow party;
  HUECRY_TRY(party.organisation, text_member(value, "o"));
  HUECRY_TRY(std::string const role_text, json::member_string(value, "role"));
  std::optional<Role> const role = role_from_text(role_text);
  if (!role) return invalid("role: is unknown");
  party.role = *role;
  HUECRY_TRY(party.kind, text_member(value, "kind"));
  HUECRY_TRY(party.name, text_member(value, "name"));
  HUECRY_TRY(party.suspended, second_of(value, "status", "active", "suspended"));
  HUECRY_TRY(party.region, read_region(value));
  HUECRY_TRY(party.tls_subjects,
             list_member<std::string>(value, "tls_subjects", detail::k_tls_subjects_max, read_text));
  HUECRY_TRY(party.certificates, list_member<CertificateRow>(value, "certs", detail::k_certificates_max, read_row));
  return party;
}

Result<BureauRow> read_bureau(Json const& value) {
  HUECRY_CHECK(json::check_members(value, {"cc", "name", "status", "anchors", "crls", "parties"}));
  BureauRow bureau;
  HUECRY_TRY(std::string const code, json::member_string(value, "cc"));
  HUECRY_TRY(bureau.country, CountryCode::parse(code));
  HUECRY_TRY(bureau.name, text_member(value, "name"));
  HUECRY_TRY(bureau.suspended, second_of(value, "status", "active", "suspended"));
  HUECRY_TRY(bureau.anchors, list_member<Certificate>(value, "anchors", detail::k_anchors_max, read_certificate));
  HUECRY_TRY(bureau.crls, list_member<CrlSource>(value, "crls", detail::k_crls_max, read_crl_source));
  HUECRY_TRY(bureau.parties, list_member<PartyRow>(value, "parties", detail::k_parties_max, read_party));
  if (bureau.anchors.empty()) return invalid("anchors: none");
  return bureau;
}

Result<HubRow> read_hub(Json const& value) {
  HUECRY_CHECK(json::check_members(value, {"name", "anchors", "crls", "tls_subjects", "certs", "vkeys"}));
  HubRow hub;
  HUECRY_TRY(hub.name, text_member(value, "name"));
  HUECRY_TRY(hub.anchors, list_member<Certificate>(value, "anchors", detail::k_anchors_max, read_certificate));
  HUECRY_TRY(hub.crls, list_member<CrlSource>(value, "crls", detail::k_crls_max, read_crl_source));
  HUECRY_TRY(hub.tls_subjects, list_member<std::string>(value, "tls_subjects", detail::k_tls_subjects_max, read_text));
  HUECRY_TRY(hub.certificates, list_member<CertificateRow>(value, "certs", detail::k_certificates_max, read_row));
  HUECRY_TRY(hub.vkeys, list_member<std::string>(value, "vkeys", detail::k_vkeys_max, read_text));
  if (hub.anchors.empty()) return invalid("anchors: none");
  return hub;
}

Result<UnixSeconds> time_member(Json const& object, std::string_view name) {
  HUECRY_TRY(std::int64_t const seconds, json::member_integer(object, name));
  return UnixSeconds(std::chrono::seconds(seconds));
}

Result<TrustList> read_whole(std::string_view payload) {
  HUECRY_TRY(Json const root, json::read(payload));
  HUECRY_CHECK(json::check_members(root, {"v", "seq", "issued", "next_update", "bureaus", "hub"}));
  HUECRY_TRY(std::int64_t const version, json::member_integer(root, "v"));
  if (version != k_version) return invalid("v: is unknown");
  TrustList list;
  HUECRY_TRY(list.seq, json::member_integer(root, "seq"));
  HUECRY_TRY(list.issued, time_member(root, "issued"));
  HUECRY_TRY(list.next_update, time_member(root, "next_update"));
  HUECRY_TRY(list.bureaus, list_member<BureauRow>(root, "bureaus", detail::k_bureaus_max, read_bureau));
  HUECRY_TRY(Json const* hub, json::member_object(root, "hub"));
  HUECRY_TRY(list.hub, located(read_hub(*hub), "hub"));
  HUECRY_CHECK(detail::check_list(list));
  return list;
}

}

Result<TrustList> read_trust_list(std::string_view payload) { return located(read_whole(payload), "trust list"); }

}
