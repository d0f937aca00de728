"""A flawed request, and the refusal that it must get."""

import json
from dataclasses import dataclass

from support.jws import NOTICE_TYPE, Signer, b64u, container


@dataclass
class Row:
    name: str
    code: str
    body: bytes
    status: int = 400
    party: str = "FR"  # whose connection
    pointer: str = ""  # a field that the problem must name
    media_type: str = NOTICE_TYPE


class Maker:
    """Documents of one signer around one good payload, each with one thing made wrong. What is wrong is signed as it
    is, so that the signature is never what a row is refused for by accident."""

    def __init__(self, signer: Signer, payload: bytes) -> None:
        self.signer = signer
        self.payload = payload

    def good(self) -> dict:
        return json.loads(self.signer.document(self.payload))

    def parts(self, **changes: str) -> bytes:
        """A good document with other texts as its members."""
        return json.dumps({**self.good(), **changes}).encode()

    def header(self, **changes) -> bytes:
        return self.signer.document(self.payload, self.signer.header(**changes))

    def raw_header(self, change) -> bytes:
        """The header's bytes changed before signing."""
        return self.signer.document(self.payload, change(json.dumps(self.signer.header()).encode()))

    def signed(self, payload: bytes) -> bytes:
        return self.signer.document(payload)

    def later_header(self) -> str:
        """A good protected header that is not the one of good()."""
        header = self.signer.header()
        return b64u(json.dumps({**header, "iat": header["iat"] - 60}).encode())

    def signed_earlier(self, payload: bytes) -> bytes:
        """The same payload under another header, so that the signing input differs."""
        return self.signer.document(payload, json.dumps({**self.signer.header(), "iat": self.signer.header()["iat"] - 60}).encode())

    def fields(self, **changes) -> bytes:
        """The payload with other members; one that becomes None is left out."""
        payload = {**json.loads(self.payload), **changes}
        return self.signed(json.dumps({name: value for name, value in payload.items() if value is not None}).encode())

    def signature(self, make) -> bytes:
        """The container with make(signature) as its signature."""
        good = self.good()
        raw = self.signer.der_signature(good["protected"], good["payload"])
        return container(good["payload"], good["protected"], b64u(make(raw)))
