"""Signed documents (docs/protocol.md §2), written from the document alone, so that every part can be made wrong."""

import base64
import hashlib
import json
import ssl
import time
from pathlib import Path

from . import libcrypto

NOTICE_TYPE = "application/vnd.huecry.notice+jws"
BATCH_TYPE = "application/vnd.huecry.batch+jsonl"


def b64u(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64u(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def raw_of_der(der: bytes) -> bytes:
    """r‖s of 32 bytes each, from SEQUENCE { INTEGER r, INTEGER s } of P-256, whose lengths are all below 128."""
    r_size = der[3]
    r, s = der[4:4 + r_size], der[6 + r_size:]
    return b"".join(number.lstrip(b"\0").rjust(32, b"\0") for number in (r, s))


def certificates(pem: Path) -> list[bytes]:
    """DER of each certificate of a PEM file."""
    end = "-----END CERTIFICATE-----"
    blocks = pem.read_text().split(end)[:-1]
    return [ssl.PEM_cert_to_DER_cert(block[block.index("-----BEGIN"):] + end) for block in blocks]


class Signer:
    """ES256 with the key of a certificate."""

    def __init__(self, certificate: Path, key: Path) -> None:
        self.certificate = certificate
        self.key_file = key
        self.x5t = b64u(hashlib.sha256(certificates(certificate)[0]).digest())
        self._key = libcrypto.private_key(key.read_bytes())

    def header(self, kind: str = "notice", **changes) -> dict:
        """The protected header of docs/protocol.md; a change to None removes the member."""
        header = {"alg": "ES256", "typ": f"vnd.huecry.{kind}+jws", "cty": f"vnd.huecry.{kind}+json",
                  "iat": int(time.time()), "x5t#S256": self.x5t, **changes}
        return {name: value for name, value in header.items() if value is not None}

    def der_signature(self, protected: str, payload: str) -> bytes:
        return libcrypto.sign_sha256(self._key, f"{protected}.{payload}".encode())

    def raw_signature(self, protected: str, payload: str) -> bytes:
        return raw_of_der(self.der_signature(protected, payload))

    def sign(self, protected: str, payload: str) -> str:
        return b64u(self.raw_signature(protected, payload))

    def document(self, payload: bytes, header: dict | bytes | None = None) -> bytes:
        """The container. A header given as bytes is taken as it is."""
        header = self.header() if header is None else header
        protected = b64u(header if isinstance(header, bytes) else json.dumps(header).encode())
        encoded = b64u(payload)
        return container(encoded, protected, self.sign(protected, encoded))


def container(payload: str, protected: str, signature: str) -> bytes:
    return json.dumps({"payload": payload, "protected": protected, "signature": signature}).encode()


def signing_input(document: bytes | dict) -> str:
    parts = document if isinstance(document, dict) else json.loads(document)
    return f"{parts['protected']}.{parts['payload']}"
