"""Backups of a hub that runs, what becomes of a store that is put back, and that no log is signed twice over."""

import hashlib
import json
import shutil
import subprocess

from support import cases, places
from support.command import Command
from support.federation import sample


class Backups(cases.HubCase):
    countries = ("FR", "DE")

    @classmethod
    def setUpClass(cls) -> None:
        place = cases.temporary_place(cls.addClassCleanup)
        cls.operator = place / "operator"
        cls.stranger = place / "stranger"
        for folder in (cls.operator, cls.stranger):
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                            "-subj", f"/CN={folder.name}", "-addext", "keyUsage=critical,keyAgreement", "-keyout", f"{folder}.key",
                            "-out", f"{folder}.pem"], capture_output=True, check=True)
        cls.backups = place / "backups"
        cls.backups.mkdir()
        cls.settings = {"backup": {"directory": str(cls.backups), "recipients": f"{cls.operator}.pem", "keep": 2}}
        super().setUpClass()

    def setUp(self) -> None:
        if self.hub.process.poll() is None:
            self.command = Command(self.place / "huecry.toml", self.hub, ("FR", "DE"))

    def huecryd(self, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run([places.HUECRYD, "--config", self.hub.folder / "huecryd.toml", *words], capture_output=True, text=True, check=False)

    def submitted(self, seed: int) -> int:
        outcome = self.command.run("FR", "notice", "submit", "-", "--json", text=sample("FR", seed)[0].decode())
        self.assertEqual(outcome.exit, 0, outcome.error)
        self.answer = outcome.values[0]
        return self.answer["position"]

    def restore(self, *words: str, who=None) -> subprocess.CompletedProcess:
        who = who or self.operator
        return self.huecryd("restore", "--from", str(self.backups), "--certificate", f"{who}.pem", "--key", f"{who}.key", *words)

    @property
    def data(self):
        return self.hub.folder / "data"

    def test_1_a_backup_keeps_once_what_has_not_changed_and_is_for_the_operators_alone(self):
        self.submitted(1)
        first = self.huecryd("backup")
        self.assertEqual(first.returncode, 0, first.stderr)
        self.assertRegex(first.stdout, r"^backup \d{8}T\d{6}\.\d{3}Z in .*: \d+ files, \d+ of them new")
        self.submitted(2)
        second = self.huecryd("backup")
        self.assertEqual(second.returncode, 0, second.stderr)
        self.assertEqual(len(list(self.backups.glob("*.json"))), 2, "two in one second have two names")
        standing = self.hub.operator("/backup").json
        self.assertEqual((standing["running"], standing["failure"]), (False, ""))
        self.assertLess(standing["new_files"], standing["files"])
        self.assertIn(b"huecry_backups_total", self.hub.operator("/metrics").body)
        sealed = next((self.backups / "files").iterdir())
        opened = subprocess.run(["openssl", "cms", "-decrypt", "-inform", "DER", "-in", sealed, "-recip", f"{self.operator}.pem",
                                 "-inkey", f"{self.operator}.key"], capture_output=True, check=False)
        self.assertEqual(opened.returncode, 0, opened.stderr)
        self.assertEqual(sealed.name.split(".")[0], hashlib.sha256(opened.stdout).hexdigest())

    def test_2_only_so_many_are_kept_and_their_files(self):
        for seed in range(3, 6):
            self.submitted(seed)
            self.assertEqual(self.huecryd("backup").returncode, 0)
        manifests = sorted(self.backups.glob("*.json"))
        self.assertEqual(len(manifests), 2)
        named = {file["sha256"] for manifest in manifests for file in json.loads(manifest.read_text())["files"]}
        self.assertEqual(named, {file.name.split(".")[0] for file in (self.backups / "files").iterdir()})

    def test_3_a_store_that_is_put_back_is_whole_and_signs_nothing_until_the_gap_is_accepted(self):
        self.assertEqual(self.huecryd("backup").returncode, 0)
        lost = self.submitted(10)
        signed = self.size()
        self.assertEqual(self.hub.stop(), 0)

        there = self.restore()
        self.assertEqual(there.returncode, 3)
        self.assertIn("move it aside", there.stderr)
        self.data.joinpath("store").rename(self.data / "store.newest")

        foreign = self.restore(who=self.stranger)
        self.assertEqual(foreign.returncode, 3)
        self.assertIn("cannot be opened with this key", foreign.stderr)
        done = self.restore("--verify")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("the keys that were there stay", done.stdout)
        self.assertIn("0 damaged rows of the journal; 0 rows of views", done.stdout)

        refused = self.huecryd()
        self.assertEqual(refused.returncode, 3)
        self.assertIn("log-rewound", refused.stderr)
        self.assertIn(f"a checkpoint of {signed} was signed", refused.stderr)
        self.assertIn("next: ", refused.stderr)

        guessed = self.huecryd("accept-gap", "--signed", str(signed - 1))
        self.assertEqual(guessed.returncode, 3)
        self.assertEqual(self.huecryd().returncode, 3)
        accepted = self.huecryd("accept-gap", "--signed", str(signed))
        self.assertEqual(accepted.returncode, 0, accepted.stderr)
        self.assertIn("entries that were signed are gone", accepted.stdout)
        kept = list(self.data.glob("store.signed.gap-*"))
        self.assertEqual(len(kept), 1)
        self.assertEqual(kept[0].read_text().splitlines()[1], str(signed))
        again = self.huecryd("accept-gap", "--signed", str(signed))
        self.assertEqual(again.returncode, 3)
        self.assertIn("there is nothing to accept", again.stderr)

        self.hub.start()
        self.command = Command(self.place / "huecry.toml", self.hub, ("FR", "DE"))
        self.assertLessEqual(self.submitted(10), lost)
        self.assertFalse(self.answer["duplicate"], "it was gone, and is there again")

    def size(self) -> int:
        return int(self.command.run("DE", "log", "checkpoint").text.splitlines()[1])

    def test_4_a_bureau_that_followed_the_log_sees_that_it_was_put_back(self):
        state = self.place / "followed"
        self.submitted(20)
        self.assertEqual(self.command.run("DE", "log", "audit", "--state", str(state)).exit, 0)
        self.assertEqual(self.huecryd("backup").returncode, 0)
        self.submitted(21)
        self.assertEqual(self.command.run("DE", "log", "audit", "--state", str(state)).exit, 0)
        signed = self.size()
        self.assertEqual(self.hub.stop(), 0)
        shutil.rmtree(self.data / "store")
        self.assertEqual(self.restore().returncode, 0)
        self.assertEqual(self.huecryd("accept-gap", "--signed", str(signed)).returncode, 0)
        self.hub.start()
        self.command = Command(self.place / "huecry.toml", self.hub, ("FR", "DE"))
        older = self.command.run("DE", "log", "audit", "--state", str(state))
        self.assertEqual(older.exit, 6)
        for seed in range(30, 34):
            self.submitted(seed)
        denied = self.command.run("DE", "log", "audit", "--state", str(state))
        self.assertEqual(denied.exit, 6)
        self.assertIn("do not lead from what is known", denied.error)

    def test_5_a_backup_that_was_changed_is_refused_and_nothing_is_put_back(self):
        self.assertEqual(self.hub.stop(), 0)
        self.data.joinpath("store").rename(self.data / "store.before")
        manifest = sorted(self.backups.glob("*.json"))[-1]
        whole = manifest.read_text()
        manifest.write_text(whole.replace('"bytes":', '"bytes":1', 1))
        self.assertIn("is not of what stands beside it", self.restore().stderr)
        manifest.write_text(whole)
        listed = json.loads(whole)
        file = self.backups / "files" / f'{listed["files"][0]["sha256"]}.{listed["recipients"]}.cms'
        content = file.read_bytes()
        file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        self.assertEqual(self.restore().returncode, 3)
        file.unlink()
        self.assertEqual(self.restore().returncode, 3)
        self.assertFalse((self.data / "store").exists())
        file.write_bytes(content)
        done = self.restore()
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_6_a_machine_that_lost_everything_gets_the_keys_too_and_nothing_says_how_far_was_signed(self):
        shutil.rmtree(self.data)
        done = self.restore("--verify")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("and the keys of their content", done.stdout)
        self.assertEqual((self.data / "store.secrets").stat().st_mode & 0o777, 0o600)
        refused = self.huecryd()
        self.assertIn("nothing says how far its log was signed", refused.stderr)
        self.assertEqual(self.huecryd("accept-gap", "--signed", "0").returncode, 0)
        self.hub.start()


class Folders(cases.HubCase):
    """Whose backups a folder has, and who can open them."""

    countries = ("FR",)

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        for name in ("first", "second"):
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                            "-subj", f"/CN={name}", "-addext", "keyUsage=critical,keyAgreement", "-keyout", cls.place / f"{name}.key",
                            "-out", cls.place / f"{name}.pem"], capture_output=True, check=True)
        cls.backups = cls.place / "backups"
        cls.backups.mkdir()

    def configured(self, operator: str = "first", folder=None, **more) -> None:
        self.hub.stop()
        self.hub.write_config({"backup": {"directory": str(folder or self.backups), "recipients": str(self.place / f"{operator}.pem")}, **more})

    def huecryd(self, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run([places.HUECRYD, "--config", self.hub.folder / "huecryd.toml", *words], capture_output=True, text=True, check=False)

    def backed_up(self) -> str:
        """Its name."""
        made = self.huecryd("backup")
        self.assertEqual(made.returncode, 0, made.stderr)
        return made.stdout.split()[1]

    def restored(self, operator: str, name: str) -> int:
        target = self.place / f"restored-{operator}-{name}"
        config = (self.hub.folder / "huecryd.toml").read_text().replace(str(self.hub.folder / "data"), str(target))
        (self.place / "other.toml").write_text(config)
        return subprocess.run([places.HUECRYD, "--config", self.place / "other.toml", "restore", "--from", self.backups, "--name", name, "--certificate",
                               self.place / f"{operator}.pem", "--key", self.place / f"{operator}.key"], capture_output=True, check=False).returncode

    def test_1_other_operators_open_what_is_backed_up_from_then_on(self):
        self.configured("first")
        self.hub.start()
        before = self.backed_up()
        self.configured("second")
        self.hub.start()
        after = self.backed_up()
        self.assertEqual((self.restored("first", before), self.restored("second", before)), (3, 3), "its keys are sealed to the new ones by now")
        self.assertEqual((self.restored("first", after), self.restored("second", after)), (3, 0))

    def test_2_a_folder_with_backups_of_a_longer_log_is_left_as_it_is(self):
        self.configured("second")
        self.hub.start()
        self.backed_up()
        kept = sorted(str(file) for file in self.backups.rglob("*"))
        self.hub.stop()
        self.hub.folder.joinpath("data").rename(self.hub.folder / "data.away")
        self.hub.start()  # a machine on which the disk was not mounted
        refused = self.huecryd("backup")
        self.assertEqual(refused.returncode, 3)
        self.assertIn("a log that this one does not continue", refused.stderr)
        self.assertEqual(sorted(str(file) for file in self.backups.rglob("*")), kept)
        self.hub.stop()
        shutil.rmtree(self.hub.folder / "data")
        self.hub.folder.joinpath("data.away").rename(self.hub.folder / "data")

    def test_3_a_folder_that_is_not_there_stops_the_start_instead_of_being_made(self):
        self.configured(folder=self.place / "not-mounted")
        self.hub.spawn()
        self.assertEqual(self.hub.process.wait(20), 3)
        self.assertIn("is not there: make it, or mount its disk", self.hub.log_file.read_text())

    def test_4_keys_of_another_store_are_told_and_nothing_is_put_back(self):
        self.configured("second")
        self.hub.start()
        name = self.backed_up()
        self.hub.stop()
        data = self.hub.folder / "data"
        data.rename(self.hub.folder / "data.before")
        data.mkdir()
        secrets = bytearray((self.hub.folder / "data.before/store.secrets").read_bytes())
        secrets[32:] = bytes(byte ^ 1 for byte in secrets[32:])
        (data / "store.secrets").write_bytes(secrets)
        (data / "store.secrets").chmod(0o600)
        done = self.huecryd("restore", "--from", str(self.backups), "--name", name, "--certificate", str(self.place / "second.pem"),
                            "--key", str(self.place / "second.key"))
        self.assertEqual(done.returncode, 3)
        self.assertIn("are not those of this backup: move that file aside", done.stderr)
        self.assertEqual([file.name for file in data.iterdir()], ["store.secrets"])

    def test_5_a_mark_of_which_nothing_can_be_read_is_kept_and_the_gap_accepted(self):
        data = self.hub.folder / "data"
        shutil.rmtree(data, ignore_errors=True)
        self.configured("second", folder=self.backups)
        self.hub.write_config({})
        self.hub.start()
        self.hub.stop()
        (data / "store.signed").write_bytes(b"x" * 8192)
        refused = self.huecryd()
        self.assertEqual(refused.returncode, 3)
        self.assertIn("nothing says how far the log was signed", refused.stderr)
        accepted = self.huecryd("accept-gap", "--signed", "0")
        self.assertEqual(accepted.returncode, 0, accepted.stderr)
        self.assertTrue((data / "store.signed.damaged").exists())
        self.hub.start()

    def test_6_a_new_log_beside_the_old_ones_mark_is_told_what_to_move(self):
        self.hub.stop()
        shutil.rmtree(self.hub.folder / "data/store")
        self.hub.write_config({"log": {"origin": "hub.example/log/other"}})
        refused = self.huecryd()
        self.assertEqual(refused.returncode, 3)
        self.assertIn("is of another log, hub.example/log", refused.stderr)


class WithoutBackups(cases.HubCase):
    countries = ("FR",)

    def test_a_hub_without_a_folder_for_them_says_so(self):
        asked = subprocess.run([places.HUECRYD, "--config", self.hub.folder / "huecryd.toml", "backup"], capture_output=True, text=True, check=False)
        self.assertEqual(asked.returncode, 3)
        self.assertIn("backup.directory is empty", asked.stderr)
        self.hub.stop()
        gone = subprocess.run([places.HUECRYD, "--config", self.hub.folder / "huecryd.toml", "backup"], capture_output=True, text=True, check=False)
        self.assertEqual(gone.returncode, 3)
        self.assertIn("transport", gone.stderr)


if __name__ == "__main__":
    cases.run("openssl")
