"""A member's connection to the hub, kept alive: mutual TLS 1.3 with Python's own library."""

import http.client
import json
import ssl
from dataclasses import dataclass
from pathlib import Path

from .jws import BATCH_TYPE, NOTICE_TYPE


@dataclass
class Answer:
    status: int
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The problem's code; empty for an answer without a problem."""
        return self.json.get("code", "") if self.status >= 400 else ""


def tls_context(root: Path, certificate: Path, key: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_verify_locations(root)
    context.load_cert_chain(certificate, key)
    return context


class Member:
    """One connection; opened by the first request, opened again after the hub has closed it."""

    def __init__(self, port: int, context: ssl.SSLContext, timeout_s: float = 20.0) -> None:
        self._connection = http.client.HTTPSConnection("localhost", port, context=context, timeout=timeout_s)

    def request(self, method: str, path: str, body: bytes | None = None, content_type: str = "", **headers) -> Answer:
        if content_type:
            headers["Content-Type"] = content_type
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        except (OSError, http.client.HTTPException):
            self.close()
            raise

    def get(self, path: str, **headers) -> Answer:
        return self.request("GET", path, **headers)

    def submit(self, document: bytes) -> Answer:
        return self.request("POST", "/v1/notices", document, NOTICE_TYPE)

    def submit_batch(self, documents: list[bytes]) -> Answer:
        return self.request("POST", "/v1/notices", b"\n".join(documents), BATCH_TYPE)

    def inbox(self, page: int = 1000) -> list[dict]:
        """Every item, from the beginning."""
        items, after = [], ""
        while True:
            answer = self.get(f"/v1/inbox?limit={page}{after}")
            assert answer.status == 200, f"the inbox answered {answer.status}: {answer.body[:300]!r}"
            items += answer.json["items"]
            if not answer.json["more"]:
                return items
            after = f"&after={answer.json['next']}"

    def checkpoint(self) -> str:
        return self.get("/v1/log/checkpoint").body.decode()

    def close(self) -> None:
        self._connection.close()

    @property
    def socket(self) -> ssl.SSLSocket | None:
        return self._connection.sock

    def open(self) -> None:
        self._connection.connect()
