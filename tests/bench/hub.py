"""A federation and hubs for the bench, below one directory: those of the end-to-end tests, with an operator's settings."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/e2e"))
from support import hub, places, waiting  # noqa: E402
from support.federation import Federation  # noqa: E402

MEMBERS, MEMBERS_QUICK = 196, 24
SETTINGS = {"limits": {"disk_floor_mib": 64, "block_cache_mib": 256}, "timeouts": {"idle_s": 900}}
START_LIMIT_S = FEDERATION_LIMIT_S = 600


class BenchError(Exception):
    """Why there is no number."""


def run_json(*command: object, timeout: float = 3600) -> dict:
    """What a bench program measured: the JSON object on its standard output."""
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, text=True, timeout=timeout, check=False)
    if done.returncode != 0:
        raise BenchError(f"{Path(str(command[0])).name} ended with {done.returncode}")
    return json.loads(done.stdout)


class Workshop:
    """Programs, the directory, and the federation in it."""

    def __init__(self, directory: Path, members: int):
        self.directory, self.members = directory, members
        self.loader = places.BUILD / "tests/bench/bench_load"
        self.parts = places.BUILD / "tests/bench/bench_parts"
        self.federation = Federation(directory / "federation")

    def prepare(self) -> None:
        """REQUIRES: an empty directory."""
        missing = [path for path in (places.HUECRYD, places.HUECRY, self.loader, self.parts) if not path.exists()]
        if missing:
            raise BenchError(f"{missing[0]} is not built")
        self.federation = self.make_federation("federation", self.members)

    def make_federation(self, name: str, members: int) -> Federation:
        table = (ROOT / "protocol/base/country_table.cpp").read_text()
        countries = re.findall(r'^  \{"([A-Z]{2})", ', table, re.M)[:members]
        return Federation.make(self.directory / name, tuple(countries), FEDERATION_LIMIT_S)


class Hub(hub.Hub):
    """A running huecryd. `name` is its folder; a second Hub of the same name goes on with the data."""

    def __init__(self, workshop: Workshop, name: str):
        super().__init__(workshop.directory / name, workshop.federation, SETTINGS)
        self.workshop = workshop

    @property
    def config(self) -> Path:
        return self.folder / "huecryd.toml"

    def timed_start(self) -> float:
        """Seconds from exec to the first readiness."""
        began = time.monotonic()
        self.start(START_LIMIT_S)
        return time.monotonic() - began

    def load(self, scenario: str, **options: object) -> dict:
        return load(self.workshop, self.port, self.process.pid, scenario, **options)

    def entries(self) -> int:
        """In its log."""
        found = re.search(r"^huecry_log_size (\S+)$", self.operator("/metrics").body.decode(), re.M)
        return int(float(found.group(1)))

    def __enter__(self) -> "Hub":
        self.start(START_LIMIT_S)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def load_command(workshop: Workshop, port: int, pid: int, scenario: str, **options: object) -> list[object]:
    words = [word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", value)]
    return [workshop.loader, "--federation", workshop.federation.folder, "--port", port, "--pid", pid, *words, scenario]


def load(workshop: Workshop, port: int, pid: int, scenario: str, **options: object) -> dict:
    return run_json(*load_command(workshop, port, pid, scenario, **options))


class Flood:
    """A load that goes on beside what is measured."""

    def __init__(self, server: Hub, scenario: str, **options: object):
        command = load_command(server.workshop, server.port, server.process.pid, scenario, **options)
        self.process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> "Flood":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()

    def end(self) -> dict:
        """What it measured. It must not have ended before."""
        if self.process.poll() is not None:
            raise BenchError("the flood ended before what was measured beside it")
        out, _ = self.process.communicate(timeout=3600)
        return json.loads(out)


class BareServer:
    """server/net with a handler that does nothing."""

    def __init__(self, workshop: Workshop, answer_bytes: int):
        self.workshop = workshop
        self.process = subprocess.Popen([workshop.parts, "--federation", workshop.federation.folder, "--answer-bytes", str(answer_bytes),
                                         "bare-server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline() or 0)
        if not self.port:
            raise BenchError("the bare server did not start")

    def load(self, **options: object) -> dict:
        return load(self.workshop, self.port, self.process.pid, "bare", path="/v1/bare", **options)

    def __enter__(self) -> "BareServer":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=30)


def progress(text: str) -> None:
    """On a terminal only: a script reads the table."""
    if sys.stderr.isatty() or os.environ.get("HUECRY_BENCH_PROGRESS"):
        print(f"  {text} …", file=sys.stderr, flush=True)
