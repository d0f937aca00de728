"""Each flaw of a document is refused with its own code; after all of them the hub holds what it held before, and serves
others as before."""

import json
import time

from flaws import form, payload, signing
from flaws.row import Maker, Row
from support import cases, jws
from support.federation import sample

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
QUICK_S = 2.0  # an answer takes milliseconds; this is for a machine under full load


class Flaws(cases.HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.federation.change("revoke", "IT", "notices")
        cls.hub.reload()
        cls.signer = cls.federation.signer("FR")
        cls.stored, cls.free = sample("FR", 801, count=2)
        cls.document = cls.signer.document(cls.stored)
        bureau = cls.hub.member("FR")
        accepted = bureau.submit(cls.document)
        assert accepted.status == 201, accepted.body
        bureau.close()

    def held(self) -> tuple:
        """What the hub holds, as far as anybody can see; who looks sees no content, so that the look is no entry."""
        coordinator = self.member("XP/RC-EUROPE")
        listed = coordinator.get("/v1/notices?limit=500").json["items"]
        size = coordinator.checkpoint().split("\n")[1]
        return sorted(item["id"] for item in listed), size, [item["position"] for item in self.member("DE").inbox()]

    def check(self, row: Row) -> None:
        sender = self.member(row.party)
        answer = sender.request("POST", "/v1/notices", row.body, row.media_type)
        self.assertEqual((answer.status, answer.code), (row.status, row.code), answer.body[:400])
        problem = answer.json
        self.assertEqual(problem["correlation"], answer.headers["x-correlation-id"])
        if row.pointer:
            self.assertIn(row.pointer, [error["pointer"] for error in problem["errors"]])

    def test_each_flaw_has_its_own_code_and_leaves_nothing_behind(self):
        before = self.held()
        make = Maker(self.signer, self.free)
        rows = form.rows(make) + signing.rows(make, self.federation) + payload.rows(make, self.stored)
        self.assertEqual(len({row.name for row in rows}), len(rows), "two rows have the same name")
        for row in rows:
            with self.subTest(row.name):
                self.check(row)
        self.assertEqual(self.held(), before, "a refused document has left something behind")
        began = time.monotonic()
        self.assertEqual(self.member("DE").get("/v1/whoami").status, 200)
        self.assertLess(time.monotonic() - began, QUICK_S)
        self.assertEqual(self.member("FR").submit(make.signed(self.free)).status, 201, "the rows were refused for another reason")

    def test_the_other_valid_signature_of_ecdsa_is_the_same_document(self):
        parts = json.loads(self.document)
        raw = jws.unb64u(parts["signature"])
        other = raw[:32] + (P256_ORDER - int.from_bytes(raw[32:], "big")).to_bytes(32, "big")
        before = self.held()
        answer = self.member("FR").submit(jws.container(parts["payload"], parts["protected"], jws.b64u(other)))
        self.assertEqual((answer.status, answer.json["duplicate"]), (200, True))
        self.assertEqual(self.held(), before)
        logged = self.member("DE").inbox()
        self.assertIn(parts["signature"], [item["document"]["signature"] for item in logged], "the first signature stays")


if __name__ == "__main__":
    cases.run()
