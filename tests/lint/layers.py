#!/usr/bin/env python3
"""Checks every #include against layers.txt. The compiler cannot: all modules share one include directory.

Usage: layers.py [ROOT]            fails on any include against the order, on an unknown module, and on an empty tree
       layers.py --self-test       each file of fixtures/layers must give exactly the findings that its comments announce
"""

import re
import sys
from pathlib import Path

import tree

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


class Layers:
    def __init__(self, text: str):
        self.folders, self.levels, self.allowed, self.libraries, self.free = {}, {}, {}, {}, set()
        for line in text.splitlines():
            words = line.split("#")[0].replace(":", " : ").split()
            if words:
                getattr(self, "_" + words[0])(words[1:])

    def _folder(self, words):
        self.folders[words[0]] = set(words[2:]) | {words[0]}

    def _level(self, words):
        modules, _, libraries = " ".join(words[1:]).partition(":")
        for module in modules.split():
            self.levels[module], self.allowed[module] = int(words[0]), set(libraries.split())

    def _library(self, words):
        self.libraries.update({prefix: words[0] for prefix in words[1:]})

    def _free(self, words):
        self.free.update(words)

    def fault(self, name: str, quote: str, target: str) -> str | None:
        """Why file `name` must not include `target`, or None."""
        own = module_of(name)
        if own not in self.levels:
            return f"module: {own} is unknown; add it to tests/lint/layers.txt"
        if quote == "<":
            return self._library_fault(own, target)
        other = module_of(target)
        if target.startswith("tests/"):
            return "tests: product code never includes tests"
        if other not in self.levels:
            return "root: write includes from the root, as \"protocol/base/result.hpp\""
        if other == own:
            return None
        if "/detail/" in target:
            return f"detail: {target} belongs to {other} alone"
        if other.split("/")[0] not in self.folders[own.split("/")[0]]:
            return f"direction: {own.split('/')[0]} may not use {other.split('/')[0]}"
        if self.levels[other] >= self.levels[own]:
            return f"level: {own} ({self.levels[own]}) may only use lower levels than {other} ({self.levels[other]})"
        return None

    def _library_fault(self, own: str, target: str) -> str | None:
        if "/" not in target or target in self.free:
            return None
        library = next((name for prefix, name in self.libraries.items() if target.startswith(prefix)), None)
        if library is None:
            return f"library: <{target}> is no library that layers.txt knows"
        if library in self.free or library in self.allowed[own]:
            return None
        return f"library: {own} may not use {library}"


def module_of(name: str) -> str:
    return "/".join(name.split("/")[:2])


def check(root: Path, layers: Layers) -> tuple[list[str], int]:
    findings, seen = [], 0
    for name in tree.code(root):
        if name.split("/")[0] == "tests":  # tests may include anything
            continue
        seen += 1
        text = tree.read(root, name)
        for match in INCLUDE.finditer(text):
            fault = layers.fault(name, match[1], match[2])
            if fault:
                findings.append(f"{name}:{text.count(chr(10), 0, match.start(2)) + 1}: {fault}")
    return findings, seen


def self_test(layers: Layers) -> int:
    root = tree.ROOT / tree.FIXTURES / "layers"
    found = {tuple(line.split(": ")[:2]) for line in check(root, layers)[0]}
    wanted = {(f"{name}:{number}", line.split("// expect ")[1])
              for name in tree.code(root)
              for number, line in enumerate(tree.read(root, name).splitlines(), 1) if "// expect " in line}
    unseen = {"direction", "level", "library", "detail", "tests", "root", "module"} - {kind for _, kind in wanted}
    print(f"layers self-test: missed {wanted - found or 'none'}, too many {found - wanted or 'none'}")
    if unseen:
        print(f"no example of {unseen}")
    return 1 if unseen or wanted != found else 0


def main() -> int:
    layers = Layers((Path(__file__).parent / "layers.txt").read_text())
    if "--self-test" in sys.argv:
        return self_test(layers)
    root = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else tree.ROOT
    return tree.report(*check(root, layers), "layers")


if __name__ == "__main__":
    sys.exit(main())
