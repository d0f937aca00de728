#include "certs/federation/detail/parties.hpp"
#include "protocol/log/vkey.hpp"

namespace huecry::certs::federation::detail {
namespace {

Result<std::string> make_log_key(Bench& bench) {
  HUECRY_TRY(crypto::PrivateKey const key, crypto::PrivateKey::generate(crypto::Algorithm::eddsa));
  HUECRY_TRY(std::string pem, key.to_pem());
  HUECRY_TRY(log::NoteKey const note,
             log::make_note_key(bench.options().log_origin, log::KeyType::ed25519, key.public_key()));
  std::string vkey = log::to_vkey(note);
  bench.files().add_secret("hub/log.key", std::move(pem));
  bench.files().add("hub/log.vkey", vkey + "\n");
  return vkey;
}

Names names_of(std::string_view unit, std::string_view what) {
  return {"XP", "HUB", std::string(unit), "hub " + std::string(what), {}, {}, {}};
}

}

Result<> make_hub_tls(Bench& bench) {
  HUECRY_TRY(Issuer const issuing, bench.authority(k_hub_issuing_stem));
  Names names = names_of("tls", "TLS");
  names.dns = bench.options().hub_names;
  HUECRY_CHECK(bench.make_leaf("hub/tls", Profile::hub_tls, names, issuing));
  return ok();
}

Result<> make_hub_signing(Bench& bench) {
  HUECRY_TRY(Issuer const issuing, bench.authority(k_hub_issuing_stem));
  HUECRY_TRY(Certificate signing,
             bench.make_leaf("hub/signing", Profile::signing, names_of("signing", "signing"), issuing));
  bench.list().hub.certificates.push_back(
      {std::move(signing), *issuing.certificate, Purpose::hub, crypto::Algorithm::es256, false});
  return ok();
}

Result<> make_hub(Bench& bench) {
  HUECRY_TRY(Issuer const root,
             bench.make_authority(k_hub_root_stem, Profile::root_ca, names_of("", "root CA"), nullptr));
  Names constraints = names_of("", "issuing CA");
  constraints.dns = bench.options().hub_names;
  HUECRY_TRY(Issuer const issuing, bench.make_authority(k_hub_issuing_stem, Profile::issuing_ca, constraints, &root));
  HUECRY_CHECK(bench.renew_crl(k_hub_root_crl, root, bench.lifetimes().root_crl));
  HUECRY_CHECK(bench.renew_crl(k_hub_issuing_crl, issuing, bench.lifetimes().crl));
  bench.files().add("hub/root.pem", root.certificate->pem());
  HUECRY_CHECK(make_hub_tls(bench));
  HUECRY_CHECK(make_hub_signing(bench));
  HUECRY_TRY(std::string vkey, make_log_key(bench));
  HubRow& hub = bench.list().hub;
  hub.name = bench.options().hub_names.back();
  hub.anchors = {*root.certificate};
  hub.crls = {{root.certificate->thumbprint(), "file:hub-root.crl"},
              {issuing.certificate->thumbprint(), "file:hub-issuing.crl"}};
  hub.tls_subjects = {"C=XP,O=HUB,OU=tls"};
  hub.vkeys = {std::move(vkey)};
  return ok();
}

}
