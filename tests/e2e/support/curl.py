"""curl as a party, for requests that must be seen with other eyes than Python's."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from .hub import Hub


@dataclass
class Outcome:
    exit: int
    status: int
    head: bytes
    body: bytes
    error: str


def curl(hub: Hub, path: str, *options: str, party: str = "FR", identity: tuple[Path, Path] | None = None,
         body: bytes | None = None) -> Outcome:
    """One request on one connection. identity: certificate and key, instead of the party's."""
    folder = hub.federation.party(party)
    certificate, key = identity or (folder / "tls.pem", folder / "tls.key")
    command = ["curl", "-sS", "--max-time", "20", "--include", "--cacert", hub.federation.hub_root, "--cert", certificate,
               "--key", key, *options, f"https://localhost:{hub.port}{path}"]
    if body is not None:
        command += ["--data-binary", "@-"]
    ran = subprocess.run(command, input=body, capture_output=True, timeout=30, check=False)
    head, _, content = ran.stdout.partition(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1]) if head else 0
    return Outcome(ran.returncode, status, head, content, ran.stderr.decode(errors="replace").strip())


def post(hub: Hub, document: bytes, media_type: str, *options: str, party: str = "FR") -> Outcome:
    # Without "Expect:", curl waits for a 100 before a larger body, and the head of that would come first.
    return curl(hub, "/v1/notices", "-H", f"Content-Type: {media_type}", "-H", "Expect:", *options, party=party, body=document)
