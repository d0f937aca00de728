#!/usr/bin/env python3
"""The habits that a text search can check: banned words (rules.py), file names, sizes, and that every source is built.

Usage: tidy.py [ROOT]         all findings, with the remedy
       tidy.py --sizes        median and longest files and functions
       tidy.py --self-test    each rule finds its bad example and leaves its good one alone
"""

import re
import statistics
import sys
from pathlib import Path

import tree
from rules import RULES

FILE_LINES_MAX, FUNCTION_LINES_MAX = 400, 70
TEST_LINES_MAX = 120  # a table of named rows is data, and stands in the test case that walks it
DATA_FILE = re.compile(r".*_table\.cpp$")  # rows, not code
BINARY = re.compile(r".*\.(png|der|cbor|bin|pdf|gz|p12|ico|woff2)$|tests/fuzz/corpus/.*")
CODE_NAME = re.compile(r"([a-z0-9_]+/)*[a-z0-9_]+\.[ch]pp")
# A body that clang-format laid out: it opens at the end of a line and closes at the same indentation. Not an initialiser.
OPENS = re.compile(r"^(\s*)(?!.*(?:=|return|[(,{])\s*\{$)(?!(?:if|for|while|switch|do|else|try|namespace|class|struct|enum|union|extern|TEST_SUITE)\b)\S.*\S\s*\{$")


def words(path: str, text: str) -> list[str]:
    found, rows = [], text.split("\n")
    for rule in RULES:
        if not rule.holds_in(path):
            continue
        for match in rule.compiled.finditer(text):
            number = text.count("\n", 0, match.start()) + 1
            if f"NOLINT(huecry-{rule.name}): " not in rows[number - 1]:
                found.append(f"{path}:{number}: {rule.name}: {rule.remedy}")
    return found


def functions(text: str) -> list[tuple[int, int]]:
    """(first line, length) of each function-like body."""
    found, rows = [], text.split("\n")
    for index, row in enumerate(rows):
        match = OPENS.match(row)
        if not match or row.count("(") > row.count(")"):  # a lambda among arguments is laid out deeper
            continue
        if "(" not in "".join(rows[max(0, index - 3):index + 1]):
            continue
        closing = (match[1] + "}", match[1] + "};", match[1] + "});")
        end = next((i for i in range(index + 1, len(rows)) if rows[i].startswith(closing)), None)
        if end is not None:
            found.append((index + 1, end - index + 1))
    return found


def form(path: str, text: str) -> list[str]:
    """Name, size, encoding and the first lines of a C++ file."""
    found = []
    if not CODE_NAME.fullmatch(path):
        found.append(f"{path}:1: name: folders and files are snake_case")
    if path.startswith("tests/unit/") and path.endswith(".cpp") and not path.endswith("_test.cpp"):
        found.append(f"{path}:1: name: a unit test ends in _test.cpp")
    if path.endswith(".hpp") and not text.startswith("#pragma once\n"):
        found.append(f"{path}:1: pragma: a header begins with #pragma once")
    if text.count("\n") > FILE_LINES_MAX and not DATA_FILE.match(path):
        found.append(f"{path}:1: size: {text.count(chr(10))} lines; above {FILE_LINES_MAX} it holds more than one idea")
    for line, length in [] if DATA_FILE.match(path) else functions(text):
        if length > (TEST_LINES_MAX if path.startswith("tests/") else FUNCTION_LINES_MAX):
            found.append(f"{path}:{line}: size: a function of {length} lines; most have 3 to 8")
    if re.search(r"[ \t]+$|\t|\r", text, re.M) or not text.endswith("\n"):
        found.append(f"{path}:1: space: tab, trailing space, or no newline at the end")
    return found


def own_header_first(path: str, text: str, known: set[str]) -> list[str]:
    header = path.removesuffix(".cpp") + ".hpp"
    first = re.search(r'^#include [<"](.*)[>"]', text, re.M)
    if not path.endswith(".cpp") or header not in known or (first and first[1] == header):
        return []
    return [f"{path}:1: include: its own header comes first, which shows that the header is complete"]


def unbuilt(root: Path, code: list[str]) -> list[str]:
    """Sources that no CMakeLists.txt of their folder, or of the module that a unit test mirrors, names: they would rot.
    Headers of tests and of detail/ are private: their users compile them."""
    lists = {}
    anywhere = "".join(tree.read(root, name) for name in tree.paths(root) if name.endswith((".cmake", "CMakeLists.txt")))

    def named(path: str) -> bool:
        folder = Path(path.removeprefix("tests/unit/")).parent
        for place in (folder, *folder.parents):
            file = root / place / "CMakeLists.txt"
            text = lists.setdefault(place, tree.read(root, place / "CMakeLists.txt") if file.is_file() else "")
            name = str(Path(path.removeprefix("tests/unit/")).relative_to(place))
            if re.search(rf"(?<![\w/.]){re.escape(name)}(?![\w.])", text):
                return True
        return False

    return [f"{path}:1: unbuilt: name it in a CMakeLists.txt" for path in code
            if not (path.endswith(".hpp") and (path.startswith("tests/") or "/detail/" in path))
            and f"/{path}" not in anywhere and not named(path)]


def check(root: Path) -> tuple[list[str], int]:
    everything = [path for path in tree.paths(root) if not BINARY.match(path)]
    code = tree.code(root)
    findings = unbuilt(root, code)
    for path in everything:
        text = tree.read(root, path)
        findings += words(path, text)
        if path in code:
            findings += form(path, text) + own_header_first(path, text, set(code))
    return findings, len(everything)


def sizes(root: Path) -> int:
    texts = {path: tree.read(root, path) for path in tree.code(root)}
    files = sorted((text.count("\n"), path) for path, text in texts.items())
    bodies = sorted((length, f"{path}:{line}") for path, text in texts.items() for line, length in functions(text))
    for what, rows in (("files", files), ("functions", bodies)):
        lengths = [length for length, _ in rows]
        print(f"{what}: {len(rows)}, median {statistics.median(lengths):.0f}, p90 {lengths[len(lengths) * 9 // 10]} lines")
        print("".join(f"  {length:5} {where}\n" for length, where in rows[:-6:-1]), end="")
    return 0


def self_test() -> int:
    failures = []
    for rule in RULES:
        if not words(rule.at, rule.bad + "\n"):
            failures.append(f"{rule.name}: misses its bad example")
        if any(f": {rule.name}: " in finding for finding in words(rule.at, rule.good + "\n")):
            failures.append(f"{rule.name}: finds its good example")
        if any(f": {rule.name}: " in finding for finding in words(rule.at, f"{rule.bad}  // NOLINT(huecry-{rule.name}): why\n")) \
                and "\n" not in rule.bad:
            failures.append(f"{rule.name}: cannot be excused")
    long_function = "void f() {\n" + "  g();\n" * FUNCTION_LINES_MAX + "}\n"
    for name, path, text, wanted in (
            ("a long function", "protocol/base/x.cpp", long_function, "size"),
            ("a test case with a table", "tests/unit/protocol/base/x_test.cpp", long_function, None),
            ("a long file", "protocol/base/x.cpp", "int x;\n" * (FILE_LINES_MAX + 1), "size"),
            ("a long table", "protocol/base/x_table.cpp", "int x;\n" * (FILE_LINES_MAX + 1), None),
            ("a file in camel case", "protocol/base/myFile.cpp", "int x;\n", "name"),
            ("a test without its suffix", "tests/unit/protocol/base/x.cpp", "int x;\n", "name"),
            ("a header without pragma", "protocol/base/x.hpp", "int x;\n", "pragma"),
            ("a trailing space", "protocol/base/x.cpp", "int x; \n", "space"),
            ("a good file", "protocol/base/x.cpp", "int x;\n", None)):
        kinds = {finding.split(": ")[1] for finding in form(path, text)}
        if kinds != ({wanted} if wanted else set()):
            failures.append(f"{name}: found {kinds or 'nothing'}")
    if not own_header_first("a/b/x.cpp", "#include <vector>\n#include \"a/b/x.hpp\"\n", {"a/b/x.hpp"}):
        failures.append("own header: misses its bad example")
    fixture = tree.ROOT / tree.FIXTURES / "unbuilt"
    if [line.split(":")[0] for line in unbuilt(fixture, tree.code(fixture))] != ["forgotten.cpp"]:
        failures.append("unbuilt: does not find exactly the forgotten file")
    print(*failures or ["tidy self-test: every rule finds its bad example"], sep="\n")
    return 1 if failures else 0


if __name__ == "__main__":
    if "--self-test" in sys.argv:
        sys.exit(self_test())
    if "--sizes" in sys.argv:
        sys.exit(sizes(tree.ROOT))
    sys.exit(tree.report(*check(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else tree.ROOT), "tidy"))
