#!/usr/bin/env python3
"""shellcheck on every shell script: files that end in .sh, and files whose first line names sh or bash.

Usage: shell.py | shell.py --self-test
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import tree


def scripts(root: Path) -> list[str]:
    def is_script(name: str) -> bool:
        if Path(name).suffix not in ("", ".sh"):
            return False
        with (root / name).open("rb") as file:
            return re.match(rb"#!\S*[ /](ba)?sh\b", file.readline(80)) is not None

    return [name for name in tree.paths(root) if is_script(name)]


def faults(root: Path, names: list[str]) -> list[str]:
    run = subprocess.run(["shellcheck", "--format=gcc", "--external-sources", *names], cwd=root, capture_output=True,
                         text=True, check=False)
    return run.stdout.splitlines() + run.stderr.splitlines()


def main() -> int:
    if shutil.which("shellcheck") is None:
        print("SKIPPED: shellcheck is not installed")
        return 0
    root = tree.ROOT / tree.FIXTURES / "shell" if "--self-test" in sys.argv else tree.ROOT
    names = scripts(root)
    found = faults(root, names) if names else []
    if "--self-test" in sys.argv:
        print(f"shell self-test: {names}", *found, sep="\n")
        return 0 if names == ["bad", "good.sh"] and found and all(line.startswith("bad:") for line in found) else 1
    return tree.report(found, len(names), "shell")


if __name__ == "__main__":
    sys.exit(main())
