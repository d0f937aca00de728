"""What every end-to-end test stands on: a folder of its own, a federation, a hub; and the way a file is run."""

import os
import random
import sys
import tempfile
import unittest
from pathlib import Path

from . import places
from .federation import Federation
from .hub import Hub


class FederationCase(unittest.TestCase):
    """A federation for all tests of a class, which start their own hubs. Everything lies in one temporary folder."""

    countries = ("FR", "DE", "IT")

    @classmethod
    def setUpClass(cls) -> None:
        cls.place = temporary_place(cls.addClassCleanup)
        os.environ["XDG_STATE_HOME"] = str(cls.place / "state")  # what the command remembers of logs
        cls.federation = Federation.make(cls.place / "federation", cls.countries)


class HubCase(FederationCase):
    """The same with a hub that runs for all of them."""

    settings: dict = {}

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.hub = Hub(cls.place / "hub", cls.federation, cls.settings)
        cls.addClassCleanup(cls.hub.end)
        cls.hub.start()

    def member(self, party: str, **options):
        """A connection as this party, closed when the test ends."""
        connection = self.hub.member(party, **options)
        self.addCleanup(connection.close)
        return connection


def temporary_place(cleanup) -> Path:
    place = tempfile.TemporaryDirectory(prefix="huecry-e2e-", ignore_cleanup_errors=True)
    cleanup(place.cleanup)
    return Path(place.name)


def dice() -> random.Random:
    """Random numbers from HUECRY_SEED, or from a seed that is printed so that a failure can be played again."""
    seed = int(os.environ.get("HUECRY_SEED") or random.SystemRandom().randrange(1 << 32))
    print(f"HUECRY_SEED={seed}", flush=True)
    return random.Random(seed)


def run(*tools: str) -> None:
    """Runs the tests of the calling file. Without one of its tools it says SKIPPED, the word that ctest looks for, and
    it says so before the first test: that word must not hide a failure."""
    absent = places.missing(tools)
    if absent:
        print(f"SKIPPED: not installed: {', '.join(absent)}")
        sys.exit(0)
    for program in (places.HUECRYD, places.HUECRY):
        if not program.is_file():
            sys.exit(f"{program} does not exist; ./dev build dev huecryd huecry")
    unittest.main(module="__main__", verbosity=2)
