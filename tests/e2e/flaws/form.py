"""Steps 1 to 5 of the verification order: text, container, base64url, header, type."""

import json
import time

from support.jws import BATCH_TYPE, b64u

from .row import Maker, Row

DOCUMENT_BYTES_MAX = 256 * 1024
HEADER_BYTES_MAX = 24 * 1024
BATCH_DOCUMENTS_MAX = 512
DEEP = 100_000


def text(make: Maker) -> list[Row]:
    good = make.signed(make.payload)
    return [
        Row("a document one byte past its limit", "body-too-large", good.ljust(DOCUMENT_BYTES_MAX + 1), 413),
        Row("a batch of one document too many", "batch-too-large", b"{}\n" * (BATCH_DOCUMENTS_MAX + 1), 413,
            media_type=BATCH_TYPE),
        Row("an empty batch", "request-malformed", b"", media_type=BATCH_TYPE),
        Row("another media type", "media-type", good, 415, media_type="application/json"),
        Row("a NUL byte after the document", "body-encoding", good + b"\0"),
        Row("a NUL byte within", "body-encoding", good.replace(b'"payload"', b'"pay\0load"')),
        Row("a BOM", "body-encoding", b"\xef\xbb\xbf" + good),
        Row("UTF-16", "body-encoding", good.decode().encode("utf-16-le")),
        Row("an invalid UTF-8 byte", "body-encoding", good[:1] + b"\xff" + good[1:]),
        Row("an overlong UTF-8 form", "body-encoding", good[:1] + b"\xc0\xaf" + good[1:]),
    ]


def container(make: Maker) -> list[Row]:
    good = make.signed(make.payload)
    inner = good[:-1]
    return [
        Row("no JSON", "jws-container", b"hello"),
        Row("an empty body", "jws-container", b""),
        Row("two documents", "jws-container", good + good),
        Row("a compact document", "jws-container", ".".join(make.good()[part] for part in
                                                            ("protected", "payload", "signature")).encode()),
        Row("a fourth member", "jws-container", inner + b',"header":{}}'),
        Row("a missing member", "jws-container", json.dumps({"payload": "e30", "protected": "e30"}).encode()),
        Row("a member that is no string", "jws-container", inner.replace(b'"signature": "', b'"signature": ["') + b"]}"),
        Row("a member that stands twice", "jws-container", inner + b',"payload":"e30"}'),
        Row("a member that stands twice, once with an escape", "jws-container", inner + b',"\\u0070ayload":"e30"}'),
        Row("deep nesting", "jws-container", b"[" * DEEP),
        Row("deep nesting in a member", "jws-container", b'{"payload":' + b"[" * DEEP + b"]" * DEEP + b"}"),
        Row("a JSON comment", "jws-container", b"/* */" + good),
    ]


def base64url(make: Maker) -> list[Row]:
    good = make.good()
    rows = []
    for part in ("payload", "protected", "signature"):
        value = good[part]
        for name, wrong in (("padding", value + "=="), ("a space", value[:8] + " " + value[8:]), ("a line end", value + "\n"),
                            ("the other base64 alphabet", "+/" + value[2:]), ("an impossible length", "A" * 5)):
            rows.append(Row(f"{name} in {part}", "jws-base64", make.parts(**{part: wrong})))
    signature = good["signature"]
    # The last of 86 characters carries two bits of the 64 bytes; the other four must be zero.
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    trailing = signature[:-1] + alphabet[alphabet.index(signature[-1]) | 1]
    rows.append(Row("trailing bits in signature", "jws-base64", make.parts(signature=trailing)))
    rows.append(Row("trailing bits in payload", "jws-base64", make.parts(payload="e31")))
    return rows


def header(make: Maker) -> list[Row]:
    now = int(time.time())
    extra = {"crit": ["b64"], "b64": True, "jwk": {"kty": "EC"}, "kid": "x", "jku": "https://x.example/", "zip": "DEF",
             "x5u": "https://x.example/", "x5t": "AA", "sigT": "x", "nonce": "x"}
    rows = [Row(f"the header member {name}", "jws-header", make.header(**{name: value})) for name, value in extra.items()]
    for alg in ("none", "None", "HS256", "RS256", "RS512", "ES256K", "es256", ""):
        rows.append(Row(f"alg {alg or 'empty'}", "jws-header", make.header(alg=alg)))
    for name in ("alg", "typ", "cty", "iat", "x5t#S256"):
        rows.append(Row(f"no {name}", "jws-header", make.header(**{name: None})))
    times = {"a text": str(now), "a fraction": now + 0.5, "an exponent": 1.8e9, "beyond 2^53": 2**53,
             "beyond 2^64": 2**64, "true": True}
    rows += [Row(f"iat is {name}", "jws-header", make.header(iat=value)) for name, value in times.items()]
    rows += [
        Row("a certificate hash of another length", "jws-header", make.header(**{"x5t#S256": "A" * 42})),
        Row("x5c without a certificate", "jws-header", make.header(x5c=[])),
        Row("x5c that is not the signer's", "jws-header", make.header(x5c=["MAA="])),
        Row("a header member twice", "jws-header", make.raw_header(lambda h: h[:-1] + b',"alg":"ES256"}')),
        Row("a header with a BOM", "jws-header", make.raw_header(lambda h: b"\xef\xbb\xbf" + h)),
        Row("a header with a NUL byte", "jws-header", make.raw_header(lambda h: h + b"\0")),
        Row("a header that is not UTF-8", "jws-header", make.raw_header(lambda h: h.replace(b"notice+jws", b"notice\xff"))),
        Row("a header that is nested deeply", "jws-header", make.raw_header(lambda h: b"[" * 9 + b"]" * 9)),
        Row("a header past its size", "jws-header", make.raw_header(lambda h: h.ljust(HEADER_BYTES_MAX + 1))),
        Row("an empty header", "jws-header", make.parts(protected=b64u(b"{}"))),
    ]
    return rows


def types(make: Maker) -> list[Row]:
    return [
        Row("typ of evidence", "jws-type", make.header(typ="vnd.huecry.evidence+jws")),
        Row("typ and cty of evidence", "jws-type", make.signer.document(make.payload, make.signer.header("evidence"))),
        Row("typ of a JWT", "jws-type", make.header(typ="JWT")),
        Row("typ with application/", "jws-type", make.header(typ="application/vnd.huecry.notice+jws")),
        Row("cty of evidence", "jws-type", make.header(cty="vnd.huecry.evidence+json")),
        Row("typ in capitals", "jws-type", make.header(typ="VND.HUECRY.NOTICE+JWS")),
    ]


def rows(make: Maker) -> list[Row]:
    return text(make) + container(make) + base64url(make) + header(make) + types(make)
