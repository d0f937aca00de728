"""The limits of documents and requests, from outside: at each one accepted, one past it refused with its code."""

import base64
import json
import time

from support import cases, curl, jws
from support.federation import sample

DOCUMENT_BYTES_MAX = 256 * 1024
PROTECTED_BYTES_MAX = 24 * 1024
BATCH_BYTES_MAX = 8 * 1024 * 1024
BATCH_DOCUMENTS_MAX = 512
HEADER_BYTES_MAX = 16 * 1024
IAT_AHEAD_S, BACKDATE_S, MARGIN_S = 120, 300, 60
SETUP_S = 60  # between the federation's beginning and the test
X5C_MAX = 4


class Limits(cases.HubCase):
    def setUp(self):
        self.signer = self.federation.signer("FR")
        self.payload = json.loads(sample("FR", 1)[0])
        self.bureau = self.member("FR")

    def fresh(self, name: str, header: dict | bytes | None = None) -> bytes:
        return self.signer.document(json.dumps({**self.payload, "id": f"FR-{name}"}).encode(), header)

    def expect(self, document: bytes, status: int, code: str = "") -> None:
        answer = self.bureau.submit(document)
        self.assertEqual((answer.status, answer.code), (status, code), answer.body[:300])

    def test_a_document(self):
        self.expect(self.fresh("bytes").ljust(DOCUMENT_BYTES_MAX), 201)
        self.expect(self.fresh("bytes-more").ljust(DOCUMENT_BYTES_MAX + 1), 413, "body-too-large")

    def test_a_protected_header(self):
        padded = json.dumps(self.signer.header()).encode().ljust(PROTECTED_BYTES_MAX)
        self.expect(self.fresh("header", padded), 201)
        self.expect(self.fresh("header-more", padded + b" "), 400, "jws-header")

    def test_certificates_in_the_header(self):
        own, ca = (base64.b64encode(der).decode() for der in jws.certificates(self.signer.certificate))
        chain = [own] + [ca] * (X5C_MAX - 1)
        self.expect(self.fresh("x5c", self.signer.header(x5c=chain)), 201)
        self.expect(self.fresh("x5c-more", self.signer.header(x5c=[*chain, ca])), 400, "jws-header")

    def test_the_time_of_signing(self):
        # Not to the second, because the hub's second is another one. The day back cannot be reached from here: the
        # certificates of a demonstration begin five minutes before they are made, and nothing counts before that.
        now = int(time.time())
        rows = {"ahead": (IAT_AHEAD_S - MARGIN_S, 201), "too-far-ahead": (IAT_AHEAD_S + MARGIN_S, 400),
                "back": (MARGIN_S - BACKDATE_S, 201), "before-the-certificate": (-MARGIN_S - BACKDATE_S - SETUP_S, 400)}
        for name, (offset_s, status) in rows.items():
            self.expect(self.fresh(name, self.signer.header(iat=now + offset_s)), status, "iat-window" if status == 400 else "")

    def test_the_documents_of_a_batch(self):
        answer = self.bureau.submit_batch([b"{}"] * BATCH_DOCUMENTS_MAX)
        self.assertEqual((answer.status, len(answer.json["results"])), (200, BATCH_DOCUMENTS_MAX))
        answer = self.bureau.submit_batch([b"{}"] * (BATCH_DOCUMENTS_MAX + 1))
        self.assertEqual((answer.status, answer.code), (413, "batch-too-large"))

    def test_the_bytes_of_a_batch(self):
        lines = BATCH_BYTES_MAX // DOCUMENT_BYTES_MAX
        batch = b"".join(self.fresh(f"batch-{n}").ljust(DOCUMENT_BYTES_MAX - 1) + b"\n" for n in range(lines))
        self.assertEqual(len(batch), BATCH_BYTES_MAX)
        # With "Expect: 100-continue", which curl sends for a body of this size, the refusal comes before the body.
        header = ("-H", f"Content-Type: {jws.BATCH_TYPE}")
        taken = curl.curl(self.hub, "/v1/notices", *header, body=batch)
        self.assertIn(b"100 Continue", taken.head)
        results = json.loads(taken.body.partition(b"\r\n\r\n")[2])["results"]
        self.assertEqual([result.get("duplicate") for result in results], [False] * lines)
        refused = curl.curl(self.hub, "/v1/notices", *header, body=batch + b"\n")
        self.assertEqual((refused.status, json.loads(refused.body)["code"]), (413, "body-too-large"))

    def test_a_document_within_a_batch(self):
        answer = self.bureau.submit_batch([self.fresh("within").ljust(DOCUMENT_BYTES_MAX),
                                           self.fresh("within-more").ljust(DOCUMENT_BYTES_MAX + 1)])
        self.assertEqual([result.get("code", "") for result in answer.json["results"]], ["", "body-too-large"])

    def test_pages_and_waits(self):
        reader = self.member("DE")
        for path in ("/v1/inbox?limit={}", "/v1/notices?limit={}"):
            most = 1000 if "inbox" in path else 500
            for value, code in ((1, ""), (most, ""), (most + 1, "parameter-invalid"), (0, "parameter-invalid")):
                self.assertEqual(reader.get(path.format(value)).code, code, f"{path} {value}")
        self.bureau.submit(self.fresh("to-wait-for"))  # so that the longest wait has something to answer at once
        self.assertEqual(reader.get("/v1/inbox?wait=3600").status, 200)
        self.assertEqual(reader.get("/v1/inbox?wait=3601").code, "parameter-invalid")

    def test_the_header_of_a_request(self):
        def padded(size: int) -> bytes:
            head = b"GET /v1/whoami HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Padding: "
            end = b"\r\n\r\n"
            return head + b"x" * (size - len(head) - len(end)) + end

        for size, status in ((HEADER_BYTES_MAX, b" 200 "), (HEADER_BYTES_MAX + 1, b" 431 ")):
            connection = self.member("DE")
            connection.open()
            connection.socket.sendall(padded(size))
            answer = connection.socket.recv(1 << 16)
            self.assertIn(status, answer.split(b"\r\n")[0])
            if status == b" 431 ":
                self.assertIn(b'"code":"header-too-large"', answer)


if __name__ == "__main__":
    cases.run("curl")
