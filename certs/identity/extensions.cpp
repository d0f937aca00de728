#include "certs/identity/extensions.hpp"

namespace huecry::certs {
namespace {

int position(Certificate const& certificate, int nid) noexcept {
  return X509_get_ext_by_NID(certificate.native(), nid, -1);
}

}

bool has_extension(Certificate const& certificate, int nid) noexcept { return position(certificate, nid) >= 0; }

bool is_critical(Certificate const& certificate, int nid) noexcept {
  int const at = position(certificate, nid);
  return at >= 0 && X509_EXTENSION_get_critical(X509_get_ext(certificate.native(), at)) == 1;
}

std::string text_of(ASN1_STRING const* text) {
  return {reinterpret_cast<char const*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}

AltNames alt_names(Certificate const& certificate) {
  AltNames found;
  auto const names = extension<crypto::GeneralNames>(certificate, NID_subject_alt_name);
  for (int i = 0; names != nullptr && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    GENERAL_NAME const* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_DNS) {
      found.dns.push_back(text_of(name->d.dNSName));
    } else if (name->type == GEN_URI) {
      found.uris.push_back(text_of(name->d.uniformResourceIdentifier));
    } else {
      ++found.others;
    }
  }
  return found;
}

}
