"""What tests of messages stand on: a hub, and the command for each of its bureaus."""

from . import cases
from .command import Command


class MessageCase(cases.HubCase):
    def setUp(self) -> None:
        self.command = Command(self.place / "huecry.toml", self.hub, self.countries)

    def sent(self, party: str, *words: str) -> str:
        """The id of what a call of `huecry message` has sent."""
        outcome = self.command.run(party, "message", *words, "--json")
        self.assertEqual(outcome.exit, 0, outcome.error)
        return outcome.values[0]["id"]
