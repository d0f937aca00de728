"""A running gateway of a bureau: its process, its folders, and what it has logged."""

import json
import os
import signal
import subprocess
from pathlib import Path

from . import waiting
from .command import Command


class Gateway:
    def __init__(self, command: Command, party: str, spool: Path, *options: str) -> None:
        self.command, self.party, self.spool, self.options = command, party, spool, options
        self.log = spool.with_suffix(".log")
        self.process: subprocess.Popen | None = None

    def start(self) -> "Gateway":
        before = len(self.events("running"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.command.words(self.party, "--json", "gateway", "run", "--spool", str(self.spool), *self.options),
                                            stdout=log, stderr=log)
        waiting.until(f"the gateway of {self.party} runs", lambda: len(self.events("running")) > before or self.process.poll() is not None)
        assert self.process.poll() is None, f"the gateway of {self.party} has ended: {self.log.read_text()[-500:]}"
        return self

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)

    def end(self) -> None:
        """For a cleanup: whatever has become of it."""
        if self.process and self.process.poll() is None:
            self.kill()

    def events(self, name: str) -> list[dict]:
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        found = [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]
        return [event for event in found if event.get("event") == name]

    def drop(self, name: str, content: dict | str, attached: dict[str, bytes] | None = None) -> None:
        """As a national system does: written aside, and moved in."""
        outbox = self.spool / "outbox"
        if attached:
            aside = self.spool.parent / f"{name}.d.aside"
            aside.mkdir()
            for file, data in attached.items():
                (aside / file).write_bytes(data)
            aside.rename(outbox / f"{name}.d")
        aside = self.spool.parent / f"{name}.aside"
        aside.write_text(content if isinstance(content, str) else json.dumps(content))
        os.rename(aside, outbox / name)

    def files(self, folder: str, end: str = "") -> list[str]:
        place = self.spool / folder
        return sorted(file.name for file in place.iterdir() if file.is_file() and file.name.endswith(end)) if place.exists() else []

    def inbox(self) -> list[dict]:
        return [json.loads((self.spool / "inbox" / name).read_text()) for name in self.files("inbox", ".json")]

    def messages(self) -> list[dict]:
        return [item["message"] for item in self.inbox() if item["kind"] == "message"]

    def answer(self, folder: str, name: str) -> dict:
        return json.loads((self.spool / folder / name).read_text())
