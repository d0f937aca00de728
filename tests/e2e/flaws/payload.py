"""Step 10 of the verification order: the payload, its issuer, and what the hub holds already."""

import json

from .row import Maker, Row

SAFE_MAX = 2**53 - 1
DEPTH_MAX = 16


def nested(depth: int) -> bytes:
    return b'{"v":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"


def strict_json(make: Maker) -> list[Row]:
    payload = make.payload
    texts = {
        "that ends early": payload[:-1], "that is empty": b"", "with something after it": payload + b"{}",
        "with a BOM": b"\xef\xbb\xbf" + payload, "with a NUL byte after it": payload + b"\0",
        "that is not UTF-8": payload.replace(b'"iss"', b'"i\xffs"'), "with half a surrogate": b'{"v":"\\ud800"}',
        "with a member twice": payload[:-1] + b',"iss":"DE"}',
        "with a member twice, once with an escape": payload[:-1] + b',"\\u0069ss":"DE"}',
        "with a member of a member twice": payload.replace(b'"identity":{', b'"identity":{"sex":"U",'),
        "one level too deep": nested(DEPTH_MAX + 1), "that is nested very deeply": b"[" * 100_000,
        "with an integer past 2^53": b'{"v":%d}' % (SAFE_MAX + 1), "with an integer past -2^53": b'{"v":%d}' % (-SAFE_MAX - 1),
        "with an integer past 2^64": b'{"v":18446744073709551616}', "with a number past every double": b'{"v":1e400}',
        "with NaN": b'{"v":NaN}', "with a comment": b"/**/" + payload, "with a comma too many": payload[:-1] + b",}",
    }
    rows = [Row(f"a payload {name}", "payload-json", make.signed(text)) for name, text in texts.items()]
    # The other side of two bounds: as JSON these are good, and refused only by the schema.
    rows.append(Row("a payload at the deepest level", "payload-schema", make.signed(nested(DEPTH_MAX)), 422))
    rows.append(Row("a payload with the greatest integer", "payload-schema", make.signed(b'{"v":%d}' % SAFE_MAX), 422))
    return rows


def schema(make: Maker) -> list[Row]:
    identity = {**json.loads(make.payload)["identity"], "shoe_size": 43}
    wrong = {
        "/shoe_size": {"shoe_size": 43}, "/identity/shoe_size": {"identity": identity}, "/file_no": {"file_no": None},
        "/priority": {"priority": 10}, "/ver": {"ver": 1.5}, "/colour": {"colour": "PINK"}, "/issued": {"issued": "2026-11-24"},
        "/exclude/0": {"exclude": ["europe"]}, "/a~1b~0c": {"a/b~c": 1},
    }
    return [Row(f"a field against the schema: {pointer}", "payload-schema", make.fields(**change), 422, pointer=pointer)
            for pointer, change in wrong.items()]


def issuer(make: Maker) -> list[Row]:
    return [
        Row("the payload names another bureau", "payload-issuer", make.fields(iss="DE", id="DE-flaw"), 403),
        Row("the identifier is another bureau's", "payload-rule", make.fields(id="DE-flaw"), 422, pointer="/id"),
        Row("an exclusion of no member", "payload-rule", make.fields(exclude=["EU"]), 422, pointer="/exclude/0"),
        Row("the issuer excludes itself", "payload-rule", make.fields(exclude=["FR"]), 422),
    ]


def conflicts(make: Maker, stored: bytes) -> list[Row]:
    """stored is a document that the hub has accepted."""
    payload = json.loads(make.payload)
    held = json.loads(stored)
    other = {**held, "priority": held.get("priority", 5) % 9 + 1}

    def signed(content: dict) -> bytes:
        return make.signed(json.dumps(content).encode())

    return [
        Row("an identity that is taken, with other content", "id-conflict", signed(other), 409),
        Row("an identity that is taken, signed anew", "id-conflict", make.signed_earlier(stored), 409),
        Row("a second version of nothing", "version-conflict", signed({**payload, "ver": 2}), 409),
        Row("a version that leaves one out", "version-conflict", signed({**held, "ver": 3}), 409),
    ]


def rows(make: Maker, stored: bytes) -> list[Row]:
    return strict_json(make) + schema(make) + issuer(make) + conflicts(make, stored)
