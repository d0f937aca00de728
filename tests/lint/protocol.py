#!/usr/bin/env python3
"""Checks that docs/protocol.md names every error code with its status, and every limit that a client meets with its value.

Usage: protocol.py [ROOT] | protocol.py --self-test
"""

import re
import sys
from pathlib import Path

import tree

DOCUMENT = "docs/protocol.md"
CODES = "protocol/base/error_table.cpp"
LIMITS = ("protocol/base/limits.hpp", "protocol/base/message_limits.hpp")
CODE = re.compile(r'\{Errc::\w+, "([a-z0-9-]+)", (\d+),')
LIMIT = re.compile(r"inline constexpr [\w:]+(?:<[^>]*>)? (\w+)(?:\s*=\s*|\{)([^;]+?)\}?;", re.S)
INSIDE = re.compile(r"^// (The log|Views of the journal)\b")  # sections of which a client meets nothing, or may
UNITS = {"ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000}
ROW = re.compile(r"^\| `([\w-]+)` \| ([\d,]+)([^|]*)\|", re.M)


def value(expression: str, known: dict[str, int]) -> int:
    """Of a constant in the header's C++; times in milliseconds."""
    text = re.sub(r"std::u?int64_t\{(\d+)\}", r"\1", expression)
    text = re.sub(r"(\d)'(\d)", r"\1\2", text)
    text = re.sub(r"(\d+)(ms|min|s|h)\b", lambda match: str(int(match[1]) * UNITS[match[2]]), text)
    return eval(text, {"__builtins__": {}}, known)  # pylint: disable=eval-used  # the project's own header


def limits(text: str) -> tuple[dict[str, int], set[str]]:
    """Every limit, and the names of those that must be told."""
    values, told = {}, set()
    for section in re.split(r"\n(?=\n//)", text):
        for name, expression in LIMIT.findall(section):
            values[name] = value(expression, values)
            if not INSIDE.match(section.strip()):
                told.add(name)
    return values, told


def stated(number: str, unit: str) -> int:
    return int(number.replace(",", "")) * UNITS.get(unit.strip().split(" ")[0], 1)


def check(root: Path) -> list[str]:
    document = tree.read(root, DOCUMENT)
    rows = {name: (number, unit) for name, number, unit in ROW.findall(document)}
    found = []
    for code, status in CODE.findall(tree.read(root, CODES)):
        if rows.pop(code, ("", ""))[0] != status:
            found.append(f"{DOCUMENT}: code: no row '| `{code}` | {status} |'")
    values, told = limits("\n\n".join(tree.read(root, path) for path in LIMITS if (root / path).exists()))
    for name, number in values.items():
        row = rows.pop(name, None)
        if row is None and name in told:
            found.append(f"{DOCUMENT}: limit: no row for `{name}`")
        if row is not None and stated(*row) != number:
            found.append(f"{DOCUMENT}: value: `{name}` is {number}")
    return found + [f"{DOCUMENT}: stale: `{name}` is no code and no limit" for name in rows]


def self_test() -> int:
    findings = check(tree.ROOT / tree.FIXTURES / "protocol")
    found = sorted(finding.split(": ", 1)[1] for finding in findings)
    wanted = ["code: no row '| `busy` | 503 |'", "code: no row '| `not-found` | 404 |'", "limit: no row for `wait_max`",
              f"value: `body_bytes_max` is 2048", "stale: `gone_max` is no code and no limit"]
    print(f"protocol self-test: found {found}")
    return 0 if found == sorted(wanted) else 1


if __name__ == "__main__":
    if "--self-test" in sys.argv:
        sys.exit(self_test())
    sys.exit(tree.report(check(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else tree.ROOT), 3, "protocol"))
