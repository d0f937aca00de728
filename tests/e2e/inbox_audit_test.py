"""`huecry inbox audit`: a bureau sees that nothing was kept from it, nothing put in later, and catches a hub that did either."""

import json

from support import cases, surgery
from support.command import Command
from support.federation import sample


class Audits(cases.HubCase):
    countries = ("FR", "DE", "IT")

    def setUp(self) -> None:
        self.command = Command(self.place / "huecry.toml", self.hub, ("FR", "DE", "IT"))

    def submitted(self, *seeds: int, exclude: tuple[str, ...] = ()) -> None:
        for seed in seeds:
            text = sample("FR", seed, exclude=exclude)[0].decode()
            outcome = self.command.run("FR", "notice", "submit", "-", "--json", text=text)
            self.assertEqual(outcome.exit, 0, outcome.error)

    def audit(self, party: str, state: str, *words: str):
        return self.command.run(party, "inbox", "audit", "--state", str(self.place / state), "--json", *words)

    def restarted(self) -> None:
        self.hub.start()
        self.command = Command(self.place / "huecry.toml", self.hub, ("FR", "DE", "IT"))

    def test_1_each_bureau_accounts_for_what_was_released_to_it_and_goes_on_from_there(self):
        self.submitted(1, 2, 3)
        self.submitted(4, exclude=("DE",))
        first = self.audit("DE", "first")
        self.assertEqual(first.exit, 0, first.error)
        self.assertEqual((first.values[0]["items"], first.values[0]["new"], first.values[0]["withheld"]), (3, 3, []))
        self.assertEqual(self.audit("IT", "italy").values[0]["items"], 4)
        self.submitted(5)
        again = self.audit("DE", "first")
        self.assertEqual((again.values[0]["items"], again.values[0]["new"]), (4, 1))
        people = self.command.run("DE", "inbox", "audit", "--state", str(self.place / "first"))
        self.assertRegex(people.text, "4 items were released to you until .*, 0 of them since the last audit")

    def test_2_what_a_national_system_has_stored_is_held_against_it(self):
        stored = self.place / "stored"
        lines = self.command.run("DE", "inbox", "--json").text
        stored.write_text(lines)
        self.assertEqual(self.audit("DE", "stored-all", "--received", str(stored)).exit, 0)
        stored.write_text("".join(lines.splitlines(keepends=True)[:-1]))
        lost = self.audit("DE", "stored-less", "--received", str(stored))
        self.assertEqual(lost.exit, 6)
        self.assertIn("has not come", lost.error)
        item = json.loads(lines.splitlines()[0])
        item["position"] = 1
        stored.write_text(lines + json.dumps(item) + "\n")
        invented = self.audit("DE", "stored-more", "--received", str(stored))
        self.assertEqual(invented.exit, 6)
        self.assertIn("was never committed to", invented.error)
        other = json.loads(lines.splitlines()[0])
        other["object"] = json.loads(lines.splitlines()[1])["object"]
        stored.write_text("\n".join([json.dumps(other), *lines.splitlines()[1:]]))
        changed = self.audit("DE", "stored-other", "--received", str(stored))
        self.assertEqual(changed.exit, 6)
        self.assertIn("is not the document that the log has committed to", changed.error)
        stored.write_text("no lines of ours")
        self.assertEqual(self.audit("DE", "stored-none", "--received", str(stored)).exit, 2)

    def test_3_a_hub_that_withholds_one_item_is_caught_by_that_bureau_and_by_no_other_need_be(self):
        self.submitted(6)
        self.assertEqual(self.audit("DE", "before").exit, 0)
        self.submitted(7)
        self.assertEqual(self.hub.stop(), 0)
        mailbox = surgery.rows(self.hub.folder / "data", "mailbox")
        owners = sorted({key[:4] for key, _ in mailbox})
        self.assertEqual(len(owners), 2, "one list for each of the two who get everything")
        taken = [row for row in mailbox if row[0].startswith(owners[0])][-1]
        surgery.operate(self.hub.folder / "data", "erase", "mailbox", taken[0])
        self.restarted()
        found = {party: self.audit(party, f"withheld-{party}") for party in ("DE", "IT")}
        self.assertEqual(sorted(outcome.exit for outcome in found.values()), [0, 6])
        (caught,) = (outcome for outcome in found.values() if outcome.exit == 6)
        self.assertRegex(caught.error, "the log commits to [0-9]+ items for you, the hub lists [0-9]+")
        self.assertEqual(self.audit("DE", "before").exit, found["DE"].exit, "one who had audited before catches it as well")
        self.hub.stop()
        surgery.operate(self.hub.folder / "data", "put", "mailbox", *taken)
        self.restarted()
        self.assertEqual(self.audit("DE", "put-back").exit, 0)

    def test_4_a_hub_that_puts_an_item_in_later_is_caught(self):
        self.submitted(8, exclude=("DE",))
        self.assertEqual(self.hub.stop(), 0)
        data = self.hub.folder / "data"
        mailbox = surgery.rows(data, "mailbox")
        german, italian = ({key for key, _ in mailbox if key.startswith(owner)} for owner in sorted({key[:4] for key, _ in mailbox}))
        (missing,) = {key[4:] for key in italian} - {key[4:] for key in german} - {self.excluded_before(german, italian)}
        put = sorted(german)[0][:4] + missing
        surgery.operate(data, "put", "mailbox", put, mailbox[0][1])
        self.restarted()
        caught = self.audit("DE", "put-in")
        self.assertEqual(caught.exit, 6)
        self.hub.stop()
        surgery.operate(data, "erase", "mailbox", put)
        self.restarted()
        self.assertEqual(self.audit("DE", "taken-out").exit, 0)

    @staticmethod
    def excluded_before(german: set[str], italian: set[str]) -> str:
        """The notice of the first test, which Germany was excluded from, too."""
        return min({key[4:] for key in italian} - {key[4:] for key in german})

    def test_5_a_memory_of_another_log_or_bureau_is_not_gone_on_from(self):
        self.assertEqual(self.audit("DE", "germany").exit, 0)
        self.assertEqual(self.audit("IT", "germany").exit, 2)
        state = self.place / "germany"
        known = json.loads(state.read_text())
        for change in ({"items": known["items"] + 1}, {"entry": known["entry"] + 1000}):
            with self.subTest(change):
                state.write_text(json.dumps({**known, **change}))
                self.assertEqual(self.audit("DE", "germany").exit, 6)


if __name__ == "__main__":
    cases.run()
