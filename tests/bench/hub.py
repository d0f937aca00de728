"""A federation and a hub for the bench, below one directory, on ports that the system chooses."""

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MEMBERS, MEMBERS_QUICK = 196, 24

CONFIG = """[hub]
data_dir = "{data}"
publish_at_once = true
[listen]
port = 0
port_file = "{data}.ports"
[operator]
port = 0
[tls]
chain = "federation/hub/tls.pem"
key = "file:federation/hub/tls.key"
[sign]
certificate = "federation/hub/signing.pem"
key = "file:federation/hub/signing.key"
[trust]
list = "federation/trust/list.jws"
crls = "federation/trust/crls"
ceremony = "federation/ceremony/ceremony.pem"
[log]
key = "file:federation/hub/log.key"
[limits]
disk_floor_mib = 64
[timeouts]
idle_s = 900
"""


class BenchError(Exception):
    """Why there is no number."""


def run_json(*command: object, timeout: float = 900) -> dict:
    """What a bench program measured: the JSON object on its standard output."""
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, text=True, timeout=timeout, check=False)
    if done.returncode != 0:
        raise BenchError(f"{Path(str(command[0])).name} ended with {done.returncode}")
    return json.loads(done.stdout)


class Workshop:
    """Programs, the directory, and the federation in it."""

    def __init__(self, build: Path, directory: Path, members: int):
        self.build, self.directory, self.members = build.resolve(), directory, members
        self.huecryd = self.build / "server/app/huecryd"
        self.huecry = self.build / "gateway/cli/huecry"
        self.load = self.build / "tests/bench/bench_load"
        self.parts = self.build / "tests/bench/bench_parts"
        self.federation = directory / "federation"

    def prepare(self) -> None:
        missing = [path for path in (self.huecryd, self.huecry, self.load, self.parts) if not path.exists()]
        if missing:
            raise BenchError(f"{missing[0]} is not built")
        shutil.rmtree(self.directory, ignore_errors=True)
        self.directory.mkdir(parents=True)
        table = (ROOT / "protocol/base/country_table.cpp").read_text()
        countries = re.findall(r'^  \{"([A-Z]{2})", ', table, re.M)[:self.members]
        made = subprocess.run([self.huecry, "federation", "init", self.federation, *countries],
                              stdout=subprocess.DEVNULL, check=False)
        if made.returncode != 0:
            raise BenchError("no federation")


class Hub:
    """A running huecryd. `name` is its data directory; a second Hub of the same name goes on with the data."""

    def __init__(self, workshop: Workshop, name: str):
        self.workshop, self.name = workshop, name
        self.config = workshop.directory / f"{name}.toml"
        self.config.write_text(CONFIG.format(data=name))
        self.process = None
        self.port = self.operator_port = 0

    def start(self, timeout: float = 120) -> float:
        """Seconds from exec to the first readiness."""
        ports = self.workshop.directory / f"{self.name}.ports"
        ports.unlink(missing_ok=True)
        log = open(self.workshop.directory / f"{self.name}.log", "a", encoding="utf-8")
        began = time.monotonic()
        self.process = subprocess.Popen([self.workshop.huecryd, "--config", self.config], stdout=log, stderr=log)
        while time.monotonic() - began < timeout:
            if self.process.poll() is not None:
                raise BenchError(f"huecryd ended with {self.process.returncode}; see {log.name}")
            if ports.exists() and self._ready(ports.read_text()):
                return time.monotonic() - began
            time.sleep(0.002)
        raise BenchError("huecryd was not ready in time")

    def _ready(self, ports: str) -> bool:
        values = dict(line.split("=") for line in ports.split())
        self.port, self.operator_port = int(values["port"]), int(values["operator_port"])
        connection = http.client.HTTPConnection("127.0.0.1", self.operator_port, timeout=5)
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200

    def load(self, scenario: str, **options: object) -> dict:
        return load(self.workshop, self.port, self.process.pid, scenario, **options)

    def stop(self, how: int = signal.SIGTERM) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(timeout=60)

    def __enter__(self) -> "Hub":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def load(workshop: Workshop, port: int, pid: int, scenario: str, **options: object) -> dict:
    words = [word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", value)]
    return run_json(workshop.load, "--federation", workshop.federation, "--port", port, "--pid", pid, *words, scenario)


class BareServer:
    """server/net with a handler that does nothing."""

    def __init__(self, workshop: Workshop, answer_bytes: int):
        self.workshop = workshop
        self.process = subprocess.Popen([workshop.parts, "--federation", workshop.federation, "--answer-bytes", str(answer_bytes),
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
