#pragma once
// A time authority for tests: answers requests as RFC 3161 says, or in whatever way a test wants it to be wrong.

#include <openssl/cms.h>
#include <openssl/ts.h>

#include <string>

#include "tests/unit/certs/pki.hpp"

namespace huecry::test {

struct Stamping {
  Leaf signer;
  std::vector<Certificate> chain;  // that goes into the reply, beside the signer's
  UnixSeconds at = k_now;

  [[nodiscard]] std::string reply(std::string const& request) const {
    using crypto::Owned;
    Owned<TS_RESP_CTX, TS_RESP_CTX_free> const context(TS_RESP_CTX_new());
    crypto::X509View const others(sk_X509_new_null());
    for (Certificate const& each : chain) sk_X509_push(others.get(), each.native());
    crypto::Asn1Object const policy(OBJ_txt2obj("1.2.3.4.1", 1));
    REQUIRE(TS_RESP_CTX_set_signer_cert(context.get(), signer.certificate.native()) == 1);
    REQUIRE(TS_RESP_CTX_set_signer_key(context.get(), signer.key.native()) == 1);
    REQUIRE(TS_RESP_CTX_set_def_policy(context.get(), policy.get()) == 1);
    REQUIRE(TS_RESP_CTX_set_certs(context.get(), others.get()) == 1);
    REQUIRE(TS_RESP_CTX_add_md(context.get(), EVP_sha256()) == 1);
    REQUIRE(TS_RESP_CTX_set_signer_digest(context.get(), EVP_sha256()) == 1);
    TS_RESP_CTX_set_serial_cb(context.get(), serial, nullptr);
    TS_RESP_CTX_set_time_cb(context.get(), time, const_cast<UnixSeconds*>(&at));
    crypto::Bio const in(BIO_new_mem_buf(request.data(), static_cast<int>(request.size())));
    Owned<TS_RESP, TS_RESP_free> const made(TS_RESP_create_response(context.get(), in.get()));
    REQUIRE(made);
    unsigned char* raw = nullptr;
    int const length = i2d_TS_RESP(made.get(), &raw);
    crypto::OpensslBytes const owner(raw);
    REQUIRE(length > 0);
    return {reinterpret_cast<char const*>(raw), static_cast<std::size_t>(length)};
  }

  /// The same words under the signature of any certificate, also of one that OpenSSL would not stamp with.
  [[nodiscard]] std::string resigned(std::string const& reply, Leaf const& odd) const {
    using crypto::Owned;
    auto const* from = reinterpret_cast<unsigned char const*>(reply.data());
    Owned<TS_RESP, TS_RESP_free> const good(d2i_TS_RESP(nullptr, &from, static_cast<long>(reply.size())));
    REQUIRE(good);
    crypto::Bio const words(BIO_new(BIO_s_mem()));
    REQUIRE(i2d_TS_TST_INFO_bio(words.get(), TS_RESP_get_tst_info(good.get())) == 1);
    constexpr unsigned k_flags = CMS_BINARY | CMS_PARTIAL | CMS_CADES | CMS_NOSMIMECAP;
    Owned<CMS_ContentInfo, CMS_ContentInfo_free> const cms(CMS_sign(nullptr, nullptr, nullptr, nullptr, k_flags));
    REQUIRE(cms);
    REQUIRE(CMS_set1_eContentType(cms.get(), OBJ_nid2obj(NID_id_smime_ct_TSTInfo)) == 1);
    REQUIRE(CMS_add1_signer(cms.get(), odd.certificate.native(), odd.key.native(), EVP_sha256(), k_flags) != nullptr);
    for (Certificate const& each : chain) REQUIRE(CMS_add1_cert(cms.get(), each.native()) == 1);
    REQUIRE(CMS_final(cms.get(), words.get(), nullptr, k_flags) == 1);
    crypto::Bio const out(BIO_new(BIO_s_mem()));
    REQUIRE(i2d_CMS_bio(out.get(), cms.get()) == 1);
    char* data = nullptr;
    auto const length = static_cast<std::size_t>(BIO_get_mem_data(out.get(), &data));
    std::string const body = std::string("\x30\x03\x02\x01\x00", 5) + std::string(data, length);
    REQUIRE(body.size() > 255);
    return std::string("\x30\x82", 2) + static_cast<char>(body.size() >> 8) + static_cast<char>(body.size() & 0xff) +
           body;
  }

 private:
  static ASN1_INTEGER* serial(TS_RESP_CTX*, void*) {
    ASN1_INTEGER* const number = ASN1_INTEGER_new();
    ASN1_INTEGER_set(number, 7);
    return number;
  }
  static int time(TS_RESP_CTX*, void* at, long* seconds, long* micros) {
    *seconds = static_cast<long>(static_cast<UnixSeconds*>(at)->time_since_epoch().count());
    *micros = 0;
    return 1;
  }
};

}
