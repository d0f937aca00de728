"""Whoever may not see a notice cannot tell it from one that never was: the answers are the same byte for byte."""

import json
import re

from support import cases, curl
from support.federation import sample

VARIES = re.compile(rb"(?m)^(Date|X-Correlation-Id): [^\r\n]+")
CORRELATION = re.compile(rb'"correlation":"[0-9a-f]{16}-1"')


class Existence(cases.HubCase):
    countries = ("FR", "DE", "IT", "ES")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        plain = json.loads(sample("FR", 700)[0])
        bureau, signer = cls.hub.member("FR"), cls.federation.signer("FR")
        cls.ids = {"absent": "FR-yellow-none", "excluded": "FR-yellow-701x", "forbidden": "FR-yellow-702x"}
        for name, limits in (("excluded", {"exclude": ["DE"]}), ("forbidden", {"addressees": ["IT", "ES"]})):
            answer = bureau.submit(signer.document(json.dumps({**plain, **limits, "id": cls.ids[name]}).encode()))
            assert answer.status == 201 and answer.json["released"] == ["ES", "IT"], answer.body
            cls.tag = answer.json["object"]
        bureau.close()

    def answers(self, path: str, *options: str) -> dict[str, bytes]:
        """The whole answer to Germany by kind of notice, with what is new in each answer taken out."""
        outcomes = {kind: curl.curl(self.hub, path.format(id=one), *options, party="DE") for kind, one in self.ids.items()}
        for kind, outcome in outcomes.items():
            self.assertEqual(outcome.status, 404, f"{kind}: {outcome.body!r}")
            self.assertEqual(len(CORRELATION.findall(outcome.body)), 1)
        return {kind: VARIES.sub(rb"\1: varies", outcome.head) + b"\r\n\r\n" + CORRELATION.sub(b"correlation", outcome.body)
                for kind, outcome in outcomes.items()}

    def test_absent_excluded_and_forbidden_answer_the_same_bytes(self):
        for path in ("/v1/notices/{id}", "/v1/notices/{id}?ver=1", "/v1/notices/{id}?ver=2", "/v1/notices/{id}/status",
                     "/v1/notices/{id}/history"):
            with self.subTest(path):
                answers = self.answers(path)
                self.assertEqual(answers["excluded"], answers["absent"])
                self.assertEqual(answers["forbidden"], answers["absent"])

    def test_knowing_the_digest_does_not_help(self):
        answers = self.answers("/v1/notices/{id}", "-H", f'If-None-Match: "{self.tag}"')
        self.assertEqual(len(set(answers.values())), 1)

    def test_head_requests_answer_the_same(self):
        # A HEAD answer has no body; its Content-Length tells the size that the body would have.
        heads = {VARIES.sub(b"", curl.curl(self.hub, f"/v1/notices/{one}", "--head", party="DE").head)
                 for one in self.ids.values()}
        self.assertEqual(len(heads), 1)

    def test_a_head_shows_nothing_and_is_no_read(self):
        path = f"/v1/notices/{self.ids['excluded']}"
        readers = lambda: json.loads(curl.curl(self.hub, f"{path}/readers", party="FR").body)["items"]
        before = len(readers())
        self.assertEqual(curl.curl(self.hub, path, "--head", party="IT").status, 200)
        self.assertEqual(len(readers()), before)
        self.assertEqual(curl.curl(self.hub, path, party="IT").status, 200)
        self.assertEqual(len(readers()), before + 1)

    def test_the_same_questions_by_a_recipient_are_answered(self):
        for kind in ("excluded", "forbidden"):
            for part in ("", "/status", "/history"):
                self.assertEqual(curl.curl(self.hub, f"/v1/notices/{self.ids[kind]}{part}", party="IT").status, 200)

    def test_lists_and_inbox_do_not_know_them_either(self):
        self.assertEqual(json.loads(curl.curl(self.hub, "/v1/notices", party="DE").body)["items"], [])
        self.assertEqual(json.loads(curl.curl(self.hub, "/v1/inbox", party="DE").body)["items"], [])
        self.assertEqual(len(json.loads(curl.curl(self.hub, "/v1/inbox", party="IT").body)["items"]), 2)


if __name__ == "__main__":
    cases.run("curl")
