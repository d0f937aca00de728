#include "certs/federation/shape.hpp"

namespace huecry::certs::federation {
namespace {

using Extensions = std::vector<Extension>;

std::string alt_names(Names const& names) {
  std::string out;
  for (std::string const& dns : names.dns) out += (out.empty() ? "DNS:" : ",DNS:") + dns;
  if (!names.uri.empty()) out += (out.empty() ? "URI:" : ",URI:") + names.uri;
  return out;
}

std::string constraints(Names const& names) {
  std::string out = "critical,permitted;dirName:own_names";
  for (std::string const& dns : names.dns) out += ",permitted;DNS:" + dns;
  if (!names.uri_host.empty()) out += ",permitted;URI:" + names.uri_host;
  return out;
}

Extensions uses_of(Profile profile, Names const& names) {
  switch (profile) {
    case Profile::gateway_tls:
      return {{"keyUsage", "critical,digitalSignature"},
              {"extendedKeyUsage", "clientAuth"},
              {"subjectAltName", alt_names(names)}};
    case Profile::hub_tls:
      return {{"keyUsage", "critical,digitalSignature"},
              {"extendedKeyUsage", "serverAuth"},
              {"subjectAltName", alt_names(names)}};
    case Profile::signing:
      return {{"keyUsage", "critical,digitalSignature,nonRepudiation"}, {"extendedKeyUsage", "1.3.6.1.5.5.7.3.36"}};
    case Profile::encryption: return {{"keyUsage", "critical,keyAgreement"}};
    case Profile::time_stamp:
      return {{"keyUsage", "critical,digitalSignature"}, {"extendedKeyUsage", "critical,timeStamping"}};
    case Profile::issuing_ca:
      return {{"keyUsage", "critical,keyCertSign,cRLSign"}, {"nameConstraints", constraints(names)}};
    case Profile::root_ca: return {{"keyUsage", "critical,keyCertSign,cRLSign"}};
  }
  return {};
}

std::string_view basic_constraints(Profile profile) {
  if (profile == Profile::root_ca) return "critical,CA:TRUE";
  return profile == Profile::issuing_ca ? "critical,CA:TRUE,pathlen:0" : "critical,CA:FALSE";
}

}

CertificateSpec shape_of(Profile profile, Names const& names, UnixSeconds not_before, std::chrono::seconds life) {
  CertificateSpec spec;
  spec.subject = {{"C", names.country}, {"O", names.organisation}};
  if (!names.unit.empty()) spec.subject.emplace_back("OU", names.unit);
  spec.subject.emplace_back("CN", names.label);
  spec.extensions = uses_of(profile, names);
  spec.extensions.push_back({"basicConstraints", std::string(basic_constraints(profile))});
  spec.extensions.push_back({"subjectKeyIdentifier", "hash"});
  if (profile != Profile::root_ca) spec.extensions.push_back({"authorityKeyIdentifier", "keyid:always"});
  spec.sections = "[own_names]\nC=" + names.country + "\nO=" + names.organisation + "\n";
  spec.not_before = not_before;
  spec.not_after = not_before + life;
  return spec;
}

}
