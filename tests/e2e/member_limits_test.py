"""What one member may take of the hub, and all together: each setting of [limits] at its value and one past it, while
another member is served."""

import json
import time

from support import cases, waiting
from support.federation import sample
from support.hub import Hub

CONNECTIONS_PER_MEMBER = 3
CONNECTIONS, CONNECTIONS_SOFT = 20, 18  # a tenth is kept for saying no
RATE, BURST = 1, 20
IN_FLIGHT_BYTES = 100_000
QUEUE = 4
WAIT_S = 1


class MemberLimits(cases.FederationCase):
    countries = ("FR", "DE", "IT", "ES", "BE", "NL", "AT", "PT")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.signer = cls.federation.signer("FR")
        cls.payload = json.loads(sample("FR", 1)[0])

    def start(self, **limits) -> None:
        self.hub = Hub(self.place / self.id().rsplit(".", 1)[1], self.federation, {"limits": limits})
        self.addCleanup(self.hub.end)
        self.hub.start()

    def member(self, party: str):
        connection = self.hub.member(party)
        self.addCleanup(connection.close)
        return connection

    def document(self, name: str) -> bytes:
        return self.signer.document(json.dumps({**self.payload, "id": f"FR-{name}"}).encode())

    def refused(self, answer, status: int, code: str) -> None:
        self.assertEqual((answer.status, answer.code), (status, code), answer.body)
        self.assertTrue(answer.json["retryable"])
        self.assertGreaterEqual(int(answer.headers["retry-after"]), 1)

    def serves(self, party: str):
        answer = self.member(party).get("/v1/whoami")
        self.assertEqual(answer.status, 200, answer.body)

    def admitted(self, party: str):
        """A connection that is served. The one that asked for readiness may not be gone when the first ones come."""
        def served() -> bool:
            nonlocal connection
            connection = self.member(party)
            status = connection.get("/v1/whoami").status
            return status == 200 or connection.close()
        connection = None
        waiting.until(f"{party} is served", served)
        return connection

    def test_connections_of_a_member(self):
        self.start(connections_per_member=CONNECTIONS_PER_MEMBER)
        held = [self.member("FR") for _ in range(CONNECTIONS_PER_MEMBER)]
        for connection in held:
            self.assertEqual(connection.get("/v1/whoami").status, 200)
        self.refused(self.member("FR").get("/v1/whoami"), 503, "connections-exhausted")
        self.serves("DE")
        held[0].close()
        waiting.until("the place of a closed connection is free", lambda: self.member("FR").get("/v1/whoami").status == 200)

    def test_connections_in_all(self):
        self.start(connections=CONNECTIONS)
        parties = ("FR", "DE", "IT", "ES", "BE", "NL")
        for n in range(CONNECTIONS_SOFT):
            self.admitted(parties[n % len(parties)])
        held = [self.member(parties[n % len(parties)]) for n in range(CONNECTIONS_SOFT, CONNECTIONS)]
        for connection in held:
            connection.open()
        with self.assertRaises(OSError, msg="one connection more than there may be"):
            self.member("PT").open()
        self.refused(held[0].get("/v1/whoami"), 503, "busy")

    def test_requests_of_a_member(self):
        self.start(requests_per_second=RATE, requests_burst=BURST)
        flooding, began, taken = self.member("FR"), time.monotonic(), 0
        while (answer := flooding.get("/v1/whoami")).status == 200:
            taken += 1
            self.assertLessEqual(taken, BURST + 1 + RATE * (time.monotonic() - began), "more than burst and rate allow")
        self.assertGreaterEqual(taken, BURST)
        self.refused(answer, 429, "rate-limited")
        self.serves("DE")
        waiting.until("the member is served again after a while", lambda: flooding.get("/v1/whoami").status == 200)

    def test_bytes_of_a_member_in_flight(self):
        self.start(in_flight_bytes=IN_FLIGHT_BYTES)
        self.assertEqual(self.member("FR").submit(self.document("at").ljust(IN_FLIGHT_BYTES)).status, 201)
        self.refused(self.member("FR").submit(self.document("past").ljust(IN_FLIGHT_BYTES + 1)), 503, "busy")
        self.serves("FR")

    def test_documents_that_wait_for_the_disk(self):
        self.start(commit_queue=QUEUE)
        bureau = self.member("FR")
        at = bureau.submit_batch([self.document(f"at-{n}") for n in range(QUEUE)]).json["results"]
        self.assertEqual([result.get("code", "") for result in at], [""] * QUEUE)
        past = bureau.submit_batch([self.document(f"past-{n}") for n in range(QUEUE + 1)]).json["results"]
        self.assertEqual({result.get("code", "") for result in past}, {"busy"})
        self.assertEqual(bureau.submit(self.document("past-0")).status, 201, "a document of a refused batch was stored")

    def test_the_longest_wait_for_mail(self):
        self.start(inbox_wait_s=WAIT_S)
        began = time.monotonic()
        answer = self.member("DE").get("/v1/inbox?wait=60")
        self.assertEqual(answer.json["items"], [])
        self.assertGreaterEqual(time.monotonic() - began, WAIT_S)
        self.assertLess(time.monotonic() - began, 15 * WAIT_S)


if __name__ == "__main__":
    cases.run()
