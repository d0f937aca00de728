"""The log in the hands of others: docs/verify.py, npm @sigstore/verify, openssl, and the command as auditor and outsider.

HUECRY_ENTRIES documents are submitted, 2,000 without it."""

import base64
import fcntl
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

from support import cases, jws, other_tools, places
from support.command import Command
from support.federation import sample

ENTRIES = int(os.environ.get("HUECRY_ENTRIES") or 2000)
MUTATIONS, BATCH = 1000, 100


def load_verifier():
    """docs/verify.py, which is no part of this package and knows nothing of it."""
    spec = importlib.util.spec_from_file_location("verify", places.ROOT / "docs/verify.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["verify"] = module
    spec.loader.exec_module(module)
    return module


verify = load_verifier()


class LogCase(cases.HubCase):
    countries = ("FR", "DE", "IT")

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.vkey_file = cls.federation.folder / "hub/log.vkey"
        cls.vkey = cls.vkey_file.read_text().strip()
        cls.command = Command(cls.place / "huecry.toml", cls.hub, ("FR", "DE", "IT", "XP/AUDIT"))

    def run_command(self, party: str, *words: str):
        outcome = self.command.run(party, *words)
        self.assertEqual(outcome.exit, 0, f"{words}: {outcome.error}")
        return outcome

    def submit(self, count: int, first: int = 0) -> list[dict]:
        """What the hub answers for each of so many notices."""
        signer, payload, results = self.federation.signer("FR"), json.loads(sample("FR", 1)[0]), []
        bureau = self.member("FR", timeout_s=60)
        for begin in range(first, first + count, BATCH):
            documents = [signer.document(json.dumps({**payload, "id": f"FR-log-{number}"}).encode())
                         for number in range(begin, min(begin + BATCH, first + count))]
            answer = bureau.submit_batch(documents)
            self.assertEqual(answer.status, 200, answer.body[:300])
            results += answer.json["results"]
        self.assertTrue(all("receipt" in one for one in results), results[:1])
        return results


def refusal_of(receipt: str, vkey: str) -> str:
    try:
        verify.Receipt(receipt).check((vkey,))
        return ""
    except (verify.Refused, ValueError, IndexError) as why:
        return str(why) or type(why).__name__


class Receipts(LogCase):
    def mutated(self, receipt: str, dice) -> str:
        """One character less, more, or another; never the same bytes in another spelling."""
        while True:
            at = dice.randrange(len(receipt))
            kind = dice.choice(("other", "gone", "twice"))
            other = dice.choice([c for c in "Aa0/+\n =-z" if c != receipt[at]])
            changed = {"other": receipt[:at] + other + receipt[at + 1:], "gone": receipt[:at] + receipt[at + 1:],
                       "twice": receipt[:at] + receipt[at] + receipt[at:]}[kind]
            if changed != receipt:
                return changed

    def test_every_receipt_holds_for_others_and_no_changed_one_does(self):
        results = self.submit(ENTRIES)
        receipts = [one["receipt"] for one in results]
        lines = [json.dumps(receipt) for receipt in receipts]
        file = self.place / "receipts"
        file.write_text("\n".join(lines) + "\n")
        done = subprocess.run([sys.executable, "-B", places.ROOT / "docs/verify.py", file, "--receipts", "--vkey", self.vkey],
                              capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stdout), (0, f"holds: {ENTRIES} receipts\n"), done.stderr)
        dice = cases.dice()
        changed = [self.mutated(dice.choice(receipts), dice) for _ in range(MUTATIONS)]
        taken = [receipt for receipt in changed if not refusal_of(receipt, self.vkey)]
        self.assertEqual(taken, [])

    @unittest.skipUnless(places.SIGSTORE.is_dir(), "npm @sigstore/verify is not installed")
    def test_sigstore_takes_checkpoints_and_inclusion_proofs_as_they_are(self):
        results = self.submit(300, first=1_000_000)
        receipts = [one["receipt"] for one in results]
        dice = cases.dice()
        wrong = []
        for receipt in receipts[:100]:  # another entry, another index, another hash: what a checker must see
            lines = receipt.split("\n")
            at = dice.choice([number for number, line in enumerate(lines[:lines.index("")]) if number >= 1])
            if lines[at].startswith("index "):
                lines[at] = f"index {int(lines[at][6:]) ^ 1}"
            else:
                head, _, text = lines[at].rpartition(" ")
                data = bytearray(base64.b64decode(text))
                data[dice.randrange(len(data))] ^= 1
                lines[at] = f"{head} {base64.b64encode(data).decode()}".lstrip()
            wrong.append("\n".join(lines))
        verdicts = other_tools.sigstore_verdicts(receipts + wrong, self.vkey)
        self.assertEqual(verdicts, [True] * len(receipts) + [False] * len(wrong))


class ProofFiles(LogCase):
    def verified(self, file: Path) -> tuple[int, int]:
        """Exit codes of the command and of the other program."""
        ours = subprocess.run([places.HUECRY, "verify", file, "--ceremony", self.ceremony], capture_output=True, text=True, check=False)
        theirs = subprocess.run([sys.executable, "-B", places.ROOT / "docs/verify.py", file, "--ceremony", self.ceremony],
                                capture_output=True, text=True, check=False)
        self.said = ours.stderr + theirs.stderr
        return ours.returncode, theirs.returncode

    def setUp(self) -> None:
        self.ceremony = self.federation.party("DE") / "ceremony.pem"
        type(self).count = getattr(self, "count", 0) + 1
        self.notice = self.submit(1, first=self.count)[0]["id"]
        self.file = self.place / f"{self.notice}.json"
        self.run_command("DE", "receipt", self.notice, "--save", str(self.file))

    def forged(self, payload: dict) -> dict:
        """A document that Germany's certificate has signed."""
        return json.loads(self.federation.signer("DE").document(json.dumps(payload).encode()))

    def test_one_file_proves_a_document_without_a_hub_to_two_programs(self):
        self.assertEqual(self.verified(self.file), (0, 0), self.said)
        newest = self.place / "newest.json"
        self.run_command("IT", "receipt", self.notice, "--newest", "--save", str(newest))
        self.assertEqual(self.verified(newest), (0, 0), self.said)

    def test_a_message_is_proved_under_its_own_name_to_its_sender_and_its_recipient(self):
        self.run_command("FR", "message", "send", "--to", "DE", "--subject", "s", "--body", "b", "--id", "FR-M-proved")
        for party in ("FR", "DE"):
            file = self.place / f"message-{party}.json"
            said = self.run_command(party, "receipt", "FR-M-proved", "--save", str(file))
            self.assertIn("message FR-M-proved", said.text)
            self.assertEqual(self.verified(file), (0, 0), self.said)
            leaf = json.loads(base64.b64decode(json.loads(file.read_text())["receipt"].split("\n")[1].removeprefix("extra ")))
            self.assertEqual([leaf[name] for name in ("t", "id", "ver", "iss")], ["envelope", "FR-M-proved", 1, "FR"])
        self.assertEqual(self.command.run("IT", "receipt", "FR-M-proved").exit, 4)

    def test_whatever_is_changed_in_it_both_refuse(self):
        good = json.loads(self.file.read_text())
        other = self.submit(1, first=1_000)[0]
        container = good["document"]
        trust = json.loads(good["trust"])
        crls = json.loads(good["crls"])

        def flipped(text: str, at: int) -> str:
            return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1:]

        rows = {
            "another receipt": {"receipt": other["receipt"]},
            "no receipt": {"receipt": ""},
            "another payload": {"document": {**container, "payload": flipped(container["payload"], 40)}},
            "another signature": {"document": {**container, "signature": flipped(container["signature"], 3)}},
            "another header": {"document": {**container, "protected": flipped(container["protected"], 5)}},
            "a member more in the document": {"document": {**container, "x": "y"}},
            "a trust list with one signer": {"trust": json.dumps({**trust, "signatures": trust["signatures"][:1]})},
            "a trust list twice by one signer": {"trust": json.dumps({**trust, "signatures": trust["signatures"][:1] * 2})},
            "a trust list that was changed": {"trust": json.dumps({**trust, "payload": flipped(trust["payload"], 60)})},
            "no revocation lists": {"crls": json.dumps({"crls": []})},
            "a revocation list that was changed": {"crls": json.dumps({"crls": [
                {**one, "der": one["der"][:60] + ("A" if one["der"][60] != "A" else "B") + one["der"][61:]} for one in crls["crls"]]})},
            "a document that another country has signed": {"document": self.forged(json.loads(jws.unb64u(container["payload"])))},
            "lists that are older than the entry": {"at": "2026-01-01T00:00:00.000Z"},
            "lists of a time to come": {"at": "2096-01-01T00:00:00.000Z"},
            "a time that is none": {"at": "yesterday"},
            "revocation lists that are no list": {"crls": json.dumps({"crls": {}})},
            "no object of revocation lists": {"crls": "[]"},
            "a revocation list that is no object": {"crls": json.dumps({"crls": [1]})},
            "a revocation list that is no text": {"crls": json.dumps({"crls": [{"der": 1}]})},
            "another form": {"v": 2},
            "a member more": {"x": 1},
        }
        changed = self.place / "changed.json"
        for name, change in rows.items():
            with self.subTest(name):
                changed.write_text(json.dumps({**good, **change}))
                ours, theirs = self.verified(changed)
                self.assertEqual((ours, theirs), (6, 1), self.said)

    def test_another_ceremony_vouches_for_nothing(self):
        self.ceremony = self.federation.party("DE") / "hub-root.pem"
        ours, theirs = self.verified(self.file)
        self.assertEqual((ours, theirs), (2, 1), self.said)

    def test_what_it_says_names_the_signer_and_the_place_in_the_log(self):
        text = self.run_command("DE", "verify", str(self.file)).text
        for word in ("FR/NCB", self.notice, "all of it holds"):
            self.assertIn(word, text)
        value = self.run_command("DE", "verify", str(self.file), "--json").values[0]
        self.assertEqual((value["id"], value["ver"], value["signer"], value["witnesses"]), (self.notice, 1, "FR/NCB", []))
        raw = self.run_command("DE", "receipt", self.notice).text
        self.assertEqual(refusal_of(raw, self.vkey), "")


class Audits(LogCase):
    def test_germany_follows_the_log_and_an_outsider_checks_its_mirror_with_the_key_alone(self):
        self.submit(300)
        state, mirror = str(self.place / "germany.json"), str(self.place / "mirror")
        first = self.run_command("DE", "log", "audit", "--state", state, "--json").values[0]
        self.assertEqual((first["known"], first["new"]), (0, first["size"]))
        self.submit(10, first=300)
        again = self.run_command("DE", "log", "audit", "--state", state, "--json").values[0]
        self.assertEqual(again["known"], first["size"])
        self.assertGreater(again["new"], 10, "the documents, and what ends each batch")
        self.run_command("DE", "log", "mirror", mirror)
        outside = [places.HUECRY, "log", "audit", "--from", mirror, "--vkey", self.vkey_file, "--state", self.place / "outside.json", "--json"]
        done = subprocess.run(outside, capture_output=True, text=True, check=True)
        self.assertEqual(json.loads(done.stdout)["root"], again["root"])
        tile = next((Path(mirror) / "tile/0").glob("000"))
        data = bytearray(tile.read_bytes())
        data[7] ^= 1
        tile.write_bytes(data)
        (self.place / "outside.json").unlink()
        done = subprocess.run(outside, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 6, done.stderr)

    def test_an_auditor_reads_the_entries_and_others_may_not(self):
        self.submit(20, first=700)
        counted = self.run_command("XP/AUDIT", "log", "audit", "--entries", "--state", str(self.place / "audit.json"), "--json").values[0]
        self.assertEqual(sum(counted["entries"].values()), counted["size"])
        self.assertGreaterEqual(counted["entries"]["notice"], 20)
        refused = self.command.run("DE", "log", "audit", "--entries", "--state", str(self.place / "no.json"))
        self.assertEqual(refused.exit, 4)
        self.assertIn("auditor", refused.error)

    def audit(self, folder: Path, state: Path):
        return subprocess.run([places.HUECRY, "log", "audit", "--vkey", self.vkey, "--state", state, "--from", folder],
                              capture_output=True, text=True, check=False)

    def test_a_mirror_that_lags_is_told_from_a_log_that_was_changed(self):
        self.submit(5, first=800)
        old, new, state = self.place / "old", self.place / "new", self.place / "seen.json"
        self.run_command("DE", "log", "mirror", str(old))
        self.submit(300, first=810)
        shutil.copytree(old, new)
        self.run_command("DE", "log", "mirror", str(new))
        self.assertEqual(self.audit(new, state).returncode, 0)
        lagging = self.audit(old, state)
        self.assertEqual(lagging.returncode, 6)
        self.assertIn("a mirror that lags", lagging.stderr)
        self.assertEqual(list(self.place.glob("seen.json.*")), [self.place / "seen.json.lock"], "an honest log is accused")

    def test_a_receipt_of_another_tree_than_the_log_that_was_audited_is_refused(self):
        notice = self.submit(1, first=5_000)[0]["id"]
        environment = {**os.environ, "XDG_STATE_HOME": str(self.place / "audited")}
        command = self.command.words("DE")

        def run(*words: str):
            return subprocess.run([*command, *words], capture_output=True, text=True, check=False, env=environment)

        self.assertEqual(run("log", "audit").returncode, 0)
        self.submit(3, first=5_001)
        shown = run("receipt", notice, "--save", str(self.place / "same.json"))
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertIn("same log as", shown.stdout)

    def test_two_audits_at_once_do_not_set_each_other_back(self):
        state = self.place / "held.json"
        with open(f"{state}.lock", "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            refused = self.command.run("DE", "log", "audit", "--state", str(state))
        self.assertEqual(refused.exit, 2)
        self.assertIn("another process", refused.error)

    def test_audits_with_and_without_entries_have_a_memory_each(self):
        state = str(self.place / "plain.json")
        self.run_command("XP/AUDIT", "log", "audit", "--state", state)
        refused = self.command.run("XP/AUDIT", "log", "audit", "--entries", "--state", state)
        self.assertEqual(refused.exit, 2)
        self.assertIn("earlier entries were never read", refused.error)

    def test_a_folder_needs_a_key_and_the_key_must_be_the_logs(self):
        mirror = str(self.place / "keyed")
        self.run_command("DE", "log", "mirror", mirror)
        for words, exit_code in ((("--from", mirror), 2), (("--from", mirror, "--vkey", "nothing"), 2),
                                 (("--from", str(self.place / "nowhere"), "--vkey", self.vkey), 2)):
            with self.subTest(words):
                self.assertEqual(self.command.run("DE", "log", "audit", *words).exit, exit_code)


if __name__ == "__main__":
    cases.run("openssl")
