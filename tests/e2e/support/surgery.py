"""What whoever runs a hub can do to its store while it is stopped."""

import subprocess
from pathlib import Path

from . import places


def operate(data: Path, *words: str) -> str:
    """`store_surgeon` on the store of a hub that does not run."""
    done = subprocess.run([places.SURGEON, data / "store", data / "store.secrets", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"store_surgeon {' '.join(words)}: {done.stderr}"
    return done.stdout


def rows(data: Path, family: str) -> list[tuple[str, str]]:
    """Keys and values of a family, in hexadecimal."""
    return [tuple((line + " ").split(" ")[:2]) for line in operate(data, "list", family).splitlines()]
