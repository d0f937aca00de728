#include "certs/timestamp/time_authority.hpp"

#include <openssl/ts.h>

#include <algorithm>
#include <ctime>

#include "certs/identity/certificate.hpp"
#include "protocol/base/assert.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/crypto/openssl.hpp"

namespace huecry::certs {
namespace {

using crypto::Owned;

using TsRequest = Owned<TS_REQ, TS_REQ_free>;
using TsImprint = Owned<TS_MSG_IMPRINT, TS_MSG_IMPRINT_free>;
using TsReply = Owned<TS_RESP, TS_RESP_free>;
using TsVerification = Owned<TS_VERIFY_CTX, TS_VERIFY_CTX_free>;
using Algorithm = Owned<X509_ALGOR, X509_ALGOR_free>;

Error refused(std::string const& why) {
  std::string const detail = crypto::drain_errors();
  return Error(Errc::not_verified, why + (detail.empty() ? "" : ": " + detail));
}

TsImprint imprint_of(Digest const& digest) {
  TsImprint imprint(TS_MSG_IMPRINT_new());
  Algorithm const algorithm(X509_ALGOR_new());
  Digest bytes = digest;
  bool const made =
      imprint && algorithm && X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr) == 1 &&
      TS_MSG_IMPRINT_set_algo(imprint.get(), algorithm.get()) == 1 &&
      TS_MSG_IMPRINT_set_msg(imprint.get(), bytes.bytes.data(), static_cast<int>(bytes.bytes.size())) == 1;
  HUECRY_ASSERT(made);  // only memory can be missing
  return imprint;
}

crypto::Asn1Integer integer_of(std::array<std::uint8_t, 8> const& bytes) {
  crypto::BigNumber const number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
  crypto::Asn1Integer integer(BN_to_ASN1_INTEGER(number.get(), nullptr));
  HUECRY_ASSERT(integer != nullptr);
  return integer;
}

/// A reply and nothing behind it.
TsReply parse(std::string_view der) {
  auto const* at = reinterpret_cast<unsigned char const*>(der.data());
  auto const* const end = at + der.size();
  TsReply reply(d2i_TS_RESP(nullptr, &at, static_cast<long>(der.size())));
  if (at != end) reply.reset();
  return reply;
}

/// Seconds, and as far as it says them, milliseconds.
Result<UnixMillis> time_of(TS_TST_INFO* info) {
  ASN1_GENERALIZEDTIME const* const text = TS_TST_INFO_get_time(info);
  std::string const bytes(reinterpret_cast<char const*>(ASN1_STRING_get0_data(text)),
                          static_cast<std::size_t>(ASN1_STRING_length(text)));
  std::string const whole = bytes.substr(0, bytes.find('.')).substr(0, 14) + "Z";
  crypto::Asn1Time const time(ASN1_TIME_new());
  std::tm parts{};
  if (!time || ASN1_TIME_set_string(time.get(), whole.c_str()) != 1 || ASN1_TIME_to_tm(time.get(), &parts) != 1)
    return refused("the time in it is none");
  auto const seconds = static_cast<std::int64_t>(::timegm(&parts));
  std::int64_t millis = 0, unit = 100;
  std::size_t const dot = std::min(bytes.find('.'), bytes.size());
  for (std::size_t at = dot + 1; at < bytes.size() && unit != 0; ++at, unit /= 10) {
    if (bytes[at] < '0' || bytes[at] > '9') break;
    millis += unit * (bytes[at] - '0');
  }
  return UnixMillis(std::chrono::milliseconds(seconds * 1000 + millis));
}

/// As of the time it says: an old reply must verify when its authority's certificate has ended.
crypto::X509StorePtr store_at(std::vector<Certificate> const& roots, UnixMillis at) {
  crypto::X509StorePtr store(X509_STORE_new());
  HUECRY_ASSERT(store != nullptr);
  for (Certificate const& root : roots) X509_STORE_add_cert(store.get(), root.native());
  X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store.get()), to_seconds(at).time_since_epoch().count());
  return store;
}

TsRequest make_request(Digest const& imprint, std::array<std::uint8_t, 8> const* nonce) {
  TsRequest made(TS_REQ_new());
  TsImprint const wanted = imprint_of(imprint);
  bool set = made && TS_REQ_set_version(made.get(), 1) == 1 && TS_REQ_set_msg_imprint(made.get(), wanted.get()) == 1 &&
             TS_REQ_set_cert_req(made.get(), 1) == 1;
  if (nonce != nullptr) set = set && TS_REQ_set_nonce(made.get(), integer_of(*nonce).get()) == 1;
  HUECRY_ASSERT(set);  // only memory can be missing
  return made;
}

}

struct TimeAuthority::Roots {
  std::vector<Certificate> certificates;
};

TimeRequest time_request(Digest const& imprint, Random& random) {
  TimeRequest request{{}, imprint, {}};
  random.fill(request.nonce);
  TsRequest const made = make_request(imprint, &request.nonce);
  unsigned char* raw = nullptr;
  int const length = i2d_TS_REQ(made.get(), &raw);
  crypto::OpensslBytes const owner(raw);
  HUECRY_ASSERT(length > 0);
  request.der.assign(reinterpret_cast<char const*>(raw), static_cast<std::size_t>(length));
  return request;
}

bool is_authority_name(std::string_view name) noexcept {
  constexpr std::string_view k_chars = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  constexpr std::size_t k_bytes_max = 64;
  return !name.empty() && name.front() != '.' && name.size() <= k_bytes_max &&
         name.find_first_not_of(k_chars) == std::string_view::npos;
}

Result<UnixMillis> time_in(std::string_view der) {
  if (der.size() > limits::time_token_bytes_max) return Error(Errc::body_too_large, "the reply of a time authority");
  TsReply const reply = parse(der);
  if (!reply) return refused("it is no time-stamp reply");
  TS_TST_INFO* const info = TS_RESP_get_tst_info(reply.get());
  if (info == nullptr) return refused("the authority has refused: there is no token in its reply");
  return time_of(info);
}

Result<TimeAuthority> TimeAuthority::of(std::string_view roots) {
  auto made = std::make_shared<Roots>();
  HUECRY_TRY(made->certificates, Certificate::chain_from_pem(roots));
  return TimeAuthority(std::move(made));
}

Result<UnixMillis> TimeAuthority::verify(TimeRequest const& request, std::string_view reply) const {
  return check(request.imprint, &request, reply);
}

Result<UnixMillis> TimeAuthority::verify(Digest const& imprint, std::string_view reply) const {
  return check(imprint, nullptr, reply);
}

Result<UnixMillis> TimeAuthority::check(Digest const& imprint, TimeRequest const* request, std::string_view der) const {
  TsRequest const asked = make_request(imprint, request != nullptr ? &request->nonce : nullptr);
  HUECRY_TRY(UnixMillis const at, time_in(der));
  TsReply const reply = parse(der);
  TsVerification const verification(TS_REQ_to_TS_VERIFY_CTX(asked.get(), nullptr));
  HUECRY_ASSERT(verification != nullptr);
  TS_VERIFY_CTX_add_flags(verification.get(), TS_VFY_SIGNATURE);
  TS_VERIFY_CTX_set_store(verification.get(), store_at(roots_->certificates, at).release());
  if (TS_RESP_verify_response(verification.get(), reply.get()) != 1) return refused("the time-stamp does not hold");
  return at;
}

}
