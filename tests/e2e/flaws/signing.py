"""Steps 6 to 9 of the verification order: whose certificate, for what, still good, when, and does the signature fit."""

import json
import time

from support.federation import Federation, sample
from support.jws import b64u, container

from .row import Maker, Row

DAY_S = 24 * 3600
MARGIN_S = 60  # within it the test's clock and the hub's answer may lie


def signer(make: Maker, federation: Federation) -> list[Row]:
    def by(party: str, purpose: str) -> bytes:
        return federation.signer(party, purpose).document(make.payload)

    german = federation.signer("DE").document(sample("DE", 901)[0])
    return [
        Row("a certificate nobody knows", "signer-unknown", make.header(**{"x5t#S256": "A" * 43}), 403),
        Row("the connection's TLS certificate signs", "signer-purpose", by("FR", "tls"), 403),
        Row("another algorithm of the set, EdDSA", "signer-algorithm", make.header(alg="EdDSA"), 403),
        Row("another algorithm of the set, ES384", "signer-algorithm", make.header(alg="ES384"), 403),
        Row("another algorithm of the set, PS256", "signer-algorithm", make.header(alg="PS256"), 403),
        Row("the encryption certificate signs", "signer-algorithm", by("FR", "encryption"), 403),
        Row("the certificate for messages signs", "signer-purpose", by("FR", "messages"), 403),
        Row("the certificate for policies signs", "signer-purpose", by("FR", "policy"), 403),
        Row("another bureau's certificate signs our payload", "signer-bureau", by("DE", "notices"), 403),
        Row("another bureau's document over our connection", "signer-bureau", german, 403),
        Row("our document over another bureau's connection", "signer-bureau", make.signed(make.payload), 403, party="DE"),
        Row("the reviewer's certificate signs", "signer-purpose", by("XP/GS", "review"), 403),
        Row("a reviewer submits", "role-required", make.signed(make.payload), 403, party="XP/GS"),
        Row("a coordinator submits", "role-required", make.signed(make.payload), 403, party="XP/RC-EUROPE"),
    ]


def revoked(federation: Federation) -> list[Row]:
    document = federation.signer("IT").document(sample("IT", 902)[0])
    return [Row("a revoked certificate signs", "signer-revoked", document, 403, party="IT")]


def times(make: Maker) -> list[Row]:
    now = int(time.time())
    return [
        Row("signed a day and a minute ago", "iat-window", make.header(iat=now - DAY_S - MARGIN_S)),
        Row("signed in three minutes", "iat-window", make.header(iat=now + 120 + MARGIN_S)),
        Row("signed in 1970", "iat-window", make.header(iat=0)),
        Row("signed before 1970", "iat-window", make.header(iat=-1)),
        Row("signed at the end of numbers", "iat-window", make.header(iat=2**53 - 1)),
    ]


def signature(make: Maker, federation: Federation) -> list[Row]:
    good = make.good()
    other = federation.signer("DE").sign(good["protected"], good["payload"])
    raw = bytearray(make.signer.raw_signature(good["protected"], good["payload"]))
    flipped, swapped = bytes([raw[0] ^ 1]) + raw[1:], raw[32:] + raw[:32]

    def with_signature(text: str) -> bytes:
        return container(good["payload"], good["protected"], text)

    later = json.loads(make.signed(json.dumps({**json.loads(make.payload), "priority": 9}).encode()))
    return [
        Row("one bit of the signature flipped", "signature-invalid", with_signature(b64u(flipped))),
        Row("r and s swapped", "signature-invalid", with_signature(b64u(bytes(swapped)))),
        Row("r and s in DER form", "signature-invalid", make.signature(lambda der: der)),
        Row("r and s of zero", "signature-invalid", with_signature(b64u(bytes(64)))),
        Row("no signature", "signature-invalid", with_signature("")),
        Row("a signature one byte short", "signature-invalid", with_signature(b64u(bytes(raw[:63])))),
        Row("a signature one byte long", "signature-invalid", with_signature(b64u(bytes(raw) + b"\0"))),
        Row("the signature of another key", "signature-invalid", with_signature(other)),
        Row("the payload of another document", "signature-invalid",
            container(later["payload"], good["protected"], good["signature"])),
        Row("the header of another document", "signature-invalid",
            container(good["payload"], make.later_header(), good["signature"])),
    ]


def rows(make: Maker, federation: Federation) -> list[Row]:
    return signer(make, federation) + revoked(federation) + times(make) + signature(make, federation)
