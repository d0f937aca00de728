#!/usr/bin/env python3
"""clang-format, one major version: others lay out differently, and diffs would go back and forth.

Usage: format.py            rewrites every C++ file
       format.py --check    names the files that are not laid out
       format.py --self-test
"""

import shutil
import subprocess
import sys

import tree

TOOL = "clang-format-19"


def unformatted(files: list[str], fix: bool = False) -> list[str]:
    if fix:
        subprocess.run([TOOL, "-i", *files], cwd=tree.ROOT, check=True)
        return []
    run = subprocess.run([TOOL, "--dry-run", *files], cwd=tree.ROOT, capture_output=True, text=True, check=True)
    return sorted({line.split(":")[0] for line in run.stderr.splitlines() if "[-Wclang-format-violations]" in line})


def main() -> int:
    if shutil.which(TOOL) is None:
        print(f"SKIPPED: {TOOL} is not installed")
        return 0
    if "--self-test" in sys.argv:
        found = unformatted([tree.FIXTURES + "format/bad.cpp", tree.FIXTURES + "format/good.cpp"])
        print(f"format self-test: found {found}")
        return 0 if found == [tree.FIXTURES + "format/bad.cpp"] else 1
    files = tree.code(tree.ROOT)
    found = unformatted(files, fix="--check" not in sys.argv)
    return tree.report([f"{name}: not laid out; run ./dev format" for name in found], len(files), "format")


if __name__ == "__main__":
    sys.exit(main())
