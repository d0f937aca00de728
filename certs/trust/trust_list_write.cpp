#include "certs/trust/trust_list.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"

namespace huecry::certs {
namespace {

using json::Json;

std::string status(bool off, char const* word) { return off ? word : "active"; }

Json anchors_of(std::vector<Certificate> const& anchors) {
  Json out = Json::array();
  for (Certificate const& anchor : anchors) out.push_back(base64_encode(anchor.der()));
  return out;
}

Json crls_of(std::vector<CrlSource> const& crls) {
  Json out = Json::array();
  for (CrlSource const& source : crls) out.push_back({{"issuer", to_base64url(source.issuer)}, {"url", source.url}});
  return out;
}

Json certificates_of(std::vector<CertificateRow> const& rows) {
  Json out = Json::array();
  for (CertificateRow const& row : rows) {
    std::string const algorithm(row.algorithm ? to_text(*row.algorithm) : "ECDH-ES+A256KW");
    Json const chain = Json::array({base64_encode(row.leaf.der()), base64_encode(row.issuing_ca.der())});
    out.push_back({{"x5t", to_base64url(row.leaf.thumbprint())},
                   {"purpose", std::string(to_text(row.purpose))},
                   {"alg", algorithm},
                   {"chain", chain},
                   {"status", status(row.revoked, "revoked")}});
  }
  return out;
}

Json party_of(PartyRow const& party) {
  Json out = {{"o", party.organisation},
              {"role", std::string(to_text(party.role))},
              {"kind", party.kind},
              {"name", party.name},
              {"status", status(party.suspended, "suspended")},
              {"tls_subjects", party.tls_subjects},
              {"certs", certificates_of(party.certificates)}};
  if (party.region != Region::none) out["region"] = std::string(to_text(party.region));
  return out;
}

Json bureau_of(BureauRow const& bureau) {
  Json parties = Json::array();
  for (PartyRow const& party : bureau.parties) parties.push_back(party_of(party));
  return {{"cc", std::string(bureau.country.text())},
          {"name", bureau.name},
          {"status", status(bureau.suspended, "suspended")},
          {"anchors", anchors_of(bureau.anchors)},
          {"crls", crls_of(bureau.crls)},
          {"parties", std::move(parties)}};
}

Json hub_of(HubRow const& hub) {
  return {{"name", hub.name},
          {"anchors", anchors_of(hub.anchors)},
          {"crls", crls_of(hub.crls)},
          {"tls_subjects", hub.tls_subjects},
          {"certs", certificates_of(hub.certificates)},
          {"vkeys", hub.vkeys}};
}

}

std::string write_trust_list(TrustList const& list) {
  Json bureaus = Json::array();
  for (BureauRow const& bureau : list.bureaus) bureaus.push_back(bureau_of(bureau));
  Json const root = {{"v", 1},
                     {"seq", list.seq},
                     {"issued", list.issued.time_since_epoch().count()},
                     {"next_update", list.next_update.time_since_epoch().count()},
                     {"bureaus", std::move(bureaus)},
                     {"hub", hub_of(list.hub)}};
  return json::write(root);
}

}
