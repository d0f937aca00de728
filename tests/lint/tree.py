"""Which files the checks look at, and how they report. Only the standard library: this runs on a fresh Debian."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = "tests/lint/fixtures/"  # bad examples on purpose
CODE = (".cpp", ".hpp")


def paths(root: Path) -> list[str]:
    """Every file that git knows or would add, relative to root; without git, every file that is not hidden or built."""
    listing = subprocess.run(["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                             capture_output=True, check=False)
    if listing.returncode == 0:
        found = [name for name in listing.stdout.decode().split("\0") if name and (root / name).is_file()]
    else:
        found = [str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()]
        found = [name for name in found if name.split(os.sep)[0] not in ("build", "var", ".git")]
    return sorted(set(name for name in found if not name.startswith(FIXTURES)))


def code(root: Path) -> list[str]:
    return [name for name in paths(root) if name.endswith(CODE)]


def read(root: Path, name: str | Path) -> str:
    return (root / name).read_text(encoding="utf-8", errors="replace")


def report(findings: list[str], seen: int, what: str) -> int:
    """Prints findings and returns the exit code. A check that saw no file has checked nothing: it fails."""
    for finding in findings:
        print(finding)
    if seen == 0:
        print(f"{what}: saw no file", file=sys.stderr)
        return 1
    print(f"{what}: {seen} files, {len(findings)} findings")
    return 1 if findings else 0
