"""A document made with openssl and curl alone is accepted, and what arrives is verified with openssl alone."""

import json

from support import cases, curl, jws, other_tools
from support.federation import sample


class Openssl(cases.HubCase):
    def signed(self, seed: int) -> bytes:
        party = self.federation.party("FR")
        return other_tools.openssl_sign(sample("FR", seed)[0], party / "notices.pem", party / "notices.key")

    def received(self, notice_id: str) -> dict:
        answer = curl.curl(self.hub, "/v1/inbox?limit=1000", party="DE")
        items = {item["id"]: item for item in json.loads(answer.body)["items"]}
        self.assertIn(notice_id, items, "the bureau that should have received it did not")
        return items[notice_id]

    def test_what_openssl_signed_is_accepted_by_curl_and_what_arrives_verifies_with_openssl(self):
        document = self.signed(11)
        answer = curl.post(self.hub, document, jws.NOTICE_TYPE)
        self.assertEqual(answer.status, 201, answer.body)
        item = self.received(json.loads(answer.body)["id"])
        self.assertEqual(item["document"], json.loads(document), "the document did not arrive as it was sent")
        certificate = self.federation.party("FR") / "notices.pem"
        self.assertTrue(other_tools.openssl_verifies(item["document"], certificate))
        other = self.federation.party("DE") / "notices.pem"
        self.assertFalse(other_tools.openssl_verifies(item["document"], other), "it verifies with the key of another bureau")

    def test_the_same_bytes_again_get_the_first_receipt(self):
        document = self.signed(12)
        first = json.loads(curl.post(self.hub, document, jws.NOTICE_TYPE).body)
        again = curl.post(self.hub, document, jws.NOTICE_TYPE)
        self.assertEqual(again.status, 200)
        second = json.loads(again.body)
        self.assertTrue(second["duplicate"])
        for part in ("position", "receipt", "object", "received"):
            self.assertEqual(second[part], first[part])


if __name__ == "__main__":
    cases.run("openssl", "curl", "bash")
