"""One bit of one row is another: whatever row it is, it is named by fsck, and the hub serves what is not damaged."""

import json
import subprocess

from support import cases, places, surgery
from support.command import Command
from support.federation import sample


class Damage(cases.HubCase):
    countries = ("FR", "DE")

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.data = cls.hub.folder / "data"
        command = Command(cls.place / "huecry.toml", cls.hub, ("FR", "DE"))
        cls.ids, cls.positions = [], []
        for seed in (1, 2, 3):
            sent = command.run("FR", "notice", "submit", "-", "--json", text=sample("FR", seed)[0].decode()).values[0]
            cls.ids.append(sent["id"])
            cls.positions.append(sent["position"])
        assert cls.hub.stop() == 0

    def tearDown(self) -> None:
        if self.hub.process.poll() is None:
            self.hub.stop()

    def flipped(self, family: str, key: str, bit: int):
        """For as long as the test runs."""
        surgery.operate(self.data, "flip", family, key, str(bit))
        self.addCleanup(surgery.operate, self.data, "flip", family, key, str(bit))
        self.addCleanup(lambda: self.hub.process.poll() is None and self.hub.stop())

    def fsck(self, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run([places.HUECRYD, "--config", self.hub.folder / "huecryd.toml", "fsck", *words], capture_output=True, text=True, check=False)

    @staticmethod
    def be64(number: int) -> str:
        return f"{number:016x}"

    def middle_of(self, family: str, key: str) -> int:
        """A bit in the middle of the row's value."""
        (value,) = (value for found, value in surgery.rows(self.data, family) if found == key)
        return len(value) // 2 * 4

    def test_a_bit_in_any_kind_of_row_of_the_journal_is_named_and_kept_aside(self):
        second = self.positions[1]
        newest = max(key for key, _ in surgery.rows(self.data, "checkpoint"))
        rows = (("record", self.be64(second), f"record {second}"), ("leaf", self.be64(second), f"leaf {second}"),
                ("tile", "00" + self.be64(0), "tile 0/0"), ("checkpoint", newest, f"checkpoint of {int(newest, 16)}"))
        for family, key, name in rows:
            with self.subTest(family):
                bit = self.middle_of(family, key)
                surgery.operate(self.data, "flip", family, key, str(bit))
                aside = self.place / f"aside-{family}"
                found = self.fsck("--no-views", "--quarantine", str(aside))
                surgery.operate(self.data, "flip", family, key, str(bit))
                self.assertEqual(found.returncode, 4, found.stdout + found.stderr)
                self.assertIn(name, found.stdout)
                self.assertEqual([file.name for file in aside.iterdir()], [f"{family}-{key}"])
        self.assertEqual(self.fsck().returncode, 0, "put right again, all is whole")

    def test_a_bit_in_any_kind_of_row_of_a_view_is_named_and_made_again(self):
        for family in ("identity", "mailbox", "notice", "trust", "sublog"):  # rows of the others have keys alone, or there are none
            with self.subTest(family):
                key = next(key for key, value in surgery.rows(self.data, family) if value)
                bit = self.middle_of(family, key)
                surgery.operate(self.data, "flip", family, key, str(bit))
                aside = self.place / f"view-{family}"
                found = self.fsck("--quarantine", str(aside), "--mend")
                self.assertIn(f"{family} {key}", found.stdout)
                self.assertEqual(found.returncode, 0, found.stdout + found.stderr)
                self.assertEqual([file.name for file in aside.iterdir()], [f"{family}-{key}"])
                self.assertEqual(self.fsck().returncode, 0, "it was made again")

    def test_a_damaged_record_is_named_to_its_reader_and_hides_nothing_behind_it(self):
        key = self.be64(self.positions[1])
        self.flipped("record", key, self.middle_of("record", key))
        self.hub.start()
        command = Command(self.place / "huecry.toml", self.hub, ("FR", "DE"))
        items = command.run("DE", "inbox", "--json").values
        self.assertEqual([item["kind"] for item in items], ["notice", "damaged", "notice"])
        self.assertEqual(items[1], {"position": self.positions[1], "kind": "damaged"})
        self.assertIn("cannot read it", command.run("DE", "inbox").text)
        shown = {notice: command.run("DE", "notice", "show", notice).exit for notice in self.ids}
        self.assertEqual([shown[notice] == 0 for notice in self.ids], [True, False, True])
        audit = command.run("DE", "inbox", "audit", "--state", str(self.place / "audited"), "--json")
        self.assertEqual(audit.exit, 0, audit.error)
        self.assertEqual(audit.values[0]["withheld"], [{"position": self.positions[1], "standing": "damaged"}])
        self.assertEqual(len(self.hub.events("record-damaged")) > 0, True)
        more = command.run("FR", "notice", "submit", "-", "--json", text=sample("FR", 50)[0].decode())
        self.assertEqual(more.exit, 0, "it accepts further documents")

    def test_a_damaged_notice_row_hides_no_other_from_lists(self):
        heads = [key for key, _ in surgery.rows(self.data, "notice") if key.startswith("02")]
        self.flipped("notice", heads[1], 0)  # the form of the row
        self.hub.start()
        member = self.member("DE")
        page = json.loads(member.get("/v1/notices").body)
        self.assertEqual((len(page["items"]), page["damaged"]), (len(heads) - 1, 1))
        command = Command(self.place / "huecry.toml", self.hub, ("FR", "DE"))
        self.assertIn("cannot be read", command.run("DE", "notice", "list").text)


if __name__ == "__main__":
    cases.run()
