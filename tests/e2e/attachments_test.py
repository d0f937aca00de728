"""Large attachments: sealed, uploaded, fetched and opened with constant memory, whichever side is killed on the way.

HUECRY_ATTACHMENT_MIB says how large; 4096 is what the protocol allows."""

import hashlib
import json
import os
import re
import signal
import subprocess
from pathlib import Path

from support import cases, places, waiting
from support.gateway import Gateway
from support.messages import MessageCase

PART = 4 << 20
SIZE = int(os.environ.get("HUECRY_ATTACHMENT_MIB") or 160) << 20
RESIDENT_MAX = 64 << 20


def written(path: Path, seed: int) -> str:
    """A file that does not compress, and its digest."""
    digest, block = hashlib.sha256(), hashlib.shake_256(seed.to_bytes(4)).digest(1 << 20)
    with path.open("wb") as file:
        for number in range(SIZE >> 20):
            piece = number.to_bytes(8) + block[8:]
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Attachments(MessageCase):
    countries = ("FR", "DE", "IT")

    def started(self, party: str, *words: str) -> subprocess.Popen:
        return subprocess.Popen(self.command.words(party, "message", *words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def ended(self, process: subprocess.Popen) -> int:
        """The most that it had in memory. It must have ended well."""
        with process.stdout, process.stderr:
            error = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0, error)
        return used.ru_maxrss << 10

    def killed(self, process: subprocess.Popen) -> int:
        """The most that it had in memory until then."""
        process.send_signal(signal.SIGKILL)
        with process.stdout, process.stderr:
            process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        return used.ru_maxrss << 10

    def carried(self, direction: str) -> int:
        """Bytes that the hub has taken, or given, over all connections."""
        text = self.hub.operator("/metrics").body.decode()
        return int(float(re.search(rf"^huecry_http_bytes_{direction}_total (\S+)$", text, re.M).group(1)))

    def parts(self) -> int:
        """Bytes of uploads that are not whole."""
        folder = self.hub.folder / "data/attachments/FR"
        return sum(file.stat().st_size for file in folder.glob("*.part")) if folder.exists() else 0

    def hub_resident(self) -> int:
        status = Path(f"/proc/{self.hub.process.pid}/status").read_text()
        return next(int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("VmHWM"))

    def test_1_a_client_that_is_killed_goes_on_where_it_was(self):
        film = self.place / "film.bin"
        digest = written(film, 1)
        before = self.hub_resident()
        sending = self.started("FR", "send", "--to", "DE", "--subject", "Film", "--body", "see the film", "--attach", str(film), "--id", "FR-M-film")
        waiting.until("some of it is there", lambda: self.parts() > 0, limit_s=300)
        sealing = self.killed(sending)
        there = self.parts()
        self.assertGreater(there, 0)
        before_rest = self.carried("in")
        resumed = max(sealing, self.ended(self.started("FR", "resume")))
        self.assertLess(self.carried("in") - before_rest, SIZE * 1.01 - there + PART, "what was there was not sent again")
        self.assertFalse((self.place / "state/huecry/outbox/FR-M-film.message").exists())
        self.assertEqual(self.command.run("FR", "message", "resume").text, "nothing waits to be sent\n")

        into = self.place / "into"
        into.mkdir()
        saving = self.started("DE", "save", "FR-M-film", "--to", str(into))
        waiting.until("some of it has come", lambda: any(part.stat().st_size > 0 for part in into.glob(".huecry-*.sealed")), limit_s=60)
        saving_most = self.killed(saving)
        fetched = sum(part.stat().st_size for part in into.glob(".huecry-*.sealed"))
        before_rest = self.carried("out")
        saved = max(saving_most, self.ended(self.started("DE", "save", "FR-M-film", "--to", str(into))))
        self.assertLess(self.carried("out") - before_rest, SIZE * 1.01 - fetched + PART, "what was there was not fetched again")
        self.assertEqual(digest_of(into / "film.bin"), digest)
        self.assertEqual([file.name for file in into.iterdir()], ["film.bin"])
        grown = self.hub_resident() - before
        print(f"resident at most: sender {resumed >> 20} MiB, recipient {saved >> 20} MiB, hub {self.hub_resident() >> 20} MiB, {grown >> 20} MiB of them since its start",
              flush=True)
        if places.sanitizer():  # its own memory is many times ours
            self.skipTest(f"resident memory is not judged under the {places.sanitizer()} sanitizer; all else held")
        self.assertLess(max(resumed, saved, grown), RESIDENT_MAX)

    def test_2_a_hub_that_is_killed_keeps_what_it_has_said_it_has(self):
        film = self.place / "second.bin"
        written(film, 2)
        sending = self.started("FR", "send", "--to", "DE", "--subject", "Film", "--body", "again", "--attach", str(film), "--id", "FR-M-second")
        waiting.until("some of it is there", lambda: self.parts() > 0, limit_s=300)
        self.hub.write_config({"listen": {"port": self.hub.port}})  # the sender goes on trying where it was
        self.hub.kill()
        self.hub.start()
        self.ended(sending)
        item = self.command.run("DE", "message", "show", "FR-M-second", "--json").values[0]
        blob = item["message"]["att"][0]["ct256"]
        standing = json.loads(self.member("FR").get(f"/v1/blobs/{blob}/upload").body)
        self.assertEqual(standing, {"bytes": item["message"]["att"][0]["len"], "whole": True})

    def test_3_what_was_cut_off_can_be_given_up_and_no_name_means_another_folder(self):
        film = self.place / "third.bin"
        written(film, 3)
        sending = self.started("FR", "send", "--to", "DE", "--subject", "Film", "--body", "wrong film", "--attach", str(film), "--id", "FR-M-third")
        state = self.place / "state/huecry"
        waiting.until("it is sealed", (state / "outbox/FR-M-third.message/message.json").exists, limit_s=300)
        self.killed(sending)
        for name in ("FR-M-other", "..", ".", ""):
            self.assertEqual(self.command.run("FR", "message", "discard", name).exit, 4, name)
        self.assertTrue((state / "outbox/FR-M-third.message").exists())
        self.assertEqual(self.command.run("FR", "message", "discard", "FR-M-third").exit, 0)
        self.assertFalse((state / "outbox/FR-M-third.message").exists())
        self.assertEqual(self.command.run("FR", "message", "resume").text, "nothing waits to be sent\n")

    def test_5_another_file_than_was_promised_is_complained_about_by_the_command_and_by_a_gateway(self):
        film, honest = self.place / "fifth.bin", self.place / "honest.txt"
        written(film, 5)
        honest.write_text("as promised")
        sending = self.started("FR", "send", "--to", "DE,IT", "--subject", "Film", "--body", "not what it says", "--attach", str(film),
                               "--attach", str(honest), "--id", "FR-M-false")
        kept = self.place / "state/huecry/outbox/FR-M-false.message/message.json"
        waiting.until("it is sealed", kept.exists, limit_s=300)
        self.killed(sending)
        prepared = json.loads(kept.read_text())
        prepared["message"]["att"][0]["pt256"] = prepared["message"]["att"][1]["pt256"]
        kept.write_text(json.dumps(prepared))
        self.ended(self.started("FR", "resume"))
        into = self.place / "false"
        outcome = self.command.run("DE", "message", "save", "FR-M-false", "--to", str(into), limit_s=300)
        self.assertEqual(outcome.exit, 6, outcome.error)
        self.assertIn("are told", outcome.error)
        self.assertEqual([file.name for file in into.iterdir()], ["honest.txt"])
        gateway = Gateway(self.command, "IT", self.place / "spool-IT", "--canary", "0")
        self.addCleanup(gateway.end)
        gateway.start()
        waiting.until("its gateway says so, too", lambda: [e["id"] for e in gateway.events("complained")] == ["FR-M-false"], 300)
        heard = json.loads(self.member("FR").get("/v1/messages/FR-M-false").body)["heard"]
        self.assertEqual({one["by"] for one in heard if one["kind"] == "rejected"}, {"DE", "IT"})
        for party, other in (("DE", "IT"), ("IT", "DE")):
            self.assertIn(f"rejected by {other}, MISMATCH", self.command.run(party, "inbox").text)
        folder = waiting.until("what is good has come", lambda: next((gateway.spool / "inbox").glob("*FR-M-false.json.d"), None), 60)
        self.assertEqual(sorted(file.name for file in folder.iterdir()), ["fifth.bin.problem", "honest.txt"])

    def test_6_a_member_has_its_quota_and_no_more(self):
        self.hub.stop()
        self.hub.write_config({"listen": {"port": self.hub.port}, "attachments": {"gib_max": 1}})
        others = self.hub.folder / "data/attachments/IT" / ("f" * 64 + ".part")
        others.parent.mkdir(exist_ok=True)
        others.touch()
        os.truncate(others, (1 << 30) - 8192)  # a hole: it counts, and takes no room
        self.hub.start()
        part = lambda name, size: self.member("IT").request("PUT", f"/v1/blobs/{name * 43}?offset=0&of={size}", b"x" * 100, "application/octet-stream")
        refused = part("A", 8193)
        self.assertEqual((refused.status, refused.json["code"]), (507, "blob-quota"))
        self.assertEqual(part("A", 8192).status, 200)
        self.assertEqual(part("E", 8192).json["code"], "blob-quota")

    def test_4_a_file_of_the_sender_that_is_not_there_is_named(self):
        outcome = self.command.run("FR", "message", "send", "--to", "DE", "--subject", "s", "--body", "b", "--attach", "/none/such")
        self.assertEqual(outcome.exit, 2)
        self.assertIn("/none/such", outcome.error)


if __name__ == "__main__":
    cases.run()
