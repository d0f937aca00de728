"""`huecry evidence export`: what a court gets, checked with the very commands of its README, and by nothing of ours."""

import re
import subprocess
import zipfile
from pathlib import Path

from support import cases, places, waiting
from support.authority import Authority
from support.command import Command
from support.federation import sample
from support.hub import Hub


class Packs(cases.FederationCase):
    countries = ("FR", "DE")
    made = 0

    def setUp(self) -> None:
        Packs.made += 1
        self.authority = Authority(self, self.place / f"authority-{Packs.made}")
        file = self.place / f"{self.authority.folder.name}.list"
        file.write_text(self.authority.line("authority"))
        self.hub = Hub(self.place / f"{file.stem}.hub", self.federation, {"log": {"time_authorities": str(file), "time_every_s": 1}})
        self.hub.start()
        self.addCleanup(self.hub.end)
        self.command = Command(self.place / f"{file.stem}.toml", self.hub, ("FR", "DE"))

    def submitted(self, seed: int) -> str:
        outcome = self.command.run("FR", "notice", "submit", "-", "--json", text=sample("FR", seed)[0].decode())
        self.assertEqual(outcome.exit, 0, outcome.error)
        return outcome.values[0]["id"]

    def exported(self, party: str, notice: str, *words: str) -> Path:
        """The folder into which a court has unpacked it."""
        file = self.place / f"{self.authority.folder.name}-{party}.zip"
        outcome = self.command.run(party, "evidence", "export", notice, "--save", str(file), *words)
        self.assertEqual(outcome.exit, 0, outcome.error)
        self.said = outcome.text
        folder = file.with_suffix("")
        with zipfile.ZipFile(file) as archive:
            self.assertIsNone(archive.testzip())
            archive.extractall(folder)
        return folder

    @staticmethod
    def commands(folder: Path) -> list[str]:
        return re.findall(r"^    (.*)$", (folder / "README.txt").read_text(), re.MULTILINE)

    def failing(self, folder: Path) -> list[str]:
        return [command for command in self.commands(folder)
                if subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, check=False).returncode != 0]

    def stamped(self, notice: str) -> None:
        def exported() -> bool:
            self.command.run("FR", "evidence", "export", notice, "--save", str(self.place / f"waiting-{Packs.made}.zip"))
            with zipfile.ZipFile(self.place / f"waiting-{Packs.made}.zip") as archive:
                return any(name.startswith("time/") for name in archive.namelist())
        waiting.until("the authority has stamped", exported)

    def test_every_command_of_the_readme_succeeds_and_fails_once_its_file_is_another(self):
        notice = self.submitted(1)
        self.stamped(notice)
        folder = self.exported("FR", notice, "--time-roots", str(self.authority.roots))
        self.assertGreaterEqual(len(self.commands(folder)), 10)
        self.assertEqual(self.failing(folder), [])
        self.assertTrue((folder / "decision.json").exists(), "its source sees the decision")
        changed = ("document/payload.json", "document/signing-input.txt", "document/signature.bin", "document/compact.jws", "document/issuing.pem",
                   "document/root.pem", "document/crls.pem", "log/entry.json", "log/receipt.txt", "log/checkpoint-body.txt", "log/checkpoint-body.sig",
                   "time/1.tsr", "time/roots.pem", "proof.json", "ceremony.pem")
        for name in changed:
            with self.subTest(name):
                file = folder / name
                whole = file.read_bytes()
                middle = len(whole) // 2
                file.write_bytes(whole[:middle] + bytes([whole[middle] ^ 4]) + whole[middle + 1:])
                self.assertNotEqual(self.failing(folder), [])
                file.write_bytes(whole)
        self.assertEqual(self.failing(folder), [])

    def test_a_recipient_exports_it_without_the_decision_and_without_roots_the_readme_says_where_to_get_them(self):
        notice = self.submitted(2)
        self.stamped(notice)
        folder = self.exported("DE", notice)
        self.assertFalse((folder / "decision.json").exists())
        self.assertFalse((folder / "time/roots.pem").exists())
        self.assertTrue((folder / "time/1.tsr").exists())
        self.assertIn("Get the roots of the authority from the authority", (folder / "README.txt").read_text())
        self.assertEqual(self.failing(folder), [])

    def test_before_a_stamp_is_there_the_pack_says_so(self):
        self.authority.down = True
        folder = self.exported("FR", self.submitted(3))
        self.assertIn("no time authority has stamped its tree yet", self.said)
        self.assertIn("No time authority had stamped", (folder / "README.txt").read_text())
        self.assertEqual(self.failing(folder), [])

    def test_a_stamp_of_other_roots_is_refused_before_anything_is_written(self):
        notice = self.submitted(4)
        self.stamped(notice)
        other = Authority(self, self.place / "other")
        file = self.place / "refused.zip"
        outcome = self.command.run("FR", "evidence", "export", notice, "--save", str(file), "--time-roots", str(other.roots))
        self.assertEqual(outcome.exit, 6)
        self.assertFalse(file.exists())

    def test_witnesses_whom_the_reader_counts_on_are_laid_out(self):
        key = self.place / "witness.key"
        made = subprocess.run([places.HUECRY, "witness", "key", "--name", "de.example/witness", "--key", key], capture_output=True, text=True, check=True)
        policy = self.place / "policy"
        policy.write_text(f"witness germany {made.stdout.strip()}\nquorum germany\n")
        self.hub.stop()
        authorities = self.place / f"{self.authority.folder.name}.list"
        self.hub.write_config({"log": {"time_authorities": str(authorities), "time_every_s": 1, "witnesses": str(policy), "cosign_every_s": 1}})
        self.hub.start()
        self.command = Command(self.command.file, self.hub, ("FR", "DE"))
        notice = self.submitted(5)
        file = str(self.place / "cosigned.zip")

        def cosigned() -> bool:
            pulled = self.command.run("DE", "witness", "pull", "--name", "de.example/witness", "--key", str(key), "--state", str(self.place / "pulled"))
            self.assertEqual(pulled.exit, 0, pulled.error)
            return self.command.run("FR", "evidence", "export", notice, "--save", file, "--min-witness", "1", "--witnesses", str(policy)).exit == 0
        waiting.until("the witness has cosigned", cosigned)
        folder = self.exported("FR", notice, "--min-witness", "1", "--witnesses", str(policy))
        self.assertTrue((folder / "log/witness-germany.sig").exists())
        self.assertEqual(self.failing(folder), [])
        (folder / "log/witness-germany.txt").write_text("cosignature/v1\n")
        self.assertEqual(len(self.failing(folder)), 1)


if __name__ == "__main__":
    cases.run("openssl")
