#include "protocol/crypto/detail/ecdsa_form.hpp"

#include <doctest/doctest.h>
#include <openssl/ecdsa.h>

#include <algorithm>
#include <string>

#include "protocol/base/encoding.hpp"
#include "protocol/crypto/openssl.hpp"
#include "tests/support/seed.hpp"

using namespace huecry;
using namespace huecry::crypto;

namespace {

Bytes hex(std::string const& text) { return *hex_decode(text); }

/// The same conversion by OpenSSL's own code.
Bytes der_by_openssl(ByteView raw) {
  Owned<ECDSA_SIG, ECDSA_SIG_free> const signature(ECDSA_SIG_new());
  int const half = static_cast<int>(raw.size() / 2);
  ECDSA_SIG_set0(signature.get(), BN_bin2bn(raw.data(), half, nullptr), BN_bin2bn(raw.data() + half, half, nullptr));
  unsigned char* out = nullptr;
  int const length = i2d_ECDSA_SIG(signature.get(), &out);
  OpensslBytes const owned(out);
  return Bytes(out, out + length);
}

Bytes der_of(ByteView raw) {
  auto const der = crypto::detail::to_der(raw);
  return Bytes(der.view().begin(), der.view().end());
}

}

TEST_SUITE("protocol/crypto ecdsa form") {
  TEST_CASE("DER is what OpenSSL writes, and reads back") {
    HUECRY_SEEDED;
    auto generator = test::generator("ecdsa form");
    for (std::size_t half : {32U, 48U}) {
      for (int round = 0; round < 500; ++round) {
        Bytes raw(2 * half);
        for (auto& byte : raw) byte = static_cast<std::uint8_t>(generator());
        // Short numbers take part: zeros in front, up to all of it.
        std::fill_n(raw.begin(), generator() % (half + 1), 0);
        std::fill_n(raw.begin() + static_cast<std::ptrdiff_t>(half), generator() % (half + 1), 0);
        CHECK(der_of(raw) == der_by_openssl(raw));
        CHECK(crypto::detail::from_der(der_of(raw), half) == raw);
      }
    }
  }

  TEST_CASE("the longest numbers fit") {
    CHECK(der_of(Bytes(96, 0xff)).size() == 104);
    CHECK(der_of(Bytes(96, 0xff)) == der_by_openssl(Bytes(96, 0xff)));
  }

  TEST_CASE("what is not two numbers in DER is refused") {
    struct Row {
      std::string name;
      std::string der;
      bool accepted;
    };
    Row const rows[] = {{"two numbers", "3006020101020102", true},
                        {"empty", "", false},
                        {"one number", "3003020101", false},
                        {"three numbers", "3009020101020102020103", false},
                        {"something after it", "300602010102010200", false},
                        {"cut", "30060201010201", false},
                        {"another tag outside", "3106020101020102", false},
                        {"another tag inside", "3006040101020102", false},
                        {"length in long form", "308106020101020102", false},
                        {"number too long",
                         "302502210100000000000000000000000000000000000000000000000000000000000000"
                         "00020101",
                         false}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(crypto::detail::from_der(hex(row.der), 32).has_value() == row.accepted);
    }
  }
}
