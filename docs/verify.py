#!/usr/bin/env python3
"""Checks one file that `huecry receipt --save` has kept, from the specification alone: Python's standard library and the
openssl command, nothing of huecry. docs/log.md says what each step proves.

    python3 verify.py FILE --ceremony ceremony.pem      everything about one document
    python3 verify.py RECEIPTS --vkey KEY --receipts     one tlog-proof in each JSON string of a file, one a line

Ends with 0 when all of it holds; else it says what does not, and ends with 1.
"""

import argparse
import base64
import binascii
import functools
import hashlib
import json
import ssl
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timezone
from pathlib import Path

# typ, without "vnd.huecry." and "+jws" -> "role purpose" of the certificates that may sign it
MAY_SIGN = {"notice": "bureau notices, entity notices", "diffusion": "bureau notices, entity notices", "hit": "bureau notices",
            "policy": "bureau policy, secretariat policy", "consent": "bureau policy", "decision": "secretariat review, bureau notices",
            "evidence": "hub hub, bureau notices, bureau messages, bureau policy, entity notices, entity messages",
            "publication": "hub hub", "edition": "hub hub", "envelope": "bureau messages"}
ALGORITHMS = {"ES256": ["sha256"], "ES384": ["sha384"], "EdDSA": None,
              "PS256": ["sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"]}
HALF = {"ES256": 32, "ES384": 48}
IAT_PAST_S, IAT_FUTURE_S, CLOCKS_DIFFER_S = 24 * 3600, 120, 120


class Refused(Exception):
    """What does not hold."""


def need(holds: bool, what: str) -> None:
    if not holds:
        raise Refused(what)


# --- bytes and texts -------------------------------------------------------------------------------------------------

def unb64(text: str) -> bytes:
    """Standard base64 with padding, in its one form."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as why:
        raise Refused(f"no base64: {text[:40]}") from why
    need(base64.b64encode(data).decode() == text, f"not the one base64 of its bytes: {text[:40]}")
    return data


def unb64u(text: str) -> bytes:
    need("=" not in text and "+" not in text and "/" not in text, f"no base64url: {text[:40]}")
    return unb64(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4))


def b64u(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def strict_json(text: str | bytes):
    """Two members of one name are two meanings."""
    def members(pairs):
        need(len({name for name, _ in pairs}) == len(pairs), "a member stands twice")
        return dict(pairs)
    try:
        return json.loads(text, object_pairs_hook=members)
    except ValueError as why:
        raise Refused(f"no JSON: {why}") from why


def decimal(text: str) -> int:
    need(text.isascii() and text.isdigit() and str(int(text)) == text and int(text) < 1 << 64, f"no number: {text[:30]}")
    return int(text)


def millis(iso: str) -> int:
    try:
        return int(datetime.strptime(iso, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc).timestamp() * 1000)
    except ValueError as why:
        raise Refused(f"no time: {iso}") from why


def seconds(iso: str) -> int:
    """As openssl writes times with -dateopt iso_8601."""
    return int(datetime.strptime(iso, "%Y-%m-%d %H:%M:%SZ").replace(tzinfo=timezone.utc).timestamp())


# --- openssl ---------------------------------------------------------------------------------------------------------

def openssl(*words: str, files: dict[str, bytes]) -> subprocess.CompletedProcess:
    """Runs the command; a word @NAME is the path of the file of that name."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        call = ["openssl", *(f"{folder}/{word[1:]}" if word.startswith("@") else word for word in words)]
        return subprocess.run(call, capture_output=True, text=True, check=False)


def pem(der: bytes, label: str) -> bytes:
    body = base64.encodebytes(der).decode()
    return f"-----BEGIN {label}-----\n{body}-----END {label}-----\n".encode()


@functools.cache
def public_key(certificate: bytes) -> bytes:
    done = openssl("x509", "-in", "@c", "-noout", "-pubkey", files={"c": pem(certificate, "CERTIFICATE")})
    need(done.returncode == 0, "a certificate cannot be read")
    return done.stdout.encode()


@functools.cache
def life(certificate: bytes) -> tuple[int, int]:
    done = openssl("x509", "-in", "@c", "-noout", "-dates", "-dateopt", "iso_8601", files={"c": pem(certificate, "CERTIFICATE")})
    return tuple(seconds(line.split("=", 1)[1]) for line in done.stdout.splitlines())


def der_integer(number: bytes) -> bytes:
    number = number.lstrip(b"\0") or b"\0"
    number = (b"\0" if number[0] & 0x80 else b"") + number
    return bytes([2, len(number)]) + number


def signature_holds(algorithm: str, key: bytes, message: bytes, signature: bytes) -> bool:
    if algorithm == "EdDSA":
        return openssl("pkeyutl", "-verify", "-pubin", "-inkey", "@k", "-rawin", "-in", "@m", "-sigfile", "@s",
                       files={"k": key, "m": message, "s": signature}).returncode == 0
    if half := HALF.get(algorithm):  # r‖s on the wire, SEQUENCE { INTEGER r, INTEGER s } for openssl
        if len(signature) != 2 * half:
            return False
        inside = der_integer(signature[:half]) + der_integer(signature[half:])
        signature = bytes([0x30, len(inside)]) + inside if len(inside) < 128 else bytes([0x30, 0x81, len(inside)]) + inside
    digest, *options = ALGORITHMS[algorithm]
    return openssl("dgst", f"-{digest}", *options, "-verify", "@k", "-signature", "@s", "@m",
                   files={"k": key, "m": message, "s": signature}).returncode == 0


class Document:
    """One signer's document: what it says of itself, before anything of it is believed."""

    def __init__(self, protected: str, payload: str, signature: str) -> None:
        self.compact = f"{protected}.{payload}.{signature}".encode()
        self.signed = f"{protected}.{payload}".encode()
        self.signature, self.payload = unb64u(signature), unb64u(payload)
        self.header = strict_json(unb64u(protected))
        need(set(self.header) - {"x5c"} == {"alg", "typ", "cty", "iat", "x5t#S256"}, "the header is not of the closed set")
        need(self.header["alg"] in ALGORITHMS, f"no algorithm of ours: {self.header['alg']}")
        typ = self.header["typ"]
        need(typ.startswith("vnd.huecry.") and typ.endswith("+jws"), f"no type of ours: {typ}")
        self.kind = typ.removeprefix("vnd.huecry.").removesuffix("+jws")
        need(self.header["cty"] == f"vnd.huecry.{self.kind}+json", "typ and cty differ")

    @classmethod
    def of(cls, container: dict) -> "Document":
        need(set(container) == {"payload", "protected", "signature"}, "the container is not of the closed set")
        return cls(container["protected"], container["payload"], container["signature"])

    def holds(self, certificate: bytes) -> bool:
        return (self.header["x5t#S256"] == b64u(hashlib.sha256(certificate).digest())
                and signature_holds(self.header["alg"], public_key(certificate), self.signed, self.signature))


@functools.cache
def trust_list(text: str, ceremony: tuple[bytes, ...]) -> dict:
    """Signed by at least two of the three ceremony keys; every signature on it must hold."""
    general = strict_json(text)
    need(set(general) == {"payload", "signatures"}, "the trust list is no general JWS")
    signers = set()
    for entry in general["signatures"]:
        document = Document(entry["protected"], general["payload"], entry["signature"])
        need(document.kind == "trustlist", "this is no trust list")
        by = [certificate for certificate in ceremony if document.holds(certificate)]
        need(len(by) == 1, "a signature of the trust list is by no ceremony key")
        signers.add(by[0])
    need(len(signers) >= 2 and len(signers) == len(general["signatures"]), "the trust list has too few signers")
    return strict_json(unb64u(general["payload"]))


class Signer:
    """Whose certificate it is, as the trust list says."""

    def __init__(self, names: dict, x5t: str) -> None:
        hub = names["hub"]
        rows = [(bureau["cc"], party["o"], party["role"], bureau["anchors"], row)
                for bureau in names["bureaus"] for party in bureau["parties"] for row in party["certs"]]
        rows += [("", "HUB", "hub", hub["anchors"], row) for row in hub["certs"]]
        found = [row for row in rows if row[4]["x5t"] == x5t]
        need(len(found) == 1, "the signer's certificate is not in the trust list")
        self.country, self.party, role, anchors, self.row = found[0]
        self.right = f"{role} {self.row['purpose']}"
        self.anchors = tuple(unb64(anchor) for anchor in anchors)
        self.certificate, self.issuer = (unb64(one) for one in self.row["chain"])
        need(b64u(hashlib.sha256(self.certificate).digest()) == x5t, "the trust list has another certificate there")
        need(self.row["status"] == "active", "the certificate is revoked by the trust list")


@functools.cache
def chain_error(leaf: bytes, issuer: bytes, anchors: tuple[bytes, ...], crls: tuple[bytes, ...]) -> str:
    """Chain and revocation, whatever the time: times are compared by life_error. Empty when it holds."""
    files = {"a": b"".join(pem(one, "CERTIFICATE") for one in anchors), "u": pem(issuer, "CERTIFICATE"),
             "l": pem(leaf, "CERTIFICATE"), "r": b"".join(pem(one, "X509 CRL") for one in crls)}
    done = openssl("verify", "-x509_strict", "-no_check_time", "-no-CApath", "-no-CAstore", "-crl_check_all", "-CAfile", "@a", "-untrusted", "@u", "-CRLfile",
                   "@r", "@l", files=files)
    return "" if done.returncode == 0 else done.stderr.strip().splitlines()[-1]


@functools.cache
def crl_end(crl: bytes, authority: bytes) -> int:
    """When the list ends, in seconds; 0 for one that this authority has not signed, whatever name stands in it."""
    done = openssl("crl", "-inform", "DER", "-in", "@r", "-CAfile", "@c", "-noout", "-nextupdate", "-dateopt", "iso_8601",
                   files={"r": crl, "c": pem(authority, "CERTIFICATE")})
    if "verify OK" not in done.stderr:
        return 0
    return seconds(done.stdout.strip().split("=", 1)[1])


def check_signer(signer: Signer, crls: tuple[bytes, ...], received_s: int, read_s: int) -> None:
    authorities = (signer.issuer, *signer.anchors)
    signed = tuple(crl for crl in crls if any(crl_end(crl, one) for one in authorities))
    why = chain_error(signer.certificate, signer.issuer, signer.anchors, signed)
    need(not why, f"the certificate's chain: {why}")
    for certificate, above in ((signer.certificate, (signer.issuer,)), (signer.issuer, signer.anchors)):
        begins, ends = life(certificate)
        need(begins <= received_s < ends, "a certificate was not valid when the hub took the document")
        fresh = any(read_s < crl_end(crl, one) for crl in signed for one in above)
        need(fresh, "its revocation list was out of date when it was read")


# --- the log ---------------------------------------------------------------------------------------------------------

def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def root_of(index: int, size: int, leaf: bytes, proof: list[bytes]) -> bytes:
    """RFC 6962 §2.1.1, from the leaf up."""
    need(index < size, "the index is beyond the tree")
    inner = (index ^ (size - 1)).bit_length()
    need(len(proof) == inner + (index >> inner).bit_count(), "the proof has not the right length")
    for height, sibling in enumerate(proof):
        right = height >= inner or index >> height & 1
        leaf = node(sibling, leaf) if right else node(leaf, sibling)
    return leaf


class Receipt:
    """C2SP tlog-proof@v1 with the entry as extra data, and the checkpoint that it ends with."""

    def __init__(self, text: str) -> None:
        head, _, self.note = text.partition("\n\n")
        kind, extra, index, *proof = head.split("\n")
        need(kind == "c2sp.org/tlog-proof@v1" and extra.startswith("extra ") and index.startswith("index "), "no tlog-proof")
        self.leaf, self.index = unb64(extra.removeprefix("extra ")), decimal(index.removeprefix("index "))
        self.proof = [unb64(line) for line in proof]
        need(all(len(one) == 32 for one in self.proof), "a hash of the proof has not 32 bytes")

    def check(self, vkeys: tuple[str, ...], witnesses: "Witnesses | None" = None) -> tuple[str, int]:
        watching = tuple(witnesses.keys.values()) if witnesses else ()
        origin, size, root, signers = checkpoint_of(self.note, vkeys + watching)
        need(any(vkey in signers and vkey.split("+")[0] == origin for vkey in vkeys), "the log has not signed this checkpoint")
        need(witnesses is None or witnesses.enough(signers), "too few witnesses have cosigned")
        leaf = hashlib.sha256(b"\0" + self.leaf).digest()
        need(root_of(self.index, size, leaf, self.proof) == root, "the entry is not in the tree that is signed")
        return origin, size


@functools.cache
def checkpoint_of(note: str, vkeys: tuple[str, ...]) -> tuple[str, int, bytes, frozenset[str]]:
    """C2SP signed-note and tlog-checkpoint. Every line by a known key must hold; whose there are, is told with it."""
    body, divided, lines = note.partition("\n\n")
    need(bool(divided) and lines.endswith("\n"), "no signed note")
    body += "\n"
    origin, size, root = body.removesuffix("\n").split("\n")
    signers = set()
    for line in lines.removesuffix("\n").split("\n"):
        need(line.startswith("\N{EM DASH} "), "no signature line")
        name, text = line.removeprefix("\N{EM DASH} ").split(" ")
        blob = unb64(text)
        for vkey in vkeys:
            key_name, identity, key = vkey.split("+", 2)
            kind, public = unb64(key)[0], unb64(key)[1:]
            need(hashlib.sha256(key_name.encode() + b"\n" + unb64(key)).digest()[:4].hex() == identity, "a key has not its own id")
            if (name, blob[:4].hex()) != (key_name, identity):
                continue
            signature, signed = blob[4:], body
            if kind == 4:  # a witness's: its time, then its signature over both
                signature, signed = blob[12:], f"cosignature/v1\ntime {int.from_bytes(blob[4:12], 'big')}\n{body}"
            spki = pem(bytes.fromhex("302a300506032b6570032100") + public, "PUBLIC KEY")
            need(signature_holds("EdDSA", spki, signed.encode(), signature), f"the signature of {name} on the checkpoint does not hold")
            signers.add(vkey)
    root_bytes = unb64(root)
    need(len(root_bytes) == 32, "the root has not 32 bytes")
    return origin, decimal(size), root_bytes, frozenset(signers)


class Witnesses:
    """C2SP tlog-policy: whose cosignatures are enough. Nobody counts twice."""

    def __init__(self, text: str) -> None:
        self.keys, self.groups, self.quorum, taken = {}, {}, None, set()
        for line in text.splitlines():
            word, *rest = line.split() or ["#"]
            known = {**self.keys, **self.groups}
            if word in ("witness", "group"):
                need(rest[0] not in known and rest[0] != "none", f"the name {rest[0]} is taken")
            if word == "witness":
                key = rest[1].split("+", 2)[2]
                need(unb64(key)[0] == 4 and all(key != one.split("+", 2)[2] for one in self.keys.values()), f"{rest[0]}: the key")
                self.keys[rest[0]] = rest[1]
            elif word == "group":
                name, many, *members = rest
                need(all(one in known and one not in taken for one in members) and len(set(members)) == len(members), f"{name}: a member")
                many = {"all": len(members), "any": 1}.get(many) or decimal(many)
                need(1 <= many <= len(members), f"{name} has not so many members")
                taken |= set(members)
                self.groups[name] = (many, members)
            elif word == "quorum":
                need(self.quorum is None and (rest[0] == "none" or rest[0] in known), "the quorum is unclear")
                self.quorum = rest[0]
            else:
                need(word == "log" or word.startswith("#"), f"unknown word {word}")
        need(self.quorum is not None, "the policy names no quorum")

    def enough(self, signers: frozenset[str], name: str | None = None) -> bool:
        name = self.quorum if name is None else name
        if name in self.groups:
            many, members = self.groups[name]
            return sum(self.enough(signers, one) for one in members) >= many
        return name == "none" or self.keys[name] in signers


def check_file(text: str, ceremony_pem: str, witnesses: Witnesses | None) -> str:
    end = "-----END CERTIFICATE-----"
    ceremony = tuple(ssl.PEM_cert_to_DER_cert(block[block.index("-----BEGIN"):] + end) for block in ceremony_pem.split(end)[:-1])
    need(len(set(ceremony)) == 3, "the ceremony has three certificates")
    file = strict_json(text)
    need(set(file) == {"v", "at", "document", "receipt", "trust", "crls"} and file["v"] == 1, "no file of huecry receipt --save")
    names = trust_list(file["trust"], ceremony)
    receipt, document = Receipt(file["receipt"]), Document.of(file["document"])
    origin, size = receipt.check(tuple(names["hub"]["vkeys"]), witnesses)
    leaf = strict_json(receipt.leaf)
    need(leaf["obj"] == b64u(hashlib.sha256(document.compact).digest()), "the receipt is about another document")
    need(leaf["crt"] == document.header["x5t#S256"], "the receipt names another certificate")
    signer = Signer(names, document.header["x5t#S256"])
    need(signer.row["alg"] == document.header["alg"], "the algorithm is not the one that is registered")
    need(signer.right in MAY_SIGN.get(document.kind, "").split(", "), "this certificate may not sign this")
    need(document.holds(signer.certificate), "the document's signature does not hold")
    received_s = leaf["rcv"] // 1000
    need(received_s - IAT_PAST_S <= document.header["iat"] <= received_s + IAT_FUTURE_S, "it was not signed when it was sent")
    read_s = millis(file["at"]) // 1000
    need(received_s - CLOCKS_DIFFER_S <= read_s <= time.time() + CLOCKS_DIFFER_S, "its lists are older than the entry, or not of this time")
    need(names["issued"] <= read_s < names["next_update"], "the trust list was not in force when it was read")
    crls = tuple(unb64(one["der"]) for one in strict_json(file["crls"])["crls"])
    check_signer(signer, crls, received_s, read_s)
    payload = strict_json(document.payload)
    issuer = payload.get("from" if document.kind == "envelope" else "iss", signer.country)
    need(not signer.country or issuer == signer.country, "it is signed by another country than its issuer")
    if document.kind not in ("notice", "diffusion", "envelope"):  # whose names in the entry are the hub's word
        return f"holds: {document.kind}, signed by {signer.country or 'the hub'}/{signer.party}, entry {receipt.index} of {origin} in a tree of {size}"
    need((issuer, payload["id"], 1 if document.kind == "envelope" else payload["ver"]) == (leaf["iss"], leaf["id"], leaf["ver"]), "the receipt has other names")
    return (f"holds: {document.kind} {leaf['id']} version {leaf['ver']}, signed by {signer.country}/{signer.party}, entry "
            f"{receipt.index} of {origin} in a tree of {size}")


def check_receipts(lines: list[str], vkey: str, witnesses: Witnesses | None) -> str:
    for number, line in enumerate(lines, 1):
        try:
            Receipt(strict_json(line)).check((vkey,), witnesses)
        except Refused as why:
            raise Refused(f"line {number}: {why}") from why
    return f"holds: {len(lines)} receipts"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--ceremony", type=Path, help="the three certificates of the ceremony, PEM")
    parser.add_argument("--witnesses", type=Path, help="a witness policy (C2SP tlog-policy): its quorum must have cosigned")
    parser.add_argument("--vkey", help="the log's key, for --receipts")
    parser.add_argument("--receipts", action="store_true", help="the file has receipts alone")
    chosen = parser.parse_args()
    if bool(chosen.receipts and chosen.vkey) == bool(chosen.ceremony):
        parser.error("name --ceremony, or --vkey with --receipts")
    try:
        text = chosen.file.read_text()
        witnesses = Witnesses(chosen.witnesses.read_text()) if chosen.witnesses else None
        print(check_receipts(text.splitlines(), chosen.vkey, witnesses) if chosen.receipts else check_file(text, chosen.ceremony.read_text(), witnesses))
        return 0
    except (Refused, LookupError, TypeError, ValueError, AttributeError, OSError) as why:
        print(f"does not hold: {why if isinstance(why, Refused) else f'not of the form ({why!r})'}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
