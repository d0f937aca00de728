"""A demonstration federation, made and changed with the huecry command."""

import subprocess
from pathlib import Path

from . import places
from .jws import Signer


class Federation:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def make(cls, folder: Path, countries: tuple[str, ...], limit_s: float = 60) -> "Federation":
        made = cls(folder)
        made.change("init", *countries, limit_s=limit_s)
        return made

    def change(self, command: str, *words: str, limit_s: float = 60) -> None:
        """init, add, revoke, renew, refresh or suspend."""
        huecry("federation", command, str(self.folder), *words, limit_s=limit_s)

    def party(self, name: str) -> Path:
        """The folder of FR/NCB, which FR means as well, or of XP/GS."""
        return self.folder / (name if "/" in name else f"{name}/NCB")

    def signer(self, name: str, purpose: str = "notices") -> Signer:
        return Signer(self.party(name) / f"{purpose}.pem", self.party(name) / f"{purpose}.key")

    @property
    def hub_root(self) -> Path:
        return self.folder / "hub/root.pem"


def huecry(*words: str, limit_s: float = 60) -> str:
    """Output of a huecry command that must succeed."""
    ran = subprocess.run([places.HUECRY, *words], capture_output=True, text=True, timeout=limit_s, check=False)
    assert ran.returncode == 0, f"huecry {' '.join(words)} ended with {ran.returncode}: {ran.stderr}"
    return ran.stdout


def sample(iss: str, seed: int = 1, count: int = 1, colour: str = "yellow", exclude: tuple[str, ...] = ()) -> list[bytes]:
    """Payloads of invented notices, as bytes."""
    words = ["--iss", iss, "--seed", str(seed), "--count", str(count), "--colour", colour]
    if exclude:
        words += ["--exclude", *exclude]
    return huecry("sample", "notice", *words).encode().splitlines()
