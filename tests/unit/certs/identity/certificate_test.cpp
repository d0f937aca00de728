#include "certs/identity/certificate.hpp"

#include <doctest/doctest.h>

#include "certs/identity/host_name.hpp"
#include "certs/identity/identity.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/crypto/hash.hpp"
#include "tests/support/seed.hpp"
#include "tests/unit/certs/pki.hpp"

using namespace huecry;
using namespace huecry::test;

TEST_SUITE("certs/identity") {
  TEST_CASE("a certificate shows its parts, the same from DER, PEM and OpenSSL") {
    Authority const fr = make_authority("FR");
    Certificate const made = fr.leaf(Profile::gateway_tls, "gateway").certificate;
    CHECK(made.subject().country == "FR");
    CHECK(made.subject().organisation == "NCB");
    CHECK(made.subject().unit == "gateway");
    CHECK(made.subject().common_name == "FR gateway");
    CHECK(made.subject().text() == "C=FR,O=NCB,OU=gateway");
    CHECK(!made.subject().ambiguous);
    CHECK(made.not_before() == k_now - std::chrono::days(1));
    CHECK(made.not_after() == k_now + std::chrono::days(29));
    CHECK(made.thumbprint() == crypto::sha256(made.der()));
    CHECK(made.key_digest() == crypto::sha256(must(made.public_key()).spki()));
    CHECK(must(Certificate::from_der(made.der())) == made);
    CHECK(must(Certificate::from_pem(made.pem())) == made);
    CHECK(must(Certificate::from_native(made.native())) == made);
  }

  TEST_CASE("a PEM chain keeps its order; a damaged or empty text is refused") {
    Authority const fr = make_authority("FR");
    std::string const leaf = fr.leaf(Profile::gateway_tls, "gateway").certificate.pem();
    std::string const ca = fr.issuing.certificate->pem();
    auto const chain = must(Certificate::chain_from_pem(leaf + ca));
    REQUIRE(chain.size() == 2);
    CHECK(chain[1] == *fr.issuing.certificate);
    CHECK(!Certificate::chain_from_pem(""));
    CHECK(!Certificate::chain_from_pem(leaf.substr(0, leaf.size() / 2)));
    CHECK(!Certificate::chain_from_pem(leaf + ca.substr(0, ca.size() / 2)));
    std::string many;
    for (int i = 0; i < 8; ++i) many += leaf;
    CHECK(Certificate::chain_from_pem(many));
    CHECK(!Certificate::chain_from_pem(many + leaf));
  }

  TEST_CASE("DER is one value of bounded size and in one encoding") {
    Bytes const der = make_authority("FR").leaf(Profile::signing, "notices").certificate.der();
    Bytes longer = der;
    longer.push_back(0);
    CHECK(!Certificate::from_der(longer));
    CHECK(!Certificate::from_der(ByteView(der).first(der.size() - 1)));
    CHECK(!Certificate::from_der({}));
    // The outer length in an indefinite form is BER: the same content, another thumbprint.
    Bytes ber(der.begin() + 4, der.end());
    ber.insert(ber.begin(), {0x30, 0x80});
    ber.insert(ber.end(), {0x00, 0x00});
    CHECK(!Certificate::from_der(ber));
    CHECK(!Certificate::from_der(Bytes(limits::certificate_bytes_max + 1, 0x30)));
  }

  TEST_CASE("a large certificate is taken up to the limit and refused above it") {
    Authority const fr = make_authority("FR");
    auto const padded = [&fr](std::size_t zeros) {
      return fr
          .leaf(Profile::signing, "notices",
                [zeros](CertificateSpec& spec) {
                  spec.extensions.push_back({"1.2.3.4", "DER:" + std::string(zeros * 2, '0')});
                })
          .certificate;
    };
    // The signature's length varies by a few bytes, so the size is approached from a measured one.
    std::size_t const base = padded(4000).der().size() - 4000;
    Certificate const large = padded(limits::certificate_bytes_max - base - 8);
    CHECK(large.der().size() <= limits::certificate_bytes_max);
    CHECK(Certificate::from_der(large.der()));
    crypto::SystemRandom random;
    auto const key = must(crypto::PrivateKey::generate(crypto::Algorithm::es256));
    CertificateSpec spec = certs::federation::shape_of(Profile::signing, fr.names("x"), k_now, std::chrono::days(1));
    spec.extensions.push_back({"1.2.3.4", "DER:" + std::string(limits::certificate_bytes_max * 2, '0')});
    CHECK(!certs::federation::issue(spec, key.public_key(), fr.issuing, random));
  }

  TEST_CASE("any single byte changed gives an error or another thumbprint, never a crash") {
    HUECRY_SEEDED;
    auto random = generator("certificate bytes");
    Bytes const der = make_authority("FR").leaf(Profile::gateway_tls, "gateway").certificate.der();
    Digest const thumbprint = crypto::sha256(der);
    for (std::size_t i = 0; i < der.size(); ++i) {
      Bytes changed = der;
      changed[i] ^= static_cast<std::uint8_t>(1U << (random() % 8));
      auto const parsed = Certificate::from_der(changed);
      if (parsed) CHECK(parsed->thumbprint() != thumbprint);
    }
  }

  TEST_CASE("a subject with a second country, or with control characters, is ambiguous") {
    Authority const fr = make_authority("FR");
    auto const twice =
        fr.leaf(Profile::gateway_tls, "gateway", [](CertificateSpec& spec) { spec.subject.emplace_back("C", "DE"); });
    CHECK(twice.certificate.subject().ambiguous);
    auto const control = fr.leaf(Profile::gateway_tls, "gateway", [](CertificateSpec& spec) {
      spec.subject = {{"C", "FR"}, {"O", std::string("NCB\0x", 5)}};
    });
    CHECK(control.certificate.subject().ambiguous);
  }

  TEST_CASE("the text of a subject cannot be forged with separators") {
    certs::Subject const honest{"FR", "NCB", "gateway", "", false};
    certs::Subject const forged{"FR", "NCB,OU=gateway", "", "", false};
    CHECK(honest.text() != forged.text());
  }

  TEST_CASE("keys that we do not use are named as such") {
    Authority const fr = make_authority("FR");
    for (auto const algorithm :
         {crypto::Algorithm::es256, crypto::Algorithm::es384, crypto::Algorithm::ps256, crypto::Algorithm::eddsa}) {
      CHECK(fr.leaf(Profile::signing, "notices", unchanged, algorithm).certificate.public_key());
    }
  }

  TEST_CASE("roles and purposes have names that read back") {
    for (int i = 0; i < 6; ++i) {
      CHECK(certs::role_from_text(to_text(static_cast<certs::Role>(i))) == static_cast<certs::Role>(i));
      CHECK(certs::purpose_from_text(to_text(static_cast<certs::Purpose>(i))) == static_cast<certs::Purpose>(i));
    }
    CHECK(!certs::role_from_text("Bureau"));
    CHECK(!certs::purpose_from_text(""));
  }

  TEST_CASE("host names follow RFC 1123") {
    struct Row {
      std::string name;
      bool good;
    };
    std::string const long_label(63, 'a');
    std::string const name_253 = long_label + "." + long_label + "." + long_label + "." + std::string(61, 'b');
    std::vector<Row> const rows = {{"localhost", true},
                                   {"gw.fr.ncb.example", true},
                                   {"xn--628h.example", true},
                                   {"1.example", true},
                                   {name_253, true},
                                   {name_253 + "b", false},
                                   {"", false},
                                   {".", false},
                                   {"a..b", false},
                                   {"a.", false},
                                   {".a", false},
                                   {"-a", false},
                                   {"a-", false},
                                   {"a_b", false},
                                   {"*.a", false},
                                   {"a b", false},
                                   {"\xf0\x9f\x98\x9c", false},
                                   {std::string("a\0b", 3), false}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(certs::is_host_name(row.name) == row.good);
    }
  }
}
