#!/usr/bin/env python3
"""Checks the documents: links inside the repository lead somewhere, decisions are numbered once and stay short.

Usage: docs.py [ROOT] | docs.py --self-test
"""

import re
import sys
from pathlib import Path

import tree

LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)\)")
MENTION = re.compile(r"\badr/(\d{4})\b")
ADR = re.compile(r"docs/adr/(\d{4})-[a-z0-9-]+\.md")
ADR_LINES_MAX = 40
ADR_PARTS = ("Context", "Decision", "Consequences", "What would change our mind")


def anchors(text: str) -> set[str]:
    """The anchors of a document's headings, as GitHub and GitLab make them."""
    titles = re.findall(r"^#{1,6}\s+(.*?)\s*$", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def links(root: Path, name: str, text: str) -> list[str]:
    found = []
    for match in LINK.finditer(re.sub(r"`[^`\n]*`", "", text)):
        target, _, anchor = match[1].partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        file = (root / name).parent / target if target else root / name
        if not file.exists():
            found.append(f"{name}: link: {match[1]} leads nowhere")
        elif anchor and file.suffix == ".md" and anchor not in anchors(file.read_text(encoding="utf-8")):
            found.append(f"{name}: anchor: {match[1]} names no heading")
    return found


def decisions(root: Path, documents: list[str]) -> list[str]:
    found, seen = [], {}
    for name in (name for name in documents if name.startswith("docs/adr/") and not name.endswith("README.md")):
        match, text = ADR.fullmatch(name), tree.read(root, name)
        if not match:
            found.append(f"{name}: adr: the name is NNNN-some-title.md")
            continue
        if match[1] in seen:
            found.append(f"{name}: adr: number {match[1]} is taken by {seen[match[1]]}")
        seen[match[1]] = name
        if not text.startswith(f"# {int(match[1])}. "):
            found.append(f"{name}: adr: the title is '# {int(match[1])}. The decision in a sentence'")
        if text.count("\n") > ADR_LINES_MAX:
            found.append(f"{name}: adr: more than {ADR_LINES_MAX} lines")
        found += [f"{name}: adr: no part '{part}'" for part in ADR_PARTS if not re.search(rf"^(## |\*\*){part}\b", text, re.M | re.I)]
    return found


def mentions(root: Path, names: list[str]) -> list[str]:
    """Comments that send a reader to a decision: it must exist."""
    numbers = {match[1] for name in names if (match := ADR.fullmatch(name))}
    return [f"{name}: mention: there is no docs/adr/{number}" for name in names
            if name.endswith((".hpp", ".cpp", ".md", ".txt", ".cmake"))
            for number in sorted(set(MENTION.findall(tree.read(root, name))) - numbers)]


def check(root: Path) -> tuple[list[str], int]:
    names = tree.paths(root)
    documents = [name for name in names if name.endswith(".md")]
    findings = [fault for name in documents for fault in links(root, name, tree.read(root, name))]
    return findings + decisions(root, documents) + mentions(root, names), len(documents)


def self_test() -> int:
    findings, _ = check(tree.ROOT / tree.FIXTURES / "docs")
    found = sorted({(finding.split(": ")[0], finding.split(": ")[1]) for finding in findings})
    wanted = [("docs/adr/0001-second.md", "adr"), ("docs/adr/badly_named.md", "adr"), ("docs/page.md", "anchor"),
              ("docs/page.md", "link"), ("docs/page.md", "mention")]
    print(f"docs self-test: found {found}")
    return 0 if found == wanted else 1


if __name__ == "__main__":
    if "--self-test" in sys.argv:
        sys.exit(self_test())
    sys.exit(tree.report(*check(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else tree.ROOT), "docs"))
