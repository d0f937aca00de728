"""What a number depends on: machine, kernel, file system, compiler, commit, and who else was at work."""

import os
import platform
import re
import subprocess
from pathlib import Path

import hub


def output(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, cwd=hub.ROOT, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def processor() -> str:
    text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = re.search(r"model name\s*: (.*)", text)
    return f"{os.cpu_count()} cores, {model[1] if model else platform.machine()}"


def file_system(directory: Path) -> str:
    return output("stat", "-f", "-c", "%T", str(directory)) + ", " + output("findmnt", "-no", "SOURCE,OPTIONS", "-T", str(directory))


def compiler(build: Path) -> str:
    cache = (build / "CMakeCache.txt").read_text(encoding="utf-8")
    path = re.search(r"CMAKE_CXX_COMPILER:\w+=(.*)", cache)
    flags = re.search(r"CMAKE_CXX_FLAGS_RELWITHDEBINFO:\w+=(.*)", cache)
    version = output(path[1], "-dumpfullversion") if path else ""
    return f"{Path(path[1]).name if path else '?'} {version} {flags[1] if flags else ''}"


def commit() -> str:
    changed = " with changes" if output("git", "status", "--porcelain", "--untracked-files=no") else ""
    return output("git", "log", "-1", "--format=%h %cs %s") + changed


def priority() -> str:
    group = Path("/proc/self/autogroup")
    return f"nice {os.nice(0)}" + (f", {group.read_text(encoding='utf-8').strip().lstrip('/')}" if group.exists() else "")


def load_average() -> str:
    return " ".join(f"{value:.2f}" for value in os.getloadavg())


def gather(workshop: hub.Workshop) -> dict:
    memory = re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text(encoding="utf-8"))
    return {"processor": processor(), "memory": f"{int(memory[1]) / 1048576:.0f} GiB" if memory else "?",
            "kernel": f"{platform.system()} {platform.release()}", "file system": file_system(workshop.directory),
            "compiler": compiler(hub.places.BUILD), "openssl": output("openssl", "version"), "commit": commit(), "priority": priority(),
            "load before": load_average()}
