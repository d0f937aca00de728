"""A document made with npm jose is accepted, and what arrives is verified with jose."""

import json

from support import cases, curl, jws, other_tools
from support.federation import sample


class Jose(cases.HubCase):
    def test_what_jose_signed_is_accepted_and_what_arrives_verifies_with_jose_and_openssl(self):
        party = self.federation.party("FR")
        payload = sample("FR", 21)[0]
        document = other_tools.jose_sign(payload, party / "notices.pem", party / "notices.key")
        answer = curl.post(self.hub, document, jws.NOTICE_TYPE)
        self.assertEqual(answer.status, 201, answer.body)
        page = json.loads(curl.curl(self.hub, "/v1/inbox", party="DE").body)
        self.assertEqual([item["id"] for item in page["items"]], [json.loads(payload)["id"]])
        received = page["items"][0]["document"]
        self.assertEqual(other_tools.jose_payload(received, party / "notices.pem"), payload)
        self.assertTrue(other_tools.openssl_verifies(received, party / "notices.pem"))

    def test_jose_refuses_with_the_key_of_another_bureau(self):
        party = self.federation.party("FR")
        document = other_tools.jose_sign(sample("FR", 22)[0], party / "notices.pem", party / "notices.key")
        other = self.federation.party("DE") / "notices.pem"
        self.assertIsNone(other_tools.jose_payload(json.loads(document), other))


if __name__ == "__main__":
    cases.run("node", "jose", "openssl", "curl")
