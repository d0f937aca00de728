"""openssl s_time against the hub and against openssl s_server: the same client, the same certificates."""

import re
import subprocess
import time

from hub import BenchError, Workshop

MEMBER = "AD"


def connect_with(workshop: Workshop, port: int, seconds: int) -> float:
    """New connections a second, each a whole handshake with both certificates."""
    federation, party = workshop.federation, workshop.federation / MEMBER / "NCB"
    # s_time sends no chain of its own: it finds the issuing CA among the authorities, and the root must not be there.
    authorities = workshop.directory / "s_time.pem"
    authorities.write_text((federation / "hub/root.pem").read_text() + (federation / MEMBER / "ca/NCB.pem").read_text())
    done = subprocess.run(["openssl", "s_time", "-new", "-connect", f"localhost:{port}", "-time", str(seconds), "-tls1_3",
                           "-cert", party / "tls.pem", "-key", party / "tls.key", "-CAfile", authorities],
                          capture_output=True, text=True, check=False)
    found = re.search(r"(\d+) connections in (\d+) real seconds", done.stdout)
    if not found or int(found[1]) == 0:
        raise BenchError(f"openssl s_time: {done.stdout[-200:]} {done.stderr[-200:]}")
    return int(found[1]) / int(found[2])


def compare(workshop: Workshop, hub_port: int, seconds: int) -> tuple[float, float]:
    federation, port = workshop.federation, hub_port + 1 if hub_port < 65535 else hub_port - 1
    server = subprocess.Popen(["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-cert", federation / "hub/tls.pem", "-key",
                               federation / "hub/tls.key", "-cert_chain", federation / "hub/ca/issuing.pem", "-Verify", "3",
                               "-verify_return_error", "-CAfile", federation / MEMBER / "ca/root.pem", "-tls1_3", "-num_tickets", "0",
                               "-no_cache", "-quiet"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(0.3)
        theirs = connect_with(workshop, port, seconds)
    finally:
        server.kill()
        server.wait()
    return connect_with(workshop, hub_port, seconds), theirs
