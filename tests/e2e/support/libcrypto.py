"""The few calls of OpenSSL's libcrypto that the tests need in volume: thousands of signatures, where a process for each
would take minutes. Python's ssl module has loaded the library already."""

import ctypes
from ctypes import byref, c_char_p, c_int, c_size_t, c_void_p

_lib = ctypes.CDLL("libcrypto.so.3")
for _name, _result, *_arguments in (
    ("BIO_new_mem_buf", c_void_p, c_char_p, c_int), ("BIO_free", c_int, c_void_p),
    ("PEM_read_bio_PrivateKey", c_void_p, c_void_p, c_void_p, c_void_p, c_void_p),
    ("EVP_PKEY_new_raw_public_key", c_void_p, c_int, c_void_p, c_char_p, c_size_t),
    ("EVP_MD_CTX_new", c_void_p), ("EVP_MD_CTX_free", None, c_void_p), ("EVP_sha256", c_void_p),
    ("EVP_DigestSignInit", c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p),
    ("EVP_DigestSign", c_int, c_void_p, c_char_p, c_void_p, c_char_p, c_size_t),
    ("EVP_DigestVerifyInit", c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p),
    ("EVP_DigestVerify", c_int, c_void_p, c_char_p, c_size_t, c_char_p, c_size_t),
):
    _function = getattr(_lib, _name)
    _function.restype, _function.argtypes = _result, _arguments

_ED25519 = 1087  # NID_ED25519 of openssl/obj_mac.h


def private_key(pem: bytes) -> int:
    """A key for the life of the process."""
    memory = _lib.BIO_new_mem_buf(pem, len(pem))
    key = _lib.PEM_read_bio_PrivateKey(memory, None, None, None)
    _lib.BIO_free(memory)
    assert key, "libcrypto does not read this private key"
    return key


def sign_sha256(key: int, message: bytes) -> bytes:
    """The signature in the form that OpenSSL gives it: DER for ECDSA."""
    context = _lib.EVP_MD_CTX_new()
    try:
        out, size = ctypes.create_string_buffer(1024), c_size_t(1024)
        done = (_lib.EVP_DigestSignInit(context, None, _lib.EVP_sha256(), None, key) == 1
                and _lib.EVP_DigestSign(context, out, byref(size), message, len(message)) == 1)
        assert done, "libcrypto does not sign with this key"
        return out.raw[:size.value]
    finally:
        _lib.EVP_MD_CTX_free(context)


def verify_ed25519(public: bytes, signature: bytes, message: bytes) -> bool:
    key = _lib.EVP_PKEY_new_raw_public_key(_ED25519, None, public, len(public))
    assert key, "not an Ed25519 key"
    context = _lib.EVP_MD_CTX_new()
    try:
        return (_lib.EVP_DigestVerifyInit(context, None, None, None, key) == 1
                and _lib.EVP_DigestVerify(context, signature, len(signature), message, len(message)) == 1)
    finally:
        _lib.EVP_MD_CTX_free(context)
