"""Sealed messages as two bureaus exchange them with the command, and with npm jose on either side."""

import base64
import hashlib
import json
import signal
import subprocess
import threading
import time

from support import cases, jws, memory, other_tools, waiting
from support.gateway import Gateway
from support.messages import MessageCase

TYPE = "application/vnd.huecry.sealed+json"


def encoded(text: bytes) -> list[bytes]:
    """The base64url of a text wherever it begins in a group of three, without the letters that its neighbours change."""
    return [base64.urlsafe_b64encode(b"x" * before + text)[4 if before else 0:-4] for before in range(3)]


class Messages(MessageCase):
    countries = ("FR", "DE", "IT", "ES")

    def shown(self, party: str, name: str) -> dict:
        outcome = self.command.run(party, "message", "show", name, "--json")
        self.assertEqual(outcome.exit, 0, outcome.error)
        return outcome.values[0]

    def inbox(self, party: str):
        return self.command.run(party, "inbox")

    def test_1_a_request_its_answer_and_a_bureau_that_joins(self):
        request = self.sent("FR", "send", "--to", "DE", "--request", "INFORMATION", "--clock", "EU_URGENT_DIRECT", "--prio", "urgent",
                            "--subject", "Owner of a vehicle", "--body", "Whose is KA-XY 77?")
        came = self.inbox("DE")
        self.assertEqual(came.exit, 0, came.error)
        self.assertRegex(came.text, rf"message  {request}  urgent request INFORMATION, EU_URGENT_DIRECT: Owner of a vehicle  signed by FR/NCB")
        answer = self.sent("DE", "answer", request, "--body", "It is registered to a hire firm.")
        reply = self.sent("FR", "reply", answer, "--body", "Thank you.")
        joined = self.sent("DE", "forward", answer, "--to", "IT")
        self.assertEqual(self.shown("DE", answer)["conv"], request)
        opened = self.shown("IT", joined)
        self.assertEqual(opened["forwarded"][0]["signed_by"], "DE/NCB")
        self.assertEqual(opened["forwarded"][0]["message"]["body"], "It is registered to a hire firm.")
        listed = self.command.run("FR", "message", "list", "--conv", request)
        for name in (request, answer, reply):
            self.assertIn(name, listed.text)
        self.assertNotIn(joined, listed.text, "it was not sent to France")
        self.assertEqual(self.command.run("ES", "message", "show", request).exit, 4)

    def test_2_who_was_not_sent_what_others_name_sees_no_gap_and_who_was_does(self):
        first = self.sent("FR", "send", "--to", "DE,IT", "--subject", "One", "--body", "one")
        second = self.sent("DE", "reply", first, "--to", "FR", "--body", "between us")
        third = self.sent("FR", "reply", first, "--body", "to all")
        self.assertEqual(self.shown("IT", third)["missing"], [])
        self.assertEqual({one["id"] for one in self.shown("IT", third)["message"]["after"]}, {first, second})
        kept_back = self.sealed_by_jose("FR-M-gap", ["IT"], "more", after=[{"id": "FR-M-none", "to": ["IT"]}, {"id": "FR-M-other", "to": ["DE"]}])
        self.assertEqual(self.member("FR").request("POST", "/v1/messages", kept_back, TYPE).status, 201)
        self.assertEqual(self.shown("IT", "FR-M-gap")["missing"], ["FR-M-none"])
        self.assertIn("missing: FR-M-none", self.command.run("IT", "message", "show", "FR-M-gap").text)

    def test_3_the_sender_opens_its_own_and_sees_what_was_heard(self):
        name = self.sent("FR", "send", "--to", "DE", "--subject", "Heard", "--body", "text")
        self.assertEqual(self.inbox("DE").exit, 0)
        seen = self.shown("FR", name)
        self.assertEqual(seen["message"]["body"], "text")
        self.assertEqual([(one["by"], one["kind"]) for one in seen["heard"]], [("DE", "retrieved")])
        for party in ("FR", "DE"):
            audited = self.command.run(party, "inbox", "audit", "--state", str(self.place / f"audit-{party}.json"))
            self.assertEqual(audited.exit, 0, audited.error)

    def test_4_refusals_and_pauses_have_a_reason(self):
        request = self.sent("FR", "send", "--to", "DE", "--request", "INFORMATION", "--clock", "SIRENE", "--subject", "Weapon", "--body", "?")
        self.sent("DE", "pause", request, "--reason", "JUDICIAL_AUTHORISATION", "--until", "2027-03-01T00:00:00Z", "--body", "The court must agree.")
        self.sent("DE", "refuse", request, "--reason", "SAFETY", "--body", "Not now.")
        lines = self.inbox("FR").text
        self.assertIn("pause JUDICIAL_AUTHORISATION of " + request, lines)
        self.assertIn("refuse SAFETY of " + request, lines)
        for words in (("refuse", request, "--body", "x"), ("refuse", request, "--reason", "LAZY", "--body", "x")):
            self.assertEqual(self.command.run("DE", "message", *words).exit, 1)

    def test_5_mail_from_before_a_renewal_still_opens(self):
        name = self.sent("FR", "send", "--to", "DE", "--subject", "Before", "--body", "sealed to the old certificate")
        self.federation.change("renew", "DE", "encryption")
        self.hub.reload()
        self.assertEqual(self.shown("DE", name)["message"]["body"], "sealed to the old certificate")
        after = self.sent("FR", "send", "--to", "DE", "--subject", "After", "--body", "sealed to both")
        item = self.shown("DE", after)
        self.assertEqual(item["message"]["body"], "sealed to both")
        sealed = json.loads(item["item"]["sealed"])["recipients"]
        self.assertEqual(len(sealed), 3, "two certificates of Germany, and France's own")

    def test_6_jose_opens_what_we_sealed(self):
        name = self.sent("FR", "send", "--to", "DE,IT", "--subject", "For jose", "--body", "from the command")
        item = json.loads(self.member("DE").get(f"/v1/messages/{name}").body)["item"]
        inner = other_tools.jose_open(item["sealed"].encode(), self.federation.party("DE") / "encryption.key")
        payload = json.loads(jws.unb64u(inner.decode().split(".")[1]))
        self.assertEqual(payload["body"], "from the command")
        self.assertIsNone(other_tools.jose_open(item["sealed"].encode(), self.federation.party("ES") / "encryption.key"))

    def sealed_by_jose(self, name: str, to: list[str], body: str, committed: str = "", **changes) -> bytes:
        """A submission of which every part is made without our code."""
        party = self.federation.party("FR")
        signer = jws.Signer(party / "messages.pem", party / "messages.key")
        head = {"v": 1, "id": name, "from": "FR", "to": to, "conv": name, "act": "message", "prio": "flash", "handling": "H0"}
        message = {**head, "created": "2026-11-30T08:00:00Z", "lang": "ENG", "subject": "By jose", "body": body, **changes}
        parts = json.loads(signer.document(json.dumps(message).encode(), signer.header("message")))
        inner = ".".join(parts[part] for part in ("protected", "payload", "signature"))
        certificates = [self.federation.party(country) / "encryption.pem" for country in [*to, "FR"]]
        sealed = other_tools.jose_seal(inner.encode(), name, certificates)
        digest = lambda text: jws.b64u(hashlib.sha256(text).digest())
        envelope = {**head, "exp": int(time.time()) + 30 * 86400, "jwe256": digest(sealed), "jwe_len": len(sealed),
                    "commit": committed or digest(inner.encode())}
        document = json.loads(signer.document(json.dumps(envelope).encode(), signer.header("envelope")))
        return json.dumps({"document": document, "sealed": sealed.decode()}).encode()

    def test_7_we_open_what_jose_sealed(self):
        answer = self.member("FR").request("POST", "/v1/messages", self.sealed_by_jose("FR-jose-1", ["IT"], "by jose"), TYPE)
        self.assertEqual(answer.status, 201, answer.body)
        came = self.inbox("IT")
        self.assertEqual(came.exit, 0, came.error)
        self.assertIn("FR-jose-1  flash message: By jose", came.text)

    def test_8_a_sender_who_says_one_thing_and_commits_to_another_is_told_and_so_are_all_to_whom_he_wrote(self):
        other = jws.b64u(hashlib.sha256(b"another text").digest())
        answer = self.member("FR").request("POST", "/v1/messages", self.sealed_by_jose("FR-jose-2", ["IT", "ES"], "for Italy", other), TYPE)
        self.assertEqual(answer.status, 201, answer.body)
        came = self.inbox("IT")
        self.assertEqual(came.exit, 6)
        self.assertIn("others may have been sent another", came.text + came.error)
        self.assertNotIn("for Italy", came.text)
        for party in ("FR", "ES"):
            self.assertRegex(self.inbox(party).text, r"evidence  FR-jose-2 version 1  rejected by IT, MISMATCH")
        seen = json.loads(self.member("FR").get("/v1/messages/FR-jose-2").body)["heard"]
        self.assertEqual({one["by"] for one in seen if one["kind"] == "rejected"}, {"IT", "ES"})

    def compact(self, party: str, payload: dict) -> str:
        folder = self.federation.party(party)
        signer = jws.Signer(folder / "messages.pem", folder / "messages.key")
        parts = json.loads(signer.document(json.dumps(payload).encode(), signer.header("message")))
        return ".".join(parts[part] for part in ("protected", "payload", "signature"))

    def test_81_what_is_forwarded_must_be_signed_by_its_author_as_it_is(self):
        said = {"v": 1, "id": "DE-M-said", "from": "DE", "to": ["FR"], "conv": "DE-M-said", "act": "message", "prio": "routine", "handling": "H0",
                "created": "2026-11-30T08:00:00Z", "lang": "ENG", "subject": "Said", "body": "by Germany"}
        honest = self.compact("DE", said)
        head, _, signature = honest.split(".")
        changed = ".".join([head, jws.b64u(json.dumps(said | {"body": "something else"}).encode()), signature])
        rows = {"honest": (honest, "DE/NCB"), "changed": (changed, None), "signed-by-another": (self.compact("ES", said), None),
                "no-message": (self.compact("DE", {"v": 1}), None)}
        for name, (inner, signer) in rows.items():
            with self.subTest(name):
                body = self.sealed_by_jose(f"FR-M-fwd-{name}", ["IT"], "see", fwd=[inner])
                self.assertEqual(self.member("FR").request("POST", "/v1/messages", body, TYPE).status, 201)
                forwarded = self.shown("IT", f"FR-M-fwd-{name}")["forwarded"][0]
                self.assertEqual(forwarded.get("signed_by"), signer)
                self.assertEqual("does_not_verify" in forwarded, signer is None)

    def test_82_who_joins_gets_what_was_attached_and_what_may_not_be_passed_on_is_not(self):
        plan = self.place / "plan.pdf"
        plan.write_bytes(bytes(range(256)) * 300)
        first = self.sent("FR", "send", "--to", "DE", "--subject", "Plan", "--body", "attached", "--attach", str(plan), "--prio", "urgent", "--handling", "H2")
        refused = self.command.run("DE", "message", "forward", first, "--to", "IT")
        self.assertEqual(refused.exit, 4)
        self.assertIn("without the agreement of FR", refused.error)
        self.assertEqual(self.command.run("DE", "message", "forward", first, "--to", "FR", "--without-attachments").exit, 0, "France wrote it")
        joined = self.sent("DE", "forward", first, "--to", "IT", "--agreed")
        opened = self.shown("IT", joined)["message"]
        self.assertEqual((opened["prio"], opened["handling"], opened["subject"]), ("urgent", "H2", "Fwd: Plan"))
        into = self.place / "joined"
        self.assertEqual(self.command.run("IT", "message", "save", joined, "--to", str(into)).exit, 0)
        self.assertEqual((into / "plan.pdf").read_bytes(), plan.read_bytes())
        bare = self.shown("IT", self.sent("DE", "forward", first, "--to", "IT", "--agreed", "--without-attachments", "--handling", "H1", "--prio", "routine"))
        self.assertEqual(("att" in bare["message"], bare["message"]["handling"], bare["message"]["prio"]), (False, "H1", "routine"))
        further = self.command.run("IT", "message", "forward", bare["message"]["id"], "--to", "ES")
        self.assertEqual(further.exit, 4, "what is inside is handled as its author said, whoever passes it on")
        self.assertIn("without the agreement of FR", further.error)
        self.assertEqual(self.command.run("FR", "message", "forward", first, "--to", "IT").exit, 0, "its author need not ask anybody")
        left = self.place / "state/huecry/forwarding"
        self.assertEqual(list(left.iterdir()), [], "nothing that was opened stays")
        (left / "crashed").mkdir()
        (left / "crashed/plan.pdf").write_text("opened")
        self.assertEqual(self.command.run("DE", "message", "resume").exit, 0)
        self.assertEqual(list(left.iterdir()), [], "nor what a crash has left")

    def test_83_whoever_follows_is_shown_each_once_also_what_came_out_of_its_turn(self):
        with subprocess.Popen(self.command.words("ES", "inbox", "--follow", "--page", "2", "--json"), stdout=subprocess.PIPE, text=True) as following:
            patience = threading.Timer(60, following.kill)
            patience.start()
            try:
                self.sent("FR", "send", "--to", "ES", "--subject", "s", "--body", "b", "--prio", "flash", "--id", "FR-M-follow-first")
                shown: list[dict] = []
                while not shown or shown[-1]["id"] != "FR-M-follow-first":
                    shown.append(json.loads(following.stdout.readline()))
                following.send_signal(signal.SIGSTOP)  # more than a page waits when it looks again
                for number in range(5):
                    self.sent("FR", "send", "--to", "ES", "--subject", "s", "--body", "b", "--prio", "urgent" if number == 4 else "routine", "--id", f"FR-M-follow-{number}")
                following.send_signal(signal.SIGCONT)
                while len({item["id"] for item in shown if item["id"].startswith("FR-M-follow-")}) < 6:
                    shown.append(json.loads(following.stdout.readline()))
                self.sent("FR", "send", "--to", "ES", "--subject", "s", "--body", "b", "--id", "FR-M-follow-last")
                while shown[-1]["id"] != "FR-M-follow-last":
                    shown.append(json.loads(following.stdout.readline()))
            finally:
                patience.cancel()
                following.kill()
        positions = [item["position"] for item in shown]
        self.assertEqual(len(positions), len(set(positions)), [(item["position"], item["id"]) for item in shown])
        order = [item["id"] for item in shown]
        self.assertLess(order.index("FR-M-follow-4"), order.index("FR-M-follow-2"), "what is urgent comes out of its turn")

    def test_84_a_gateway_complains_of_what_is_not_what_its_envelope_promises(self):
        gateway = Gateway(self.command, "IT", self.place / "spool-IT", "--canary", "0")
        self.addCleanup(gateway.end)
        gateway.start()
        other = jws.b64u(hashlib.sha256(b"another text").digest())
        answer = self.member("FR").request("POST", "/v1/messages", self.sealed_by_jose("FR-jose-3", ["IT", "ES"], "for Italy", other), TYPE)
        self.assertEqual(answer.status, 201, answer.body)
        waiting.until("it is refused", lambda: any("FR-jose-3" in name for name in gateway.files("refused")), 60)
        waiting.until("it is complained about", lambda: any(event["id"] == "FR-jose-3" for event in gateway.events("complained")), 60)
        self.assertRegex(self.inbox("ES").text, r"evidence  FR-jose-3 version 1  rejected by IT, MISMATCH")
        self.assertFalse(any("message-FR-jose-3" in name for name in gateway.files("inbox")))

    def test_91_attachments_go_through_whole_and_once_and_a_call_that_is_repeated_is_the_same_message(self):
        photo, empty = self.place / "photo.jpg", self.place / "empty.txt"
        photo.write_bytes(bytes(range(256)) * 40_000)
        empty.write_bytes(b"")
        words = ("send", "--to", "DE", "--subject", "Pictures", "--body", "two files", "--attach", str(photo), "--attach", str(empty), "--id", "FR-M-pictures")
        self.assertEqual(self.sent("FR", *words), "FR-M-pictures")
        again = self.command.run("FR", "message", *words, "--json")
        self.assertEqual(again.exit, 0, again.error)
        self.assertTrue(again.values[0]["duplicate"], "its files are sealed with other keys, and are the same")
        into = self.place / "into"
        into.mkdir()
        saved = self.command.run("DE", "message", "save", "FR-M-pictures", "--to", str(into))
        self.assertEqual(saved.exit, 0, saved.error)
        self.assertEqual((into / "photo.jpg").read_bytes(), photo.read_bytes())
        self.assertEqual((into / "empty.txt").read_bytes(), b"")
        self.assertEqual(sorted(file.name for file in into.iterdir()), ["empty.txt", "photo.jpg"])
        self.assertEqual(self.command.run("DE", "message", "save", "FR-M-pictures", "--to", str(into)).exit, 0, "what is there is done")
        (into / "photo.jpg").write_bytes(b"mine")
        self.assertIn("is there already", self.command.run("DE", "message", "save", "FR-M-pictures", "--to", str(into)).error)
        self.assertEqual((into / "photo.jpg").read_bytes(), b"mine")
        item = json.loads(self.member("DE").get("/v1/messages/FR-M-pictures").body)["item"]
        blob = json.loads(jws.unb64u(item["document"]["payload"]))["att"][0]["ct256"]
        for party, status in (("DE", 206), ("FR", 206), ("IT", 404)):
            answer = self.member(party).get(f"/v1/blobs/{blob}?from=FR", Range="bytes=0-99")
            self.assertEqual(answer.status, status, party)
        whole = self.member("DE").get(f"/v1/blobs/{blob}?from=FR")
        self.assertEqual(jws.b64u(hashlib.sha256(whole.body).digest()), blob)
        for asked, status in (("bytes=5-4", 416), ("bytes=99999999-", 416), ("rows=0-1", 416), ("bytes=0-1,5-6", 416), ("bytes=10240000-", 206)):
            self.assertEqual(self.member("DE").get(f"/v1/blobs/{blob}?from=FR", Range=asked).status, status, asked)

    def test_92_a_plain_message_that_is_repeated_is_the_same(self):
        words = ("send", "--to", "DE", "--subject", "Once", "--body", "once", "--id", "FR-M-once")
        self.sent("FR", *words)
        again = self.command.run("FR", "message", *words, "--json")
        self.assertEqual(again.exit, 0, again.error)
        self.assertTrue(again.values[0]["duplicate"])
        other = self.command.run("FR", "message", "send", "--to", "DE", "--subject", "Once", "--body", "twice", "--id", "FR-M-once")
        self.assertEqual(other.exit, 4)
        self.assertIn("another message has the name", other.error)

    def test_93_neither_the_memory_of_the_hub_nor_its_disk_holds_a_word_of_what_it_carries(self):
        """Searched for in every encoding that the way has: as it is, and in the base64url of a JWS at each offset."""
        subject, body, file = b"SUBJECT-MARK-4417-aa", b"BODY-MARK-9928-bbbbbb", b"FILE-MARK-1063-cccccc" * 40
        attached = self.place / "marked.txt"
        attached.write_bytes(file)
        for number in range(20):
            name = self.sent("FR", "send", "--to", "DE", "--subject", subject.decode(), "--body", f"{body.decode()} {number}", "--attach", str(attached))
        self.assertEqual(self.inbox("DE").exit, 0)
        self.assertEqual(self.shown("DE", name)["message"]["subject"], subject.decode())
        self.assertEqual(self.command.run("DE", "message", "save", name, "--to", str(self.place / "marked")).exit, 0)
        secrets = [piece for text in (subject, body, file[:21]) for piece in (text, *encoded(text))]
        known = [name.encode()]
        found = memory.holding(self.hub.process.pid, secrets + known)
        self.assertEqual(found, set(known), "the search finds what is there, and nothing of what was sealed")
        on_disk, there = set(), False
        for path in self.hub.folder.rglob("*"):
            if path.is_file() and not path.is_socket():
                content = path.read_bytes()
                on_disk |= {text for text in secrets if text in content}
                there = there or known[0] in content
        self.assertTrue(there, "the search finds what is there")
        self.assertEqual(on_disk, set())

    def test_94_a_request_has_a_form_and_entities_and_the_recipient_sees_them(self):
        entities, form = self.place / "entities.json", self.place / "form.json"
        entities.write_text(json.dumps({"accounts": [{"ref": "a1", "kind": "BANK", "iban": "DE89370400440532013000", "holder": "Muster GmbH"}]}))
        form.write_text(json.dumps({"amount": 184000.5, "currency": "EUR", "executed": "2026-11-29T16:20:00Z", "to": "a1",
                                    "stage": "EXECUTED", "facts": "A false invoice."}))
        words = ("send", "--to", "DE", "--subject", "Stop", "--body", "please", "--request", "STOP_PAYMENT", "--clock", "EU_URGENT_DIRECT")
        bare = self.command.run("FR", "message", *words)
        self.assertEqual(bare.exit, 4)
        self.assertIn("/payment: is needed for a request of kind STOP_PAYMENT", bare.error)
        request = self.sent("FR", *words, "--form", str(form), "--entities", str(entities))
        opened = self.shown("DE", request)["message"]
        self.assertEqual(opened["payment"]["amount"], 184000.5)
        self.assertEqual(opened["entities"]["accounts"][0]["holder"], "Muster GmbH")
        text = self.command.run("DE", "message", "show", request).text
        self.assertRegex(text, r"payment +amount +184000\.5")
        self.assertRegex(text, r"a1 +iban +DE89370400440532013000")
        answer = self.sent("DE", "answer", request, "--body", "Held.", "--result", "STOPPED")
        self.assertEqual(self.shown("FR", answer)["message"]["result"], "STOPPED")
        for kind in ("INFORMATION", "HIT_CONFIRMATION", "IDENTIFICATION", "TRACE", "ARREST_FOLLOW_UP", "STOP_PAYMENT", "ECOMESSAGE"):
            self.assertIn("MEMBER", self.command.run("FR", "message", "form", kind).text)
        self.assertIn("facts", self.command.run("FR", "message", "form", "STOP_PAYMENT", "--json").values[0])
        umf = self.command.run("FR", "entities", "export", str(entities))
        self.assertEqual(json.loads(umf.text)["objects"][0]["concept"], "Item")
        back = self.command.run("FR", "entities", "import", "-", text=umf.text)
        self.assertEqual(json.loads(back.text), json.loads(entities.read_text()), back.error)

    def test_95_two_desks_that_ask_about_the_same_are_told_and_the_hub_is_not(self):
        entities = self.place / "person.json"
        entities.write_text(json.dumps({"persons": [{"ref": "p1", "identity": {"family_name": "Nordström", "forename": "Åsa", "date_of_birth": "1981/04/30"}}]}))
        ask = ("send", "--to", "DE", "--subject", "Whereabouts", "--body", "Where is she?", "--request", "INFORMATION", "--clock", "SIRENE",
               "--entities", str(entities), "--hint", "nordic:p1")
        missing = self.command.run("FR", "message", *ask)
        self.assertEqual(missing.exit, 2)
        self.assertIn("huecry hint make nordic.NAME", missing.error)
        self.assertEqual(self.command.run("FR", "hint", "make", "nordic.2026-11").exit, 0)
        key = self.hub.federation.party("FR") / "hints/nordic.2026-11.key"
        theirs = self.hub.federation.party("DE") / "hints"
        theirs.mkdir()
        (theirs / key.name).write_bytes(key.read_bytes())
        first = self.sent("FR", *ask)
        self.inbox("DE")
        again = self.command.run("FR", "message", *ask)
        self.assertIn(f"a similar request is open between DE FR: {first}", again.text)
        self.assertIn(f"a similar request is open between DE FR: {first}", self.inbox("DE").text)
        entities.write_text(entities.read_text().replace("Nordstr\\u00f6m", "NORDSTROM"))
        other = self.command.run("DE", "message", "send", "--to", "FR", *ask[3:])
        self.assertIn(first, other.text, "another spelling by the other side is the same person")
        self.assertEqual(memory.holding(self.hub.process.pid, [key.read_bytes().strip()]), set())

    def test_9_what_cannot_be_sent_is_refused_before_it_is_signed(self):
        for name, words, told in (
                ("to itself", ("--to", "FR", "--subject", "s", "--body", "b"), "is the sender"),
                ("to nobody known", ("--to", "QQ", "--subject", "s", "--body", "b"), "QQ"),
                ("to a member without a bureau", ("--to", "SE", "--subject", "s", "--body", "b"), "no encryption certificate"),
                ("with nothing to say", ("--to", "DE", "--subject", "s"), "--body"),
                ("half a request", ("--to", "DE", "--subject", "s", "--body", "b", "--request", "TRACE"), "belong together")):
            with self.subTest(name):
                outcome = self.command.run("FR", "message", "send", *words)
                self.assertNotEqual(outcome.exit, 0)
                self.assertIn(told, outcome.error)


if __name__ == "__main__":
    cases.run("node", "jose")
