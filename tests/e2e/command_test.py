"""The huecry command in the hands of a script: what it prints, what it tells the hub, how it ends."""

import json
import subprocess

from support import cases, places, waiting
from support.command import Command
from support.federation import sample


class CommandCase(cases.HubCase):
    countries = ("FR", "DE", "IT")

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.command = Command(cls.place / "huecry.toml", cls.hub, ("FR", "DE", "IT", "XP/RC-EUROPE"))

    def submitted(self, seed: int) -> str:
        """The identifier of a notice of France that all may have."""
        outcome = self.command.run("FR", "notice", "submit", "-", "--json", text=sample("FR", seed)[0].decode())
        self.assertEqual(outcome.exit, 0, outcome.error)
        return outcome.values[0]["id"]

    def stage(self, notice: str, country: str) -> str:
        status = self.command.run("FR", "notice", "status", notice, "--json").values[0]
        return next(one["stage"] for one in status["recipients"] if one["country"] == country)


class Evidence(CommandCase):
    def test_a_follower_in_a_pipe_prints_before_the_hub_hears_of_it(self):
        notice = self.submitted(1)
        with subprocess.Popen(self.command.words("DE", "inbox", "--follow", "--json"), stdout=subprocess.PIPE) as follower:
            self.addCleanup(follower.kill)
            waiting.until("the hub hears that it was read", lambda: self.stage(notice, "DE") == "retrieved")
            follower.kill()
            self.assertEqual(json.loads(follower.stdout.readline())["id"], notice)

    def test_what_could_not_be_printed_was_not_retrieved(self):
        notice = self.submitted(2)
        for words in (("inbox",), ("inbox", "--json", "--ack")):
            with self.subTest(words), open("/dev/full", "w", encoding="utf-8") as full:
                ran = subprocess.run(self.command.words("IT", *words), stdout=full, stderr=subprocess.PIPE, text=True, check=False)
                self.assertEqual(ran.returncode, 2, ran.stderr)
                self.assertIn("standard output does not take what is printed", ran.stderr)
                self.assertEqual(self.stage(notice, "IT"), "pending")
        self.assertEqual(self.command.run("IT", "inbox").exit, 0)
        self.assertEqual(self.stage(notice, "IT"), "retrieved")

    def test_a_recall_is_acknowledged_like_a_notice(self):
        notice = self.submitted(3)
        self.assertEqual(self.command.run("DE", "inbox", "--page", "1000").exit, 0)
        self.assertEqual(self.command.run("FR", "notice", "withdraw", notice, "--reason", "found").exit, 0)
        self.assertEqual(self.command.run("DE", "ack", "FR-yellow-none").exit, 4)
        done = self.command.run("DE", "ack", notice, "--json")
        self.assertEqual((done.exit, done.values[0]["id"], done.values[0]["ver"]), (0, notice, 2), done.error)
        counts = self.command.run("FR", "notice", "status", notice, "--json").values[0]["counts"]
        self.assertEqual((counts["recalled"], counts["recalls_acknowledged"]), (2, 1))
        self.assertIn("recalled from 2, of whom 1 acknowledged", self.command.run("FR", "notice", "status", notice).text)
        shown = self.command.run("FR", "notice", "show", notice)
        self.assertEqual(shown.exit, 0, shown.error)
        self.assertIn("it is withdrawn: do not act on it", shown.error)

    def test_what_came_of_a_notice_and_why_it_was_not_taken_in_reaches_its_source(self):
        notice = self.submitted(5)
        self.assertEqual(self.command.run("DE", "inbox", "--page", "1000").exit, 0)
        rows = ((("delivered", notice), 0, "is in your national system"),
                (("reject", notice, "--reason", "unreadable", "--text", "code list"), 0, "is rejected; its source is told"),
                (("outcome", notice, "LOCATED", "--text", "in Ulm"), 0, "its source is told, LOCATED"),
                (("reject", notice, "--reason", "unreadable"), 4, "already"),
                (("reject", notice, "--reason", "monday"), 1, "reason"),
                (("outcome", notice, "NOT_PURSUED"), 4, "/text"),
                (("purge", notice), 4, "what is in force is not purged"),
                (("dispute", notice, "--text", "ours"), 4, "what is in force is not purged"),
                (("delivered", "FR-yellow-none"), 4, "no such item"))
        for words, status, said in rows:
            with self.subTest(words):
                ran = self.command.run("DE", *words)
                self.assertEqual(ran.exit, status, ran.error)
                self.assertIn(said, ran.text + ran.error)
        told = self.command.run("FR", "inbox", "--page", "1000").text
        self.assertRegex(told, rf"evidence  {notice} version 1  rejected by DE, UNREADABLE: code list  signed by DE/NCB")
        self.assertRegex(told, rf"evidence  {notice} version 1  LOCATED by DE: in Ulm  signed by DE/NCB")
        shown = self.command.run("DE", "notice", "show", notice, "--user", "k.weber", "--case", "12 Js 4/26")
        self.assertEqual(shown.exit, 0, shown.error)
        self.assertRegex(self.command.run("FR", "notice", "readers", notice).text, r"DE/NCB +k\.weber +12 Js 4/26 +document")

    def test_acknowledging_an_inbox_says_how_many(self):
        notice = self.submitted(4)
        read = self.command.run("IT", "inbox", "--ack")
        self.assertRegex(read.text, r"\n[1-9]\d* acknowledged\n")
        self.assertRegex(read.text, rf"{notice} version 1  YELLOW.*  signed by FR/NCB")


class Submission(CommandCase):
    def file(self, name: str, payload: bytes) -> str:
        path = self.place / name
        path.write_bytes(payload)
        return str(path)

    def test_the_same_file_again_was_there_already_another_content_is_a_conflict(self):
        payload = sample("FR", 20)[0]
        file = self.file("notice.json", payload)
        self.assertIn("is accepted", self.command.run("FR", "notice", "submit", file).text)
        again = self.command.run("FR", "notice", "submit", file)
        self.assertEqual(again.exit, 0, again.error)
        self.assertIn("was there already", again.text)
        other = self.command.run("FR", "notice", "submit", self.file("other.json", payload.replace(b'"NCB-FR/', b'"NCB-FR/X')))
        self.assertEqual(other.exit, 4)
        self.assertIn("id-conflict", other.error)

    def test_a_batch_says_what_came_of_each_file(self):
        files = [self.file("good.json", sample("FR", 21)[0]), self.file("bad.json", b"{}"), self.file("there.json", sample("FR", 22)[0])]
        self.command.run("FR", "notice", "submit", files[2])
        told = self.command.run("FR", "notice", "submit", *files)
        self.assertEqual(told.exit, 4)
        self.assertIn("FR-yellow-21 version 1 is accepted", told.text)
        self.assertIn("bad.json is refused: payload-schema", told.text)
        self.assertIn("1 accepted, 1 was there already, 1 refused", told.error)
        values = self.command.run("FR", "notice", "submit", *files, "--json").values
        self.assertEqual([value.get("duplicate", value.get("code")) for value in values], [True, "payload-schema", True])

    def test_an_import_that_overlaps_goes_on(self):
        page = str(places.ROOT / "tests/samples/interpol/page_red.json")
        first = self.command.run("IT", "import", "interpol", page)
        self.assertEqual(first.exit, 0, first.error)
        again = self.command.run("IT", "import", "interpol", page)
        self.assertEqual(again.exit, 0, again.error)
        self.assertIn("there already", again.text.splitlines()[-1])

    def test_what_an_import_leaves_out_is_named(self):
        record = json.loads((places.ROOT / "tests/samples/interpol/detail_red.json").read_text())
        record["shoe_size"] = 43
        printed = self.command.run("IT", "import", "interpol", "-", "--print", text=json.dumps(record))
        self.assertEqual(printed.exit, 0, printed.error)
        self.assertIn("shoe_size", printed.error)


class Mistakes(CommandCase):
    def test_a_mistake_of_the_call_is_answered_here(self):
        rows = {"colour": (["sample", "notice", "--colour", "pink"], 1, "colour pink is none of RED, BLUE"),
                "a filter": (["notice", "list", "--colour", "pink"], 1, "colour pink is none of RED, BLUE"),
                "count": (["sample", "notice", "--count", "-1"], 1, "--count"),
                "seed": (["sample", "notice", "--seed", "-1"], 1, "--seed"),
                "command": (["notise"], 1, "there is no command notise"),
                "subcommand": (["notice", "lst"], 1, "there is no command lst"),
                "kind": (["federation", "add", str(self.federation.folder), "FR/X", "--kind", "spies"], 1, "kind spies is none of police"),
                "absent file": (["notice", "submit", "/no/such"], 2, "cannot read /no/such: No such file or directory"),
                "folder": (["notice", "submit", str(self.place)], 2, "it is a folder"),
                "folder in use": (["federation", "init", str(self.place), "FR"], 2, "is not empty"),
                "port": (["whoami", "--hub", "localhost:9x"], 2, "HOST:PORT"),
                "another name": (["whoami", "--hub", f"127.0.0.1:{self.hub.port}"], 6, "does not name 127.0.0.1"),
                "role": (["coordination", "gaps"], 4, "your role is bureau; it is for secretariat, coordinator")}
        for name, (words, exit_code, text) in rows.items():
            with self.subTest(name):
                outcome = self.command.run("FR", *words)
                self.assertEqual(outcome.exit, exit_code, outcome.error)
                self.assertIn(text, outcome.error)
                self.assertNotIn("configuration is not valid", outcome.error)

    def test_colours_and_kinds_are_taken_in_any_case(self):
        for word in ("red", "RED", "Red"):
            self.assertEqual(self.command.run("FR", "notice", "list", "--colour", word).exit, 0)

    def test_every_command_speaks_json_where_it_is_asked_to(self):
        for words in (["log", "checkpoint"], ["whoami"], ["members"], ["ping"], ["notice", "list"], ["policy", "list"]):
            with self.subTest(words):
                self.assertEqual(len(self.command.run("FR", *words, "--json").values), 1)

    def test_a_region_means_the_country_and_a_coordinator_says_what_it_coordinates(self):
        for party, region, coordinates in (("FR", "europe", None), ("XP/RC-EUROPE", "none", "europe")):
            who = self.command.run(party, "whoami", "--json").values[0]
            self.assertEqual((who["region"], who.get("coordinates")), (region, coordinates))
            country, _, organisation = party.partition("/")
            member = next(one for one in self.command.run(party, "members", "--json").values[0]["members"]
                          if (one["country"], one["organisation"]) == (country, organisation or "NCB"))
            self.assertEqual((member["region"], member.get("coordinates")), (region, coordinates))

    def test_who_waits_for_a_hub_is_told_why(self):
        with subprocess.Popen(self.command.words("FR", "whoami", "--hub", "localhost:1"), stderr=subprocess.PIPE, text=True) as waiter:
            self.addCleanup(waiter.kill)
            self.assertRegex(waiter.stderr.readline(), r"localhost:1: connection refused.*trying again, \d+ s left")
            waiter.kill()

    def test_a_profile_that_is_not_there_is_told_which_are(self):
        unknown = self.command.run("BR", "whoami")
        self.assertEqual(unknown.exit, 2)
        self.assertRegex(unknown.error, r"no profile br, it has: de, fr, it, xp-rc-europe; ")

    def test_a_second_hub_in_a_folder_says_so_and_does_not_send_its_operator_to_the_operator(self):
        second = subprocess.run([places.HUECRYD, "--config", self.hub.folder / "huecryd.toml"], capture_output=True, text=True,
                                timeout=20, check=False)
        self.assertEqual(second.returncode, 3)
        self.assertIn("another process has this folder open; is a hub running already?", second.stderr)
        self.assertNotIn("correlation", second.stderr)

    def test_completion_knows_values(self):
        script = self.command.run("FR", "completion").text
        for line, wanted in (("huecry notice list --colour ST", "STOLEN_ART"), ("huecry --profile x notice li", "list"),
                             ("huecry federation add --kind fi", "financial fisheries")):
            with self.subTest(line):
                words = line.split()
                ask = f"COMP_WORDS=({line}); COMP_CWORD={len(words) - 1}; _huecry; echo ${{COMPREPLY[*]}}"
                ran = subprocess.run(["bash", "-c", f"{script}\n{ask}"], capture_output=True, text=True, check=True)
                self.assertEqual(ran.stdout.strip(), wanted)


if __name__ == "__main__":
    cases.run()
