"""The huecry command in the hands of a script: what it prints, what it tells the hub, how it ends."""

import json
import subprocess

from support import cases, waiting
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
                self.assertIn("No space left on device", ran.stderr)
                self.assertEqual(self.stage(notice, "IT"), "pending")
        self.assertEqual(self.command.run("IT", "inbox").exit, 0)
        self.assertEqual(self.stage(notice, "IT"), "retrieved")


if __name__ == "__main__":
    cases.run()
