#include "protocol/crypto/openssl_signature.hpp"

#include "protocol/crypto/detail/ecdsa_form.hpp"

namespace huecry::crypto {

Bytes signature_for_openssl(Algorithm algorithm, ByteView signature) {
  bool const is_ecdsa = algorithm == Algorithm::es256 || algorithm == Algorithm::es384;
  if (!is_ecdsa) return {signature.begin(), signature.end()};
  auto const der = detail::to_der(signature);
  ByteView const bytes = der.view();
  return {bytes.begin(), bytes.end()};
}

}
