#pragma once
// Owning types over OpenSSL, and its error queue as text. For the modules that may use OpenSSL: crypto, certs, net.
//
// Habit: test each call by its own success predicate (most return 1, some a pointer, some a positive length), never by
// "the error queue is not empty"; call drain_errors() on the failure path so that nothing is left for the next caller.

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>

namespace huecry::crypto {

/// Calls a free function of OpenSSL; costs no space in the pointer.
template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* object) const noexcept {
    Free(object);
  }
};
template <class T, auto Free>
using Owned = std::unique_ptr<T, Deleter<Free>>;

namespace detail {
// Functions, because these are macros or inline functions of OpenSSL, which no template argument may name.
inline void free_x509_stack(STACK_OF(X509) * stack) noexcept { sk_X509_pop_free(stack, X509_free); }
inline void free_crl_stack(STACK_OF(X509_CRL) * stack) noexcept { sk_X509_CRL_pop_free(stack, X509_CRL_free); }
inline void free_x509_shallow(STACK_OF(X509) * stack) noexcept { sk_X509_free(stack); }
inline void free_extensions(STACK_OF(X509_EXTENSION) * stack) noexcept {
  sk_X509_EXTENSION_pop_free(stack, X509_EXTENSION_free);
}
inline void free_bytes(void* bytes) noexcept { OPENSSL_free(bytes); }
}

using EvpPkey = Owned<EVP_PKEY, EVP_PKEY_free>;
using EvpPkeyCtx = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using EvpMdCtx = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using Bio = Owned<BIO, BIO_free_all>;
using BigNumber = Owned<BIGNUM, BN_free>;
using Asn1Integer = Owned<ASN1_INTEGER, ASN1_INTEGER_free>;
using Asn1Time = Owned<ASN1_TIME, ASN1_TIME_free>;
using Asn1Object = Owned<ASN1_OBJECT, ASN1_OBJECT_free>;
using Asn1Octets = Owned<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free>;
using X509Ptr = Owned<X509, X509_free>;
using X509CrlPtr = Owned<X509_CRL, X509_CRL_free>;
using X509RevokedPtr = Owned<X509_REVOKED, X509_REVOKED_free>;
using X509NamePtr = Owned<X509_NAME, X509_NAME_free>;
using X509ExtensionPtr = Owned<X509_EXTENSION, X509_EXTENSION_free>;
using X509StorePtr = Owned<X509_STORE, X509_STORE_free>;
using X509StoreCtxPtr = Owned<X509_STORE_CTX, X509_STORE_CTX_free>;
using GeneralNames = Owned<GENERAL_NAMES, GENERAL_NAMES_free>;
using ExtendedKeyUsage = Owned<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free>;
using NameConstraints = Owned<NAME_CONSTRAINTS, NAME_CONSTRAINTS_free>;
using BasicConstraints = Owned<BASIC_CONSTRAINTS, BASIC_CONSTRAINTS_free>;
using X509Stack = Owned<STACK_OF(X509), detail::free_x509_stack>;
using X509CrlStack = Owned<STACK_OF(X509_CRL), detail::free_crl_stack>;
/// A stack that does not own its certificates.
using X509View = Owned<STACK_OF(X509), detail::free_x509_shallow>;
using X509Extensions = Owned<STACK_OF(X509_EXTENSION), detail::free_extensions>;
/// What i2d_… and friends allocate.
using OpensslBytes = Owned<unsigned char, detail::free_bytes>;

/// This thread's queued OpenSSL errors as one line for our log, "" when there are none; the queue is empty afterwards.
std::string drain_errors();

}
