"""Time-stamps by authorities that are not the hub's: asked for, checked, entered, and handed out."""

import base64
import json
import subprocess

from support import cases, waiting
from support.authority import Authority
from support.federation import sample
from support.hub import Hub


class Times(cases.FederationCase):
    countries = ("FR", "DE")

    def started(self, name: str, authorities: str) -> Hub:
        (self.place / f"{name}.authorities").write_text(authorities)
        hub = Hub(self.place / name, self.federation, {"log": {"time_authorities": str(self.place / f"{name}.authorities"), "time_every_s": 1}})
        hub.start()
        self.addCleanup(hub.end)
        return hub

    def submitted(self, hub: Hub, seed: int) -> int:
        member = hub.member("FR")
        self.addCleanup(member.close)
        return member.submit(self.federation.signer("FR").document(sample("FR", seed)[0])).json["position"]

    def stamps(self, hub: Hub, entry: int) -> list[dict]:
        member = hub.member("DE")
        self.addCleanup(member.close)
        return member.get(f"/v1/log/time?entry={entry}").json["stamps"]

    def verified(self, stamp: dict, roots) -> int:
        body, reply = self.place / "body", self.place / "reply"
        body.write_text(stamp["checkpoint"].split("\n\n")[0] + "\n")
        reply.write_bytes(base64.b64decode(stamp["reply"]))
        return subprocess.run(["openssl", "ts", "-verify", "-in", reply, "-data", body, "-CAfile", roots], capture_output=True, check=False).returncode

    def test_each_authority_stamps_a_tree_that_has_the_entry_and_openssl_agrees(self):
        one, two = Authority(self, self.place / "one"), Authority(self, self.place / "two")
        hub = self.started("both", "# who stamps\n\n" + one.line("one") + two.line("two"))
        entry = self.submitted(hub, 1)
        for authority, name in ((one, "one"), (two, "two")):
            with self.subTest(name):
                waiting.until("it has stamped", lambda n=name: any(stamp["authority"] == n for stamp in self.all_stamps(hub, entry)))
                (stamp,) = (stamp for stamp in self.all_stamps(hub, entry) if stamp["authority"] == name)
                self.assertEqual(self.verified(stamp, authority.roots), 0)
                self.assertGreater(int(stamp["checkpoint"].splitlines()[1]), entry)
                self.assertNotEqual(self.verified(stamp, (two if authority is one else one).roots), 0)
        metrics = hub.operator("/metrics").body.decode()
        self.assertIn("huecry_time_grace_seconds 14400", metrics)
        asked = one.asked
        hub.stop()
        hub.start()
        self.assertEqual(len(self.all_stamps(hub, entry)), 2, "stamps outlive a restart")
        self.assertEqual(one.asked, asked, "a log that has nothing new is not stamped again, not even for its stamps")

    def all_stamps(self, hub: Hub, entry: int) -> list[dict]:
        """Of the trees of both authorities, which need not be the same."""
        found = self.stamps(hub, entry)
        for stamp in list(found):
            size = int(stamp["checkpoint"].splitlines()[1])
            member = hub.member("DE")
            self.addCleanup(member.close)
            further = member.get(f"/v1/log/time?entry={size}")
            found += [other for other in further.json["stamps"] if other not in found] if further.status == 200 else []
        return found

    def test_an_authority_that_is_down_is_told_once_and_asked_again_until_it_answers(self):
        authority = Authority(self, self.place / "down")
        authority.down = True
        hub = self.started("down-hub", authority.line("down"))
        entry = self.submitted(hub, 2)
        waiting.until("it was asked twice", lambda: authority.asked >= 2)
        self.assertEqual(len(hub.events("time-authority-failed")), 1)
        self.assertEqual(self.stamps(hub, entry), [])
        hub.stop()
        hub.start()
        self.assertGreater(self.submitted(hub, 3), entry, "within its grace it takes documents, also after a cold start")
        waiting.until("it was asked in vain again", lambda: len(hub.events("time-authority-failed")) == 2)
        authority.down = False
        waiting.until("it stamps", lambda: self.stamps(hub, entry))
        waiting.until("that is told", lambda: hub.events("time-authority-back"))

    def test_a_reply_that_does_not_hold_is_no_time(self):
        honest, liar = Authority(self, self.place / "honest"), Authority(self, self.place / "liar")
        hub = self.started("lied-to", liar.line("liar", honest.roots))
        entry = self.submitted(hub, 4)
        waiting.until("it is refused", lambda: hub.events("time-authority-failed"))
        self.assertIn("does not hold", hub.events("time-authority-failed")[0]["reason"])
        self.assertEqual(self.stamps(hub, entry), [])

    def test_what_is_wrong_in_the_list_stops_the_start(self):
        rows = (("only-two", "name http://127.0.0.1:1/\n", "line 1"), ("no-url", "name nowhere roots.pem\n", "nowhere"),
                ("no-file", "# first\nname http://127.0.0.1:1/ absent.pem\n", "line 2"))
        for name, text, said in rows:
            with self.subTest(name):
                hub = Hub(self.place / name, self.federation, {"log": {"time_authorities": str(self.place / f"{name}.authorities")}})
                (self.place / f"{name}.authorities").write_text(text)
                hub.spawn()
                self.assertEqual(hub.process.wait(20), 3)
                self.assertIn(said, hub.log_file.read_text())

    def test_questions_that_have_no_answer(self):
        hub = self.started("asked", "")
        member = hub.member("DE")
        self.addCleanup(member.close)
        self.assertEqual(member.get("/v1/log/time?entry=100000").status, 404)
        self.assertEqual(member.get("/v1/log/time").status, 404)
        self.assertEqual(json.loads(member.get("/v1/log/time?entry=0").body), {"stamps": []})


if __name__ == "__main__":
    cases.run("openssl")
