#include "certs/identity/profile.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "tests/unit/certs/pki.hpp"

using namespace huecry;
using namespace huecry::test;
using certs::check_profile;

namespace {

struct Row {
  std::string name;
  Profile profile;
  std::string rule;  // empty: it passes
  Change change;
};

Change with(std::string const& extension, std::string const& value) {
  return [=](CertificateSpec& spec) { set_extension(spec, extension, value); };
}
Change also(std::string const& extension, std::string const& value) {
  return [=](CertificateSpec& spec) { spec.extensions.push_back({extension, value}); };
}
Change serial(Bytes const& bytes) {
  return [=](CertificateSpec& spec) { spec.serial = bytes; };
}
Change life(std::chrono::seconds length) {
  return [=](CertificateSpec& spec) { spec.not_after = spec.not_before + length; };
}

Bytes top_bit(std::size_t size, std::uint8_t top) {
  Bytes bytes(size, 0x01);
  bytes.front() = top;
  return bytes;
}

constexpr auto k_day = std::chrono::seconds(std::chrono::days(1));
std::string const k_label_64(64, 'a');
std::string const k_label_63(63, 'a');

std::vector<Row> leaf_rows() {
  auto const tls = Profile::gateway_tls;
  auto const hub = Profile::hub_tls;
  auto const sign = Profile::signing;
  auto const seal = Profile::encryption;
  auto const stamp = Profile::time_stamp;
  return {
      {"gateway TLS as issued", tls, "", unchanged},
      {"hub TLS as issued", hub, "", unchanged},
      {"signing as issued", sign, "", unchanged},
      {"encryption as issued", seal, "", unchanged},
      {"time stamp as issued", stamp, "", unchanged},
      {"absent basicConstraints is fine in a leaf", tls, "", with("basicConstraints", "")},
      {"signing without nonRepudiation", sign, "", with("keyUsage", "critical,digitalSignature")},
      {"a gateway that also listens", tls, "", with("extendedKeyUsage", "clientAuth,serverAuth")},
      {"one URI", tls, "", with("subjectAltName", "DNS:gw.fr.ncb.example,URI:spiffe://fr.ncb.example/gateway")},
      {"an address beside the name is ignored", tls, "", with("subjectAltName", "DNS:gw.fr.ncb.example,IP:192.0.2.1")},
      {"serial of 20 bytes", tls, "", serial(top_bit(20, 0x7f))},
      {"version 1", tls, "version",
       [](CertificateSpec& spec) {
         spec.version = 1;
         spec.extensions.clear();
       }},
      {"serial zero", tls, "serial", serial({0})},
      {"serial of 21 bytes by its sign bit", tls, "serial", serial(top_bit(20, 0x80))},
      {"serial of 21 bytes", tls, "serial", serial(top_bit(21, 0x01))},
      {"missing EKU", tls, "eku-missing", with("extendedKeyUsage", "")},
      {"missing EKU in a signing certificate", sign, "eku-missing", with("extendedKeyUsage", "")},
      {"any EKU", tls, "eku-any", with("extendedKeyUsage", "clientAuth,anyExtendedKeyUsage")},
      {"another EKU besides", tls, "eku", with("extendedKeyUsage", "clientAuth,emailProtection")},
      {"a server's EKU in a client", tls, "eku", with("extendedKeyUsage", "serverAuth")},
      {"a client's EKU in the hub", hub, "eku", with("extendedKeyUsage", "serverAuth,clientAuth")},
      {"TLS EKU in a signing certificate", sign, "eku", with("extendedKeyUsage", "clientAuth")},
      {"EKU in an encryption certificate", seal, "eku", with("extendedKeyUsage", "emailProtection")},
      {"time stamping not alone", stamp, "eku", with("extendedKeyUsage", "critical,timeStamping,codeSigning")},
      {"time stamping not critical", stamp, "eku-critical", with("extendedKeyUsage", "timeStamping")},
      {"CA as leaf", tls, "ca-bit", with("basicConstraints", "critical,CA:TRUE")},
      {"missing key usage", tls, "key-usage-missing", with("keyUsage", "")},
      {"key usage not critical", tls, "key-usage-critical", with("keyUsage", "digitalSignature")},
      {"leaf that may sign certificates", tls, "key-usage", with("keyUsage", "critical,digitalSignature,keyCertSign")},
      {"TLS key usage too wide", tls, "key-usage", with("keyUsage", "critical,digitalSignature,keyAgreement")},
      {"signing certificate that may encrypt", sign, "key-usage",
       with("keyUsage", "critical,digitalSignature,keyAgreement")},
      {"encryption certificate that may sign", seal, "key-usage",
       with("keyUsage", "critical,digitalSignature,keyAgreement")},
      {"no alternative name", tls, "san-missing", with("subjectAltName", "")},
      {"only an address", tls, "san-missing", with("subjectAltName", "IP:192.0.2.1")},
      {"wildcard", tls, "wildcard", with("subjectAltName", "DNS:*.fr.ncb.example")},
      {"wildcard beside a good name", hub, "wildcard", with("subjectAltName", "DNS:hub.example,DNS:*.hub.example")},
      {"underscore", tls, "dns-syntax", with("subjectAltName", "DNS:g_w.fr.ncb.example")},
      {"trailing dot", tls, "dns-syntax", with("subjectAltName", "DNS:gw.fr.ncb.example.")},
      {"leading hyphen", tls, "dns-syntax", with("subjectAltName", "DNS:-gw.fr.ncb.example")},
      {"label of 63", tls, "", with("subjectAltName", "DNS:" + k_label_63 + ".example")},
      {"label of 64", tls, "dns-syntax", with("subjectAltName", "DNS:" + k_label_64 + ".example")},
      {"two URIs", tls, "uri",
       with("subjectAltName", "DNS:gw.fr.ncb.example,URI:spiffe://fr.ncb.example/a,URI:spiffe://de.ncb.example/b")},
      {"alternative name in a signing certificate", sign, "san", with("subjectAltName", "DNS:gw.fr.ncb.example")},
      {"name constraints in a leaf", tls, "name-constraints",
       also("nameConstraints", "critical,permitted;DNS:fr.ncb.example")},
      {"unknown critical extension", tls, "critical", also("1.2.3.4", "critical,DER:0500")},
      {"unknown extension that is not critical", tls, "", also("1.2.3.4", "DER:0500")},
      {"the same extension twice", tls, "duplicate-extension", also("extendedKeyUsage", "clientAuth")},
      {"no subject key identifier", tls, "key-identifier", with("subjectKeyIdentifier", "")},
      {"no authority key identifier", tls, "key-identifier", with("authorityKeyIdentifier", "")},
      {"TLS life one second too long", tls, "life", life(30 * k_day + std::chrono::seconds(1))},
      {"encryption life at its limit", seal, "", life(90 * k_day)},
      {"encryption life one second too long", seal, "life", life(90 * k_day + std::chrono::seconds(1))}};
}

std::vector<Row> ca_rows() {
  auto const ca = Profile::issuing_ca;
  auto const root = Profile::root_ca;
  return {{"issuing CA as issued", ca, "", unchanged},
          {"root as issued", root, "", unchanged},
          {"root that points at itself", root, "", with("authorityKeyIdentifier", "keyid:always")},
          {"root that names issuer and serial", root, "root-identifier",
           with("authorityKeyIdentifier", "keyid:always,issuer:always")},
          {"no CA bit", ca, "ca-bit", with("basicConstraints", "critical,CA:FALSE")},
          {"no basic constraints", ca, "ca-bit", with("basicConstraints", "")},
          {"no key usage", ca, "key-usage", with("keyUsage", "")},
          {"no keyCertSign", ca, "key-usage", with("keyUsage", "critical,cRLSign")},
          {"no cRLSign", ca, "key-usage", with("keyUsage", "critical,keyCertSign")},
          {"no cRLSign in a root", root, "key-usage", with("keyUsage", "critical,keyCertSign")},
          {"key usage not critical", root, "key-usage-critical", with("keyUsage", "keyCertSign,cRLSign")},
          {"extended key usage", root, "eku-ca", with("extendedKeyUsage", "serverAuth")},
          {"no name constraints", ca, "name-constraints-missing", with("nameConstraints", "")},
          {"name constraints not critical", ca, "name-constraints-critical",
           with("nameConstraints", "permitted;DNS:fr.ncb.example")},
          {"constraint with a leading period", ca, "name-constraints-syntax",
           with("nameConstraints", "critical,permitted;DNS:.fr.ncb.example")},
          {"empty name constraints", ca, "name-constraints-syntax", with("nameConstraints", "critical,DER:3000")},
          {"policy constraints not critical", ca, "policy-constraints",
           also("policyConstraints", "requireExplicitPolicy:0")},
          {"no subject key identifier", ca, "key-identifier", with("subjectKeyIdentifier", "")}};
}

std::string rule_of(Result<> const& result) {
  if (result) return "";
  CHECK(result.error().code == Errc::certificate_profile);
  return result.error().detail.substr(0, result.error().detail.find(':'));
}

void check_rows(std::vector<Row> const& rows) {
  Authority const fr = make_authority("FR");
  for (Row const& row : rows) {
    CAPTURE(row.name);
    Issuer const* issuer = row.profile == Profile::root_ca      ? nullptr
                           : row.profile == Profile::issuing_ca ? &fr.root
                                                                : &fr.issuing;
    Names names = fr.names("unit");
    names.uri_host = fr.host();
    Leaf const leaf = make(row.profile, names, issuer, row.change);
    CHECK(rule_of(check_profile(leaf.certificate, row.profile)) == row.rule);
  }
}

}

TEST_SUITE("certs/identity") {
  TEST_CASE("each rule of the leaf profiles refuses what breaks it and nothing else") { check_rows(leaf_rows()); }

  TEST_CASE("each rule of the CA profiles refuses what breaks it and nothing else") { check_rows(ca_rows()); }

  TEST_CASE("no profile takes a certificate of another, so that one key cannot serve twice") {
    Authority const fr = make_authority("FR");
    std::vector<Profile> const leaves = {Profile::gateway_tls, Profile::hub_tls, Profile::signing, Profile::encryption,
                                         Profile::time_stamp};
    for (Profile const made : leaves) {
      Leaf const leaf = fr.leaf(made, "unit");
      for (Profile const asked : leaves) {
        CAPTURE(to_text(made));
        CAPTURE(to_text(asked));
        CHECK(bool(check_profile(leaf.certificate, asked)) == (made == asked));
      }
    }
  }

  TEST_CASE("a root that another signed is no root") {
    Authority const fr = make_authority("FR");
    Leaf const bare = make(Profile::root_ca, make_authority("DE").names(""), &fr.root);
    CHECK(rule_of(check_profile(bare.certificate, Profile::root_ca)) == "root-identifier");
    Leaf const crossed = make(Profile::root_ca, make_authority("DE").names(""), &fr.root,
                              with("authorityKeyIdentifier", "keyid:always"));
    CHECK(rule_of(check_profile(crossed.certificate, Profile::root_ca)) == "self-signed");
  }

  TEST_CASE("an issuing CA must be confined to the leaf's own country and organisation") {
    struct Confined {
      std::string name, constraints, rule;
    };
    std::string const own = "permitted;dirName:own_names";
    std::vector<Confined> const rows = {
        {"own name and host", "critical," + own + ",permitted;DNS:fr.ncb.example,permitted;URI:fr.ncb.example", ""},
        {"no directory name", "critical,permitted;DNS:fr.ncb.example,permitted;URI:fr.ncb.example", "constraint-name"},
        {"another country besides", "critical," + own + ",permitted;dirName:other,permitted;URI:fr.ncb.example",
         "constraint-name"},
        {"only the country", "critical,permitted;dirName:country,permitted;URI:fr.ncb.example", "constraint-name"},
        {"no URI constraint", "critical," + own + ",permitted;DNS:fr.ncb.example", "constraint-uri"}};
    Authority const fr = make_authority("FR");
    Leaf const leaf = fr.leaf(Profile::gateway_tls, "gateway", [](CertificateSpec& spec) {
      set_extension(spec, "subjectAltName", "DNS:gw.fr.ncb.example,URI:spiffe://fr.ncb.example/gateway");
    });
    for (Confined const& row : rows) {
      CAPTURE(row.name);
      Issuer const ca = make_issuing(fr.root, "FR", "NCB", [&row](CertificateSpec& spec) {
        set_extension(spec, "nameConstraints", row.constraints);
        spec.sections += "[other]\nC=DE\nO=NCB\n[country]\nC=FR\n";
      });
      CHECK(rule_of(certs::check_constraints(*ca.certificate, leaf.certificate)) == row.rule);
    }
  }
}
