"""The gateway as a service: a national system in files alone, whatever is killed; and the canary between gateways."""

import json
import os
import socket
import stat
import subprocess
import time
from pathlib import Path

from support import cases, waiting
from support.command import Command
from support.federation import sample
from support.gateway import Gateway


def message(number: int, **members) -> dict:
    return {"to": ["DE"], "subject": f"Number {number}", "body": f"text {number}"} | members


class GatewayCase(cases.HubCase):
    countries = ("FR", "DE", "IT")

    def setUp(self) -> None:
        self.folder = self.place / self.id().rsplit(".", 1)[-1]
        self.folder.mkdir()
        self.command = Command(self.folder / "huecry.toml", self.hub, self.countries)

    def gateway(self, party: str, *options: str) -> Gateway:
        gateway = Gateway(self.command, party, self.folder / party, *options)
        self.addCleanup(gateway.end)
        return gateway


class Files(GatewayCase):
    def test_a_message_goes_from_file_to_file_with_what_is_attached(self):
        france, germany = self.gateway("FR", "--canary", "0").start(), self.gateway("DE", "--canary", "0").start()
        france.drop("film.message.json", message(1, subject="Film at Kehl"), {"film.mp4": bytes(range(256)) * 3000, "list.txt": b"one\n"})
        waiting.until("it is sent", lambda: france.files("done", ".message.json"), 60)
        waiting.until("nothing is left", lambda: not france.files("outbox") + france.files("sending"))
        answer = france.answer("done", "film.message.json.answer")
        waiting.until("it has come", lambda: any(m["subject"] == "Film at Kehl" for m in germany.messages()), 60)
        item = next(i for i in germany.inbox() if i.get("message", {}).get("subject") == "Film at Kehl")
        self.assertEqual(item["id"], answer["id"])
        self.assertEqual(item["signed_by"], "FR/NCB")
        name = next(name for name in germany.files("inbox", ".json") if answer["id"] in name)
        folder = germany.spool / "inbox" / f"{name}.d"
        waiting.until("what is attached has come", folder.exists, 60)
        self.assertEqual((folder / "film.mp4").read_bytes(), bytes(range(256)) * 3000)
        self.assertEqual((folder / "list.txt").read_bytes(), b"one\n")
        heard = lambda: [h["kind"] for h in self.command.run("FR", "--json", "message", "show", answer["id"]).values[0]["heard"]]
        waiting.until("that it was retrieved is said", lambda: heard() == ["retrieved"])
        self.assertEqual(france.stop(), 0)
        self.assertEqual(germany.stop(), 0)

    def test_a_request_is_asked_and_answered_in_files(self):
        france, germany = self.gateway("FR", "--canary", "0").start(), self.gateway("DE", "--canary", "0").start()
        entities = {"vehicles": [{"ref": "v1", "kind": "VAN", "plate": "KEL AB 12", "plate_country": "DE"}]}
        france.drop("q.message.json", message(2, kind="TRACE", clock="SIRENE", entities=entities,
                                              trace={"what": "v1", "questions": ["OWNER"], "reason": "Seen at a scene."}))
        waiting.until("the request has come", lambda: any(m.get("kind") == "TRACE" for m in germany.messages()), 60)
        request = next(m for m in germany.messages() if m.get("kind") == "TRACE")
        self.assertEqual(request["entities"], entities)
        germany.drop("a.message.json", {"of": request["id"], "body": "It is registered to nobody.", "result": "NOT_FOUND"})
        waiting.until("the answer has come", lambda: any(m.get("of") == request["id"] for m in france.messages()), 60)
        answer = next(m for m in france.messages() if m.get("of") == request["id"])
        self.assertEqual((answer["act"], answer["conv"], answer["subject"], answer["result"]),
                         ("answer", request["id"], "Re: Number 2", "NOT_FOUND"))

    def test_a_notice_and_a_diffusion_go_out_and_come_in(self):
        france, germany = self.gateway("FR", "--canary", "0").start(), self.gateway("DE", "--canary", "0").start()
        sample = lambda *words: self.command.run("FR", "sample", *words).text
        france.drop("n.notice.json", sample("notice", "--colour", "yellow", "--seed", "11"))
        france.drop("d.diffusion.json", sample("notice", "--colour", "blue", "--seed", "12"))
        waiting.until("both are done", lambda: len(france.files("done", ".json")) == 2, 60)
        waiting.until("the diffusion has come", lambda: any(i["kind"] == "diffusion" for i in germany.inbox()), 60)
        item = next(i for i in germany.inbox() if i["kind"] == "diffusion")
        said = {"kind": "acknowledged", "desk": "SIRENE", "items": [{name: item[name] for name in ("id", "ver", "object")}]}
        germany.drop("a.evidence.json", said)
        waiting.until("it is acknowledged", lambda: germany.files("done", "a.evidence.json"), 60)
        self.assertEqual(germany.answer("done", "a.evidence.json.answer"), {"items": 1, "kind": "acknowledged"})
        recipients = json.loads(self.member("FR").get(f"/v1/notices/{item['id']}/status").body)["recipients"]
        self.assertEqual({r["country"]: r["stage"] for r in recipients}["DE"], "acknowledged")

    def test_what_is_refused_lies_in_failed_with_the_reason_and_stops_nothing(self):
        france = self.gateway("FR", "--canary", "0").start()
        rows = {"1-nobody.message.json": (message(3, to=["QQ"]), "parameter-invalid"),
                "2-no-body.message.json": ({"to": ["DE"], "subject": "x"}, "payload-schema"),
                "3-no-json.message.json": ("{", "json-invalid"),
                "4-no-form.message.json": (message(4, kind="TRACE", clock="SIRENE"), "payload-rule"),
                "5-no-request.message.json": ({"of": "DE-M-none", "body": "x"}, "not-found"),
                "6-what.json": ({}, "parameter-invalid"),
                "7-no-notice.notice.json": ({"v": 1}, "payload-schema"),
                "8-long.message.json": (message(5, keep_days=400), "parameter-invalid"),
                "0-chosen.message.json.id": ("FR-M-chosen", "parameter-invalid"),
                "0-hint.message.json": (message(5, hint=5), "json-invalid"),
                "0-to.message.json": (message(5, to="DE"), "parameter-invalid"),
                "0-prio.message.json": (message(5, prio=["flash"]), "payload-schema"),
                "0-long-id.message.json": (message(5, id="FR-M-" + "x" * 300), "payload-schema"),
                "0-what.evidence.json": ({"kind": "acknowledged", "items": 5}, "json-invalid"),
                "0-nonsense.evidence.json": ({"kind": "nonsense", "items": [{"id": "FR-1", "ver": 1, "object": "x"}]}, "payload-schema")}
        for name, (content, _) in rows.items():
            france.drop(name, content)
        france.drop("9-good.message.json", message(6))
        waiting.until("the last is sent", lambda: france.files("done", ".json") == ["9-good.message.json"], 60)
        self.assertEqual([name for name in france.files("failed") if not name.endswith(".problem")], sorted(rows))
        for name, (_, code) in rows.items():
            with self.subTest(name):
                self.assertEqual(france.answer("failed", f"{name}.problem")["code"], code)

    def test_a_name_that_comes_again_is_another_message_also_when_a_crash_has_left_the_id_of_the_first(self):
        france = self.gateway("FR", "--canary", "0").start()
        france.drop("same.message.json", message(9))
        waiting.until("the first is sent", lambda: france.files("done", ".json"), 60)
        first = france.answer("done", "same.message.json.answer")["id"]
        (france.spool / "sealed" / "same.message.json.id").write_text(first)
        france.drop("same.message.json", message(10))
        waiting.until("the second is sent", lambda: len(france.files("done", ".json")) == 2, 60)
        answers = {france.answer("done", name)["id"] for name in france.files("done", ".answer")}
        self.assertEqual(len(answers), 2)

    def test_no_link_is_followed_and_files_alone_are_attached(self):
        """Who may write the outbox must not have what only the gateway may read."""
        france = self.gateway("FR", "--canary", "0").start()
        secret = self.federation.party("FR") / "messages.key"
        outbox = france.spool / "outbox"
        (outbox / "1-link.message.json").symlink_to(secret)
        for name, make in {"2-inside": lambda at: (at.mkdir(), (at / "a.txt").symlink_to(secret)),
                           "3-folder": lambda at: at.symlink_to(secret.parent),
                           "4-nested": lambda at: (at / "folder").mkdir(parents=True)}.items():
            make(outbox / f"{name}.message.json.d")
            france.drop(f"{name}.message.json", message(11))
        names = ["1-link", "2-inside", "3-folder", "4-nested"]
        waiting.until("all are refused", lambda: len(france.files("failed", ".problem")) == len(names), 60)
        for name in names:
            with self.subTest(name):
                self.assertEqual(france.answer("failed", f"{name}.message.json.problem")["code"], "parameter-invalid")
        self.assertEqual(france.files("done"), [])

    def test_what_is_urgent_goes_first_whatever_its_name(self):
        france, germany = self.gateway("FR", "--canary", "0").start(), self.gateway("DE", "--canary", "0").start()
        france.stop()
        for number, prio in enumerate(["routine"] * 10 + ["urgent", "flash"]):
            france.drop(f"{number:02}.message.json", message(number, subject=f"First {prio}", prio=prio))
        france.start()
        came = lambda: [i["message"]["subject"] for i in germany.inbox() if i.get("message", {}).get("subject", "").startswith("First")]
        waiting.until("all have come", lambda: len(came()) == 12, 60)
        order = [i["message"]["subject"] for i in sorted(germany.inbox(), key=lambda i: i["position"])
                 if i.get("message", {}).get("subject", "").startswith("First")]
        self.assertEqual(order[:3], ["First flash", "First urgent", "First routine"])

    def test_what_lacks_something_here_is_held_and_keeps_nothing(self):
        france = self.gateway("FR", "--canary", "0").start()
        entities = {"vehicles": [{"ref": "v1", "kind": "VAN", "plate": "KEL AB 12", "plate_country": "DE"}]}
        france.drop("1.message.json", message(12, kind="TRACE", clock="SIRENE", entities=entities, hint="benelux:v1",
                                              trace={"what": "v1", "questions": ["OWNER"], "reason": "Seen at a scene."}))
        france.drop("2.message.json", message(13))
        waiting.until("the other one is sent", lambda: france.files("done", ".json") == ["2.message.json"], 60)
        self.assertEqual([(e["file"], e["code"]) for e in france.events("held")], [("1.message.json", "config-invalid")])
        self.assertEqual(self.command.run("FR", "hint", "make", "benelux.2026-11").exit, 0)
        waiting.until("it is sent", lambda: len(france.files("done", ".json")) == 2, 60)

    def test_who_was_registered_a_moment_ago_is_not_refused(self):
        """The trust list of a gateway is minutes old; what does not verify is looked at with a new one."""
        germany = self.gateway("DE", "--canary", "0").start()
        self.assertEqual(self.command.run("FR", "message", "send", "--to", "DE", "--subject", "Before", "--body", "x").exit, 0)
        waiting.until("the first has come", lambda: any(m["subject"] == "Before" for m in germany.messages()), 60)
        self.federation.change("renew", "FR", "messages")
        self.hub.reload()
        sent = self.command.run("FR", "message", "send", "--to", "DE", "--subject", "After", "--body", "x")
        self.assertEqual(sent.exit, 0, sent.error)
        waiting.until("the second has come", lambda: any(m["subject"] == "After" for m in germany.messages()), 60)
        self.assertEqual(germany.files("refused"), [])

    def test_a_hook_is_called_with_each_file_and_a_bad_one_keeps_nothing(self):
        hook = self.folder / "hook.sh"
        hook.write_text(f'#!/bin/sh\necho "$1" >> {self.folder}/called\necho told\ncase "$1" in *bad*) exit 3;; esac\n')
        hook.chmod(hook.stat().st_mode | stat.S_IXUSR)
        france = self.gateway("FR", "--canary", "0").start()
        germany = self.gateway("DE", "--canary", "0", "--hook", str(hook)).start()
        france.drop("1.message.json", message(7, id="FR-M-bad-hook"))
        france.drop("2.message.json", message(8, id="FR-M-good-hook"))
        called = lambda: (self.folder / "called").read_text() if (self.folder / "called").exists() else ""
        waiting.until("both were told", lambda: "bad-hook" in called() and "good-hook" in called(), 60)
        self.assertEqual([e["file"] for e in germany.events("hook-failed") if "bad-hook" in e["file"]],
                         [name for name in germany.files("inbox") if "bad-hook" in name])
        self.assertEqual(called().count("good-hook"), 1)
        self.assertEqual({e["why"] for e in germany.events("hook-failed") if "bad-hook" in e["file"]}, {"exit code 3"})

    def test_a_hook_ends_with_its_gateway_and_one_that_cannot_be_called_is_refused_at_once(self):
        hook = self.folder / "hook.sh"
        hook.write_text(f"#!/bin/sh\ntouch {self.folder}/begun\nsleep 1234 &\nwait\n")
        hook.chmod(hook.stat().st_mode | stat.S_IXUSR)
        germany = self.gateway("DE", "--canary", "0", "--hook", str(hook)).start()
        self.assertEqual(self.command.run("FR", "message", "send", "--to", "DE", "--subject", "Hook", "--body", "x").exit, 0)
        waiting.until("the hook is called", (self.folder / "begun").exists, 60)
        began = time.monotonic()
        self.assertEqual(germany.stop(), 0)
        self.assertLess(time.monotonic() - began, 15)
        left = subprocess.run(["pgrep", "-f", "sleep 1234"], capture_output=True, check=False)
        self.assertEqual(left.stdout, b"")
        unhooked = json.loads((germany.spool / "state.json").read_text())["unhooked"]
        self.assertTrue(unhooked, "it is called again at the next start")
        for wrong in (str(self.folder / "none"), str(self.federation.party("DE") / "tls.pem")):
            refused = self.command.run("DE", "gateway", "run", "--spool", str(self.folder / "other"), "--hook", wrong)
            self.assertEqual((refused.exit, "cannot be run" in refused.error), (2, True))

    def test_a_message_is_passed_on_from_a_file(self):
        sent = self.command.run("FR", "message", "send", "--to", "DE", "--subject", "For one", "--body", "x", "--handling", "H2", "--id", "FR-M-for-one")
        self.assertEqual(sent.exit, 0, sent.error)
        germany = self.gateway("DE", "--canary", "0").start()
        germany.drop("1.message.json", {"to": ["IT"], "forward": "FR-M-for-one"})
        waiting.until("it is refused", lambda: germany.files("failed", "1.message.json.problem"), 60)
        self.assertIn("agreement of FR", germany.answer("failed", "1.message.json.problem")["detail"])
        self.assertEqual(self.command.run("IT", "message", "send", "--to", "DE", "--subject", "s", "--body", "b", "--id", "IT-M-ask").exit, 0)
        for number, (draft, code) in enumerate([({"reply_to": "IT-M-ask", "forward": "FR-M-for-one"}, "parameter-invalid"),
                                                ({"to": ["IT"], "forward": ""}, "parameter-invalid"), ({"to": ["IT"], "agreed": True, "subject": "s", "body": "b"}, "parameter-invalid"),
                                                ({"to": ["IT"], "forward": "FR-M-none"}, "not-found"), ({"to": ["IT"], "forward": "FR-M-for-one", "fwd": ["a.b.c"]}, "parameter-invalid")]):
            germany.drop(f"no-{number}.message.json", draft)
            waiting.until(f"it is refused: {draft}", lambda: germany.files("failed", f"no-{number}.message.json.problem"), 60)
            self.assertEqual(germany.answer("failed", f"no-{number}.message.json.problem")["code"], code)
        germany.drop("2.message.json", {"to": ["IT"], "forward": "FR-M-for-one", "agreed": True})
        waiting.until("it is sent", lambda: germany.files("done", "2.message.json"), 60)
        shown = self.command.run("IT", "message", "show", germany.answer("done", "2.message.json.answer")["id"], "--json").values[0]
        self.assertEqual((shown["message"]["subject"], shown["message"]["handling"]), ("Fwd: For one", "H2"))
        self.assertEqual(shown["forwarded"][0]["message"]["subject"], "For one")

    def test_its_service_manager_is_told_that_it_is_ready_alive_and_ending(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            name = f"huecry-test-{os.getpid()}"  # an abstract one, which has no length of a path
            manager.bind(f"\0{name}")
            manager.settimeout(60)
            os.environ["NOTIFY_SOCKET"] = f"@{name}"
            self.addCleanup(os.environ.pop, "NOTIFY_SOCKET", None)
            france = self.gateway("FR", "--canary", "0").start()
            told = {manager.recv(100)}
            while told != {b"READY=1", b"WATCHDOG=1"}:
                told.add(manager.recv(100))
            self.assertEqual(france.stop(), 0)
            while b"STOPPING=1" not in told:
                told.add(manager.recv(100))
        self.assertEqual(told, {b"READY=1", b"WATCHDOG=1", b"STOPPING=1"})

    def test_one_process_has_a_spool(self):
        first = self.gateway("FR", "--canary", "0").start()
        second = self.command.run("FR", "gateway", "run", "--spool", str(first.spool))
        self.assertEqual(second.exit, 2)
        self.assertIn("another process", second.error)


class Crashes(GatewayCase):
    MESSAGES, ATTACHED = 60, bytes(range(256)) * 2000

    def test_each_message_comes_once_whatever_is_killed(self):
        dice = cases.dice()
        hook = self.folder / "hook.sh"
        hook.write_text(f'#!/bin/sh\nbasename "$1" >> {self.folder}/called\n')
        hook.chmod(hook.stat().st_mode | stat.S_IXUSR)
        self.hub.write_config({"listen": {"port": self.hub.port}})  # the gateways live on while it is away
        france, germany = self.gateway("FR", "--canary", "0").start(), self.gateway("DE", "--canary", "0", "--hook", str(hook)).start()
        taken: list[str] = []
        for number in range(self.MESSAGES):
            attached = {"film.bin": self.ATTACHED} if number % 10 == 5 else None
            france.drop(f"{number:03}.message.json", message(number, prio=dice.choice(["flash", "urgent", "routine"])), attached)
            time.sleep(dice.uniform(0, 0.15))
            match dice.randrange(8):
                case 0:
                    france.kill()
                    france.start()
                case 1:
                    germany.kill()
                    germany.start()
            if number in (17, 18, 43):
                self.hub.kill()
                self.hub.start()
            taken += self.take(germany)
        waiting.until("all are sent", lambda: len(france.files("done", ".message.json")) == self.MESSAGES, 120)

        def all_taken() -> bool:
            taken.extend(self.take(germany))
            return len(taken) >= self.MESSAGES

        waiting.until("all have come", all_taken, 120)
        folders = lambda: list((germany.spool / "inbox").glob("*.json.d"))
        waiting.until("what is attached has come", lambda: len(folders()) == self.MESSAGES // 10, 120)
        self.assertEqual({(folder / "film.bin").read_bytes() == self.ATTACHED for folder in folders()}, {True})
        told = lambda: {name for name in (self.folder / "called").read_text().split() if "-message-" in name}
        waiting.until("the hook was told of each", lambda: len(told()) == self.MESSAGES, 120)
        germany.kill()  # once more: nothing comes again
        germany.start()
        time.sleep(2)
        taken += self.take(germany)
        self.assertEqual(sorted(taken), sorted(f"Number {number}" for number in range(self.MESSAGES)))
        self.assertEqual(france.files("failed"), [])

    def take(self, gateway: Gateway) -> list[str]:
        """The national system takes away what is there."""
        subjects = []
        for name in gateway.files("inbox", ".json"):
            file = gateway.spool / "inbox" / name
            item = json.loads(file.read_text())
            file.unlink()
            if item["kind"] == "message":
                subjects.append(item["message"]["subject"])
        return subjects


class Backlog(GatewayCase):
    def test_what_is_urgent_comes_first_out_of_a_backlog_and_each_once(self):
        """More than a page waits: flash is taken out of its turn, and comes no second time in it, whatever is killed."""
        payload, signer = json.loads(sample("FR", 1)[0]), self.federation.signer("FR")
        documents = [signer.document(json.dumps({**payload, "id": f"FR-backlog-{number}"}).encode()) for number in range(450)]
        for begin in range(0, len(documents), 100):
            answer = self.member("FR", timeout_s=60).submit_batch(documents[begin:begin + 100])
            self.assertEqual({one.get("code") for one in answer.json["results"]}, {None}, answer.body[:300])
        for prio in ("routine", "urgent", "flash"):
            sent = self.command.run("FR", "message", "send", "--to", "DE", "--subject", prio, "--body", "x", "--prio", prio, "--id", f"FR-M-late-{prio}")
            self.assertEqual(sent.exit, 0, sent.error)
        germany = self.gateway("DE", "--canary", "0").start()
        waiting.until("something has come", lambda: germany.events("arrived"), 60)
        germany.kill()
        germany.start()
        late = lambda: [name for name in germany.files("inbox", ".json") if "FR-M-late-routine" in name]
        waiting.until("the last has come", late, 60)
        at = {name: (germany.spool / "inbox" / name).stat().st_mtime_ns for name in germany.files("inbox", ".json")}
        first = lambda part: min(moment for name, moment in at.items() if part in name)
        self.assertLess(first("FR-M-late-flash"), first("FR-M-late-urgent"))
        self.assertLess(first("FR-M-late-urgent"), first("FR-backlog-"))
        positions = [item["position"] for item in germany.inbox()]
        self.assertEqual(len(positions), len(set(positions)))
        self.assertEqual({item["id"] for item in germany.inbox()} >= {f"FR-backlog-{number}" for number in range(450)}, True)


class Canary(GatewayCase):
    def pairs(self, party: str = "FR") -> dict[tuple[str, str], dict]:
        connection = self.hub.member(f"{party}/NCB")
        try:
            return {(pair["from"], pair["to"]): pair for pair in connection.request("GET", "/v1/probes?pairs=all").json["pairs"]}
        finally:
            connection.close()

    def test_1_whoever_takes_part_is_probed_and_answers_and_nobody_else(self):
        self.assertEqual(self.command.run("IT", "ping", "--all").exit, 7)
        self.assertEqual(self.pairs("IT"), {})  # to ask is not to take part
        france, germany = self.gateway("FR", "--canary", "5").start(), self.gateway("DE", "--canary", "5").start()
        wanted = {("FR", "FR"), ("FR", "DE"), ("DE", "FR"), ("DE", "DE")}
        waiting.until("every pair has had an echo", lambda: {k for k, p in self.pairs().items() if "good" in p} == wanted, 60)
        self.assertEqual(self.pairs("IT"), {})  # takes no part, and is told of none
        asked = self.command.run("IT", "ping", "--all")
        self.assertEqual(asked.exit, 7)
        self.assertIn("these take part: DE, FR", asked.text)
        self.assertNotIn(("FR", "IT"), self.pairs())
        ping = self.command.run("FR", "ping", "--all")
        self.assertEqual(ping.exit, 0, ping.text + ping.error)
        self.assertIn("4 of 4 pairs are good", ping.text)
        status = self.command.run("DE", "gateway", "status", "--spool", str(germany.spool))
        self.assertEqual(status.exit, 0, status.text)
        self.assertEqual(france.files("inbox"), [])  # no officer is bothered
        self.assertEqual(self.command.run("FR", "message", "list").text, "no messages\n")

    def test_2_a_gateway_that_answers_no_more_is_seen_by_others(self):
        france, germany = self.gateway("FR", "--canary", "5").start(), self.gateway("DE", "--canary", "5").start()
        waiting.until("they answer", lambda: self.pairs().get(("FR", "DE"), {}).get("echoed"), 60)
        germany.kill()
        waiting.until("it is said", lambda: [e for e in france.events("canary-stalled") if e["to"] == "DE"], 120)
        status = self.command.run("FR", "gateway", "status", "--spool", str(france.spool))
        self.assertEqual(status.exit, 7)
        self.assertIn("STALLED", status.text)
        ping = self.command.run("FR", "ping", "--all", "--wait", "1")
        self.assertEqual(ping.exit, 7)
        self.assertRegex(ping.text, r"FR .*(STALLED|wait) [0-9]+ (s|min)")
        germany.start()
        waiting.until("it is well again", lambda: [e for e in france.events("canary-good") if e["to"] == "DE"], 60)

    def test_3_a_gateway_whose_key_does_not_open_anything_is_no_good_pair(self):
        """Everything answers, and nothing can be read: the sign that no other check would give."""
        france = self.gateway("FR", "--canary", "5").start()
        party = self.folder / "party"
        party.mkdir()
        for file in Path(self.hub.federation.party("DE")).iterdir():
            (party / file.name).write_bytes(file.read_bytes()) if file.is_file() else None
        (party / "encryption.pem").unlink()
        broken = Gateway(Command(self.folder / "broken.toml", self.hub, self.countries), "DE", self.folder / "DE",
                         "--canary", "5")
        text = (self.folder / "broken.toml").read_text().replace(str(self.hub.federation.party("DE")), str(party))
        (self.folder / "broken.toml").write_text(text)
        self.addCleanup(broken.end)
        broken.start()
        waiting.until("France misses its echo", lambda: [e for e in france.events("canary-stalled") if e["to"] == "DE"], 120)

    def test_4_whom_a_policy_closes_is_not_well_unless_that_is_meant(self):
        """Nothing was ever probed there, so no echo is missing: that must not look well."""
        closed = {"v": 1, "iss": "IT", "kind": "intake", "seq": 1, "effective": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
                  "rules": [{"id": "closed", "effect": "forbid"}]}
        put = self.command.run("IT", "policy", "put", "-", text=json.dumps(closed))
        self.assertEqual(put.exit, 0, put.error)
        france = self.gateway("FR", "--canary", "5").start()
        for party in ("DE", "IT"):
            self.gateway(party, "--canary", "5").start()
        waiting.until("it is said", lambda: [e for e in france.events("canary-closed") if e["to"] == "IT"], 60)
        waiting.until("Germany answers", lambda: self.pairs().get(("FR", "DE"), {}).get("echoed"), 60)
        status = lambda: self.command.run("FR", "gateway", "status", "--spool", str(france.spool))
        self.assertEqual(status().exit, 7)
        self.assertRegex(status().text, r"IT .*CLOSED by policy")
        ping = self.command.run("FR", "ping", "--all", "--wait", "1")
        self.assertEqual(ping.exit, 7)
        self.assertIn("never probed", ping.text)
        france.stop()
        france.options = ("--canary", "5", "--canary-closed", "IT")
        france.start()
        waiting.until("it is meant to be so", lambda: status().exit == 0, 60)
        self.assertIn("closed, as --canary-closed says", status().text)


if __name__ == "__main__":
    cases.run()
