"""The huecry command as a bureau uses it: a profile for each party, and what a call printed."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import places
from .hub import Hub


@dataclass
class Outcome:
    exit: int
    text: str
    error: str

    @property
    def values(self) -> list:
        """Of a call with --json: one value a line."""
        return [json.loads(line) for line in self.text.splitlines()]


class Command:
    def __init__(self, file: Path, hub: Hub, parties: tuple[str, ...]) -> None:
        self.file = file
        profile = '[profiles.{name}]\nhub = "localhost:{port}"\nparty = "{folder}"\n'
        file.write_text("".join(profile.format(name=name.replace("/", "-").lower(), port=hub.port,
                                               folder=hub.federation.party(name)) for name in parties))

    def words(self, party: str, *words: str) -> list[str]:
        """The call, for whoever starts the process."""
        return [str(places.HUECRY), "--config", str(self.file), "--profile", party.replace("/", "-").lower(), *map(str, words)]

    def run(self, party: str, *words: str, text: str = "", limit_s: float = 60) -> Outcome:
        ran = subprocess.run(self.words(party, *words), input=text, capture_output=True, text=True, timeout=limit_s, check=False)
        return Outcome(ran.returncode, ran.stdout, ran.stderr)
