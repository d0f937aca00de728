#include "protocol/crypto/signer.hpp"
#include "tests/bench/measure/must.hpp"
#include "tests/bench/parts/parts.hpp"
#include "tests/bench/parts/timing.hpp"

namespace huecry::bench {

json::Json signatures(Seconds time, std::size_t document_bytes) {
  std::string const document(document_bytes, 'd');
  auto key = must(crypto::PrivateKey::generate(crypto::Algorithm::es256));
  auto const signature = must(key.sign(as_bytes(document)));
  auto const public_key = key.public_key();
  auto const verify = [&] { must(public_key.verify(crypto::Algorithm::es256, as_bytes(document), signature)); };
  auto const sign = [&] { (void)must(key.sign(as_bytes(document))); };
  return {{"verify", time_of(time, verify)}, {"sign", time_of(time, sign)}};
}

}
