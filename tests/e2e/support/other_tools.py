"""Signing and verifying with the tools of others: each is a process that knows nothing of the hub's code."""

import json
import subprocess
import tempfile
from pathlib import Path

from . import places
from .jws import signing_input, unb64u


def _run(command: list, given: bytes) -> subprocess.CompletedProcess:
    return subprocess.run(command, input=given, cwd=places.E2E, capture_output=True, timeout=30, check=False)


def _must(command: list, given: bytes) -> bytes:
    ran = _run(command, given)
    assert ran.returncode == 0, f"{command[:3]} ended with {ran.returncode}: {ran.stderr.decode(errors='replace')}"
    return ran.stdout


def jose_sign(payload: bytes, certificate: Path, key: Path) -> bytes:
    return _must(["node", "jose.mjs", "sign", key, certificate], payload)


def jose_payload(document: dict, certificate: Path) -> bytes | None:
    """The payload that jose verified; None when it refuses the signature."""
    ran = _run(["node", "jose.mjs", "verify", certificate], json.dumps(document).encode())
    refused = b"ERR_JWS_SIGNATURE_VERIFICATION_FAILED" in ran.stderr
    assert refused or ran.returncode == 0, ran.stderr.decode(errors="replace")
    return None if refused else ran.stdout


def jose_seal(text: bytes, name: str, certificates: list[Path]) -> bytes:
    return _must(["node", "seal.mjs", "seal", name, *certificates], text)


def jose_open(sealed: bytes, key: Path) -> bytes | None:
    """What jose reads; None when it cannot decrypt it."""
    ran = _run(["node", "seal.mjs", "open", key], sealed)
    refused = b"ERR_JWE_DECRYPTION_FAILED" in ran.stderr
    assert refused or ran.returncode == 0, ran.stderr.decode(errors="replace")
    return None if refused else ran.stdout


def sigstore_verdicts(receipts: list[str], vkey: str) -> list[bool]:
    """Of npm @sigstore/verify: whether checkpoint and inclusion proof of each hold."""
    lines = "\n".join(map(json.dumps, receipts)).encode()
    return [verdict == "1" for verdict in _must(["node", "sigstore.mjs", vkey], lines).decode().split("\n")]


def openssl_sign(payload: bytes, certificate: Path, key: Path) -> bytes:
    return _must(["bash", "openssl_sign.sh", key, certificate], payload)


def der_of_raw(raw: bytes) -> bytes:
    """ECDSA in DER, with the shortest INTEGERs, from r‖s."""
    def integer(number: bytes) -> bytes:
        shortest = number.lstrip(b"\0") or b"\0"
        shortest = b"\0" + shortest if shortest[0] & 0x80 else shortest
        return bytes([2, len(shortest)]) + shortest

    half = len(raw) // 2
    numbers = integer(raw[:half]) + integer(raw[half:])
    return bytes([0x30, len(numbers)]) + numbers


def openssl_verifies(document: dict, certificate: Path) -> bool:
    public = _must(["openssl", "x509", "-in", certificate, "-noout", "-pubkey"], b"")
    with tempfile.TemporaryDirectory(prefix="huecry-e2e-") as place:
        key, signature = Path(place) / "public.pem", Path(place) / "signature.der"
        key.write_bytes(public)
        signature.write_bytes(der_of_raw(unb64u(document["signature"])))
        ran = _run(["openssl", "dgst", "-sha256", "-verify", key, "-signature", signature], signing_input(document).encode())
    assert ran.stdout.strip() in (b"Verified OK", b"Verification failure"), ran.stderr
    return ran.returncode == 0
