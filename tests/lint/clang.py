#!/usr/bin/env python3
"""Runs a clang tool over the translation units of a build directory, in parallel, and remembers what was clean.

Usage: clang.py tidy|coro BUILD_DIR [--changed]     --changed: only what differs from HEAD or from origin/main
       clang.py tidy|coro --self-test

tidy: clang-tidy-19 with .clang-tidy on every .cpp of the project, and with tidy_scope.cpp, which makes it three times as fast.
coro: clang-query-14 with coro.query, on enough files to see each co_await once, headers included (docs/adr/0010).
A unit that was clean is skipped until it, a project header that it includes, its flags or the rules change; what was
clean is remembered for all checkouts, below XDG_CACHE_HOME.
"""

import functools
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import tree

HERE = Path(__file__).resolve().parent
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)
FOLDERS = "protocol/ certs/ storage/ server/ gateway/ tests/".split()


class Project:
    """The units that the build compiles, and which project files each includes."""

    def __init__(self, build: Path):
        self.build, self.commands, self.closures = build, {}, {}
        for entry in json.loads((build / "compile_commands.json").read_text()):
            name = os.path.relpath(entry["file"], tree.ROOT)
            if name.startswith(tuple(FOLDERS)) and not name.startswith(tree.FIXTURES):
                self.commands[name] = entry.get("command", "")

    def closure(self, name: str) -> dict[str, str]:
        """Path and text of a unit and of all project files that it includes."""
        if name not in self.closures:
            found, waiting = {}, [name]
            while waiting:
                path = waiting.pop()
                if path in found or not (tree.ROOT / path).is_file():
                    continue
                found[path] = tree.read(tree.ROOT, path)
                waiting += INCLUDE.findall(found[path])
            self.closures[name] = found
        return self.closures[name]

    def with_coroutines(self) -> list[str]:
        """The fewest units, roughly, that show every file with a co_await."""
        awaits = {name: {path for path, text in self.closure(name).items() if "co_await" in text}
                  for name in self.commands}
        chosen = [name for name, files in awaits.items() if name in files]
        seen = set().union(*(awaits[name] for name in chosen))
        for name in sorted(awaits, key=lambda unit: -len(awaits[unit])):
            if awaits[name] - seen:
                chosen.append(name)
                seen |= awaits[name]
        return chosen

    def changed(self, names: list[str]) -> list[str]:
        """The units among names that changed, and for a changed header the first unit that includes it."""
        def git(*arguments: str) -> list[str]:
            return subprocess.run(["git", "-C", tree.ROOT, *arguments], capture_output=True, text=True,
                                  check=False).stdout.split()

        base = git("merge-base", "HEAD", "origin/main") or ["HEAD"]
        files = set(git("diff", "--name-only", base[0])) | set(git("ls-files", "--others", "--exclude-standard"))
        chosen = set(names) & files
        for header in files:
            user = next((name for name in names if header in self.closure(name)), None)
            if header.endswith(".hpp") and user and not any(header in self.closure(name) for name in chosen):
                chosen.add(user)
        return sorted(chosen)


def cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "huecry" / "lint"


@functools.cache
def scope_plugin() -> Path:
    """tidy_scope.cpp, built once for all checkouts."""
    source = HERE / "tidy_scope.cpp"
    built = cache() / f"tidy_scope-{hashlib.sha256(source.read_bytes()).hexdigest()[:16]}.so"
    if not built.exists():
        built.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=built.parent, suffix=".so", delete=False) as partial:
            subprocess.run(["g++", "-std=c++20", "-shared", "-fPIC", "-fno-rtti", "-O1", "-isystem/usr/lib/llvm-19/include",
                            "-o", partial.name, source], check=True)
        os.replace(partial.name, built)
    return built


def clang_tidy(file: Path, root: Path, arguments: list) -> str:
    """What clang-tidy says, if any of it is about the project: the analyzer also follows calls into libraries."""
    run = subprocess.run(["clang-tidy-19", f"--load={scope_plugin()}", "--quiet", file, *arguments], capture_output=True,
                         text=True, check=False)
    ours = re.search(rf"^{re.escape(str(root))}/\S+: (?:error|warning): ", run.stdout, re.M)
    return run.stdout if ours else run.stderr if run.returncode and not run.stdout else ""


def tidy(project: Project, name: str) -> str:
    return clang_tidy(tree.ROOT / name, tree.ROOT, ["-p", project.build, "--extra-arg=-Wno-unknown-warning-option",
                                                    "--extra-arg=-Wno-error"])


def matches(output: str, root: Path) -> str:
    """clang-query's matches that lie in the project and are not excused on their line."""
    found = [line for line in output.splitlines() if ': note: "root" binds here' in line and line.startswith(f"{root}/")]
    excused = re.compile(r"NOLINT\(huecry-coro\): \w")
    kept = []
    for line in found:
        file, number = line.split(":")[:2]
        if not excused.search(Path(file).read_text(encoding="utf-8").splitlines()[int(number) - 1]):
            kept.append(f"{os.path.relpath(file, root)}:{number}: a temporary in a co_await expression: name it first")
    return "\n".join(sorted(set(kept)))


def query(arguments: list[str], root: Path) -> str:
    run = subprocess.run(["clang-query-14", "-f", HERE / "coro.query", *arguments], capture_output=True, text=True, check=False)
    if " match" not in run.stdout:  # it says "0 matches." when it has looked
        return run.stdout + run.stderr + f"\n{arguments}: clang-query did not come to an end"
    return matches(run.stdout, root)


def coro(project: Project, name: str) -> str:
    return query(["-p", project.build, tree.ROOT / name], tree.ROOT)


TOOLS = {"tidy": (tidy, [tree.ROOT / ".clang-tidy", tree.ROOT / "tests/.clang-tidy"]), "coro": (coro, [HERE / "coro.query"])}


def run_all(what: str, project: Project, names: list[str]) -> int:
    tool, rules = TOOLS[what]
    stamps = cache() / what
    stamps.mkdir(parents=True, exist_ok=True)
    common = "".join(path.read_text() for path in [*rules, Path(__file__)] if path.exists())

    def one(name: str) -> str:
        parts = [common, project.commands[name].replace(str(tree.ROOT), "."), *project.closure(name).values()]
        stamp = stamps / hashlib.sha256("\0".join(parts).encode()).hexdigest()
        if stamp.exists():
            return ""
        output = tool(project, name)
        if output:
            print(output, flush=True)  # at once: the whole tree takes minutes
        else:
            stamp.touch()
        return output

    if what == "tidy":
        scope_plugin()
    with ThreadPoolExecutor(int(os.environ.get("HUECRY_JOBS") or os.cpu_count())) as pool:
        outputs = [output for output in pool.map(one, names) if output]
    print(f"{what}: {len(names)} units, {len(outputs)} with findings")
    return 1 if outputs else 0


def tidy_self_test() -> int:
    """fixtures/clang_tidy: each line with `// bad: check` must be found by that check, and nothing else."""
    root = tree.ROOT / tree.FIXTURES / "clang_tidy"
    output = clang_tidy(root / "bad.cpp", root, [f"--config-file={tree.ROOT / '.clang-tidy'}", "--", "-std=c++20"])
    found = set(re.findall(r"bad\.cpp:(\d+):\d+: error: .*\[([a-z0-9.A-Z-]+)", output))
    rows = (root / "bad.cpp").read_text().splitlines()
    wanted = {(str(number), check) for number, row in enumerate(rows, 1) if "// bad: " in row
              for check in row.split("// bad: ")[1].split()}
    clean = clang_tidy(root / "good.cpp", root, [f"--config-file={tree.ROOT / '.clang-tidy'}", "--", "-std=c++20"])
    print(f"tidy self-test: wanted {sorted(wanted)}, found {sorted(found)}, in the good file: {clean or 'nothing'}")
    return 0 if wanted and wanted == found and not clean else 1


def coro_self_test() -> int:
    """fixtures/coro/tests/bad.cpp marks the lines that must be found; the other file must be clean."""
    root = tree.ROOT / tree.FIXTURES / "coro"
    bad = root / "tests" / "bad.cpp"
    wanted = {number for number, line in enumerate(bad.read_text().splitlines(), 1) if "// bad" in line}
    found = {int(line.split(":")[1]) for line in query([str(bad), "--", "-std=c++20"], root).splitlines()}
    clean = query([str(root / "tests" / "good.cpp"), "--", "-std=c++20"], root)
    print(f"coro self-test: wanted lines {sorted(wanted)}, found {sorted(found)}, in the good file: {clean or 'nothing'}")
    return 0 if wanted and wanted == found and not clean else 1


def main() -> int:
    if "--self-test" in sys.argv:
        return tidy_self_test() if sys.argv[1] == "tidy" else coro_self_test()
    what, project = sys.argv[1], Project(Path(sys.argv[2]).resolve())
    if not project.commands:
        return tree.report([], 0, what)
    names = project.with_coroutines() if what == "coro" else sorted(project.commands)
    return run_all(what, project, project.changed(names) if "--changed" in sys.argv else names)


if __name__ == "__main__":
    sys.exit(main())
