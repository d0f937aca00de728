"""A hub as a process: its configuration, its start, its end, what it says of itself."""

import http.client
import json
import signal
import ssl
import subprocess
from pathlib import Path

from . import places, waiting
from .federation import Federation
from .member import Answer, Member, tls_context


class Hub:
    """Ports are free ones that the hub chooses at each start and writes down."""

    def __init__(self, folder: Path, federation: Federation, settings: dict | None = None) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.federation = federation
        self.log_file = folder / "hub.log"
        self.process: subprocess.Popen | None = None
        self.port = self.operator_port = 0
        self.write_config(settings or {})

    def write_config(self, settings: dict) -> None:
        """Settings by section and name, over those that every test needs."""
        at = self.federation.folder
        config = {
            "hub": {"data_dir": str(self.folder / "data"), "publish_at_once": True},
            "listen": {"port": 0, "port_file": str(self.folder / "ports")}, "operator": {"port": 0},
            "tls": {"chain": f"{at}/hub/tls.pem", "key": f"file:{at}/hub/tls.key"},
            "sign": {"certificate": f"{at}/hub/signing.pem", "key": f"file:{at}/hub/signing.key"},
            "trust": {"list": f"{at}/trust/list.jws", "crls": f"{at}/trust/crls", "ceremony": f"{at}/ceremony/ceremony.pem"},
            "log": {"key": f"file:{at}/hub/log.key"}, "limits": {"disk_floor_mib": 1, "block_cache_mib": 16},
        }
        for section, entries in settings.items():
            config[section] = {**config.get(section, {}), **entries}
        lines = [line for section, entries in config.items() for line in
                 (f"[{section}]", *(f"{name} = {json.dumps(value)}" for name, value in entries.items()))]
        (self.folder / "huecryd.toml").write_text("\n".join(lines) + "\n")

    def spawn(self) -> Path:
        """Begins a start and waits for nothing. The file in which its ports will stand."""
        ports = self.folder / "ports"
        ports.unlink(missing_ok=True)
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen([places.HUECRYD, "--config", self.folder / "huecryd.toml"], stderr=log)
        return ports

    def start(self, limit_s: float = 20.0) -> None:
        """To readiness."""
        ports = self.spawn()
        waiting.until("the hub writes its ports", lambda: self._alive() and ports.exists(), limit_s)
        numbers = dict(line.split("=") for line in ports.read_text().split())
        self.port, self.operator_port = int(numbers["port"]), int(numbers["operator_port"])
        waiting.until("the hub is ready", lambda: self.operator("/readyz").status == 200, limit_s)

    def _alive(self) -> bool:
        status = self.process.poll()
        assert status is None, f"the hub ended with {status}: {self.log_file.read_text()[-2000:]}"
        return True

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(20)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def end(self) -> None:
        """Whatever state it is in."""
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def reload(self) -> None:
        before = len(self.events("reloaded"))
        self.process.send_signal(signal.SIGHUP)
        waiting.until("the hub says that it has reloaded", lambda: len(self.events("reloaded")) > before)

    def events(self, name: str) -> list[dict]:
        """What it logged under this name. A line that is being written is left for the next look."""
        lines = self.log_file.read_bytes().split(b"\n")[:-1]
        wanted = f'"event":"{name}"'.encode()
        return [json.loads(line) for line in lines if wanted in line]

    def context(self, party: str) -> ssl.SSLContext:
        folder = self.federation.party(party)
        return tls_context(self.federation.hub_root, folder / "tls.pem", folder / "tls.key")

    def member(self, party: str, timeout_s: float = 20.0) -> Member:
        return Member(self.port, self.context(party), timeout_s)

    def operator(self, path: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.operator_port, timeout=20)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()

    def failing_checks(self) -> list[str]:
        """Names of the checks of /readyz that do not hold."""
        return [check["name"] for check in self.operator("/readyz").json["checks"] if not check["good"]]
