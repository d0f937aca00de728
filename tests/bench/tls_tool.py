"""openssl s_time against the hub and against openssl s_server: the same client, the same certificates."""

import contextlib
import re
import subprocess
from pathlib import Path

from hub import BenchError, Workshop, waiting

MEMBER = "AD"
LISTENS = "0A"  # the state in /proc/net/tcp


def connect_with(workshop: Workshop, port: int, seconds: int) -> float:
    """New connections a second, each a whole handshake with both certificates."""
    party = workshop.federation.party(MEMBER)
    # s_time sends no chain of its own: it finds the issuing CA among the authorities, and the root must not be there.
    authorities = workshop.directory / "s_time.pem"
    authorities.write_text(workshop.federation.hub_root.read_text() + (party.parent / "ca/NCB.pem").read_text())
    done = subprocess.run(["openssl", "s_time", "-new", "-connect", f"localhost:{port}", "-time", str(seconds), "-tls1_3",
                           "-cert", party / "tls.pem", "-key", party / "tls.key", "-CAfile", authorities],
                          capture_output=True, text=True, check=False)
    found = re.search(r"(\d+) connections in (\d+) real seconds", done.stdout)
    if not found or int(found[1]) == 0:
        raise BenchError(f"openssl s_time: {done.stdout[-200:]} {done.stderr[-200:]}")
    return int(found[1]) / int(found[2])


def listening_port(server: subprocess.Popen) -> int | None:
    """Of port 0 s_server gets a free one, but with -quiet it does not say which, and without it prints for every connection."""
    if server.poll() is not None:
        raise BenchError(f"openssl s_server ended with {server.returncode}")
    process = Path(f"/proc/{server.pid}")
    sockets = set()
    for link in (process / "fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # closed meanwhile
            sockets.add(link.readlink().name)
    rows = [line.split() for line in (process / "net/tcp").read_text().splitlines()[1:]]
    ports = [int(row[1].split(":")[1], 16) for row in rows if row[3] == LISTENS and f"socket:[{row[9]}]" in sockets]
    return ports[0] if ports else None


def compare(workshop: Workshop, hub_port: int, seconds: int) -> tuple[float, float]:
    """Of the hub, and of openssl s_server."""
    folder = workshop.federation.folder
    server = subprocess.Popen(["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", folder / "hub/tls.pem", "-key",
                               folder / "hub/tls.key", "-cert_chain", folder / "hub/ca/issuing.pem", "-Verify", "3",
                               "-verify_return_error", "-CAfile", folder / MEMBER / "ca/root.pem", "-tls1_3", "-num_tickets", "0",
                               "-no_cache", "-quiet"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        port = waiting.until("openssl s_server listens", lambda: listening_port(server))
        theirs = connect_with(workshop, port, seconds)
    finally:
        server.kill()
        server.wait()
    return connect_with(workshop, hub_port, seconds), theirs
