"""A full disk, on a small file system of its own in a mount namespace: the hub says 503 and why, goes on reading, keeps what
it acknowledged, and accepts again by itself when there is space."""

import contextlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

from support import cases, places, waiting
from support.federation import Federation, sample
from support.hub import Hub

SIZE_MIB = 96
FLOOR_MIB = 16
PAYLOAD_BYTES = 150_000  # large, by white space: what the store has reserved on the disk is used up after some hundreds
SUBMITS_MAX = 2000
RETRY_S = 0.002
NAMESPACES = (["unshare", "--mount"], ["unshare", "--mount", "--map-root-user"])


class Filler(threading.Thread):
    """Takes every byte that is free, also those that the hub gives back when it tidies up, until it is ended."""

    def __init__(self, disk: Path) -> None:
        super().__init__()
        self._file = disk / "filler"
        self._over = threading.Event()

    def run(self) -> None:
        with self._file.open("wb", buffering=0) as file:
            while not self._over.wait(RETRY_S):
                with contextlib.suppress(OSError):
                    while file.write(bytes(1 << 16)) and not self._over.is_set():
                        pass

    def __enter__(self) -> "Filler":
        self.start()
        waiting.until("the disk is full", lambda: os.statvfs(self._file.parent).f_bavail == 0)
        return self

    def __exit__(self, *_) -> None:
        self._over.set()
        self.join(20)
        self._file.unlink()


class DiskFull(cases.unittest.TestCase):
    def setUp(self):
        self.place = cases.temporary_place(self.addCleanup)
        self.disk = self.place / "disk"
        self.disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE_MIB}m", "tmpfs", self.disk], check=True)
        self.addCleanup(subprocess.run, ["umount", "--lazy", self.disk], check=False)
        self.federation = Federation.make(self.place / "federation", ("FR", "DE"))
        self.signer = self.federation.signer("FR")
        self.payload = json.loads(sample("FR", 1)[0])
        self.acknowledged: list[dict] = []
        self.pending: bytes | None = None  # has no receipt yet

    def start(self, floor_mib: int) -> None:
        self.hub = Hub(self.place / "hub", self.federation, {"hub": {"data_dir": str(self.disk / "data"), "publish_at_once": True},
                                                             "limits": {"disk_floor_mib": floor_mib, "block_cache_mib": 8}})
        self.addCleanup(self.hub.end)
        self.hub.start()
        self.bureau, self.reader = self.hub.member("FR"), self.hub.member("DE")
        self.addCleanup(self.bureau.close)
        self.addCleanup(self.reader.close)

    def submit(self, size: int = 0):
        """A new document; or the last one again, the same bytes, as long as that has no receipt."""
        if self.pending is None:
            payload = json.dumps({**self.payload, "id": f"FR-full-{len(self.acknowledged)}"}).encode().ljust(size)
            self.pending = self.signer.document(payload)
        answer = self.bureau.submit(self.pending)
        if answer.status < 300:
            self.acknowledged.append(answer.json)
            self.pending = None
        return answer

    def submit_until_refused(self):
        for _ in range(SUBMITS_MAX):
            answer = self.submit(PAYLOAD_BYTES)
            if answer.status >= 300:
                return answer
        self.fail(f"{SUBMITS_MAX} documents were accepted on a full disk")

    def read_until_refused(self, notice: str):
        """What is written down of a read is small: some still fit where a document does not."""
        for _ in range(SUBMITS_MAX):
            answer = self.reader.get(notice)
            if answer.status >= 300:
                return answer
        self.fail(f"{SUBMITS_MAX} reads were written down on a full disk")

    def check_everything_is_there(self) -> None:
        inbox = {item["position"]: item["id"] for item in self.reader.inbox()}
        acknowledged = {receipt["position"]: receipt["id"] for receipt in self.acknowledged}
        # A write that failed may be on the disk after all; then the same document is answered with that receipt.
        unsure = inbox.keys() - acknowledged.keys() if self.pending else set()
        self.assertLessEqual(len(unsure), 1)
        self.assertEqual({position: inbox[position] for position in inbox.keys() - unsure}, acknowledged)

    def check_full(self) -> None:
        refused = self.submit_until_refused()
        self.assertEqual((refused.status, refused.code), (503, "storage-unavailable"))
        self.assertTrue(refused.json["retryable"])
        self.assertGreaterEqual(int(refused.headers["retry-after"]), 1)
        # Until, and not at once: the answer of /readyz is up to two seconds old.
        waiting.until("/readyz names the store", lambda: "store" in self.hub.failing_checks())
        waiting.until("/readyz is red", lambda: self.hub.operator("/readyz").status == 503)
        waiting.until("the metric of the store is 0", lambda: b"huecry_store_writable 0\n" in self.hub.operator("/metrics").body)
        self.check_everything_is_there()
        # A read that cannot be written down does not happen; what is in the inbox was, when it was put there.
        notice = f"/v1/notices/{self.acknowledged[0]['id']}"
        self.assertEqual(self.read_until_refused(notice).code, "storage-unavailable")
        source = self.hub.member("FR")
        self.addCleanup(source.close)
        self.assertEqual(source.get(notice).status, 200)

    def fills_and_recovers(self) -> None:
        for _ in range(20):
            self.assertEqual(self.submit().status, 201)
        with Filler(self.disk):
            self.check_full()
        waiting.until("a submission is accepted again without a restart", lambda: self.submit().status < 300)
        waiting.until("the hub is ready again", lambda: self.hub.operator("/readyz").status == 200)
        self.check_everything_is_there()
        self.assertEqual(self.hub.stop(), 0)
        self.hub.start()
        self.reader.close()
        self.reader = self.hub.member("DE")
        self.addCleanup(self.reader.close)
        self.check_everything_is_there()

    def test_below_the_floor_nothing_is_accepted_and_the_rest_goes_on(self):
        self.start(FLOOR_MIB)
        self.fills_and_recovers()

    def test_without_a_floor_a_write_that_fails_is_survived_as_well(self):
        self.start(0)
        self.fills_and_recovers()


def enter_namespace() -> None:
    """Runs this file again in a mount namespace; mounts end with it, whatever happens."""
    for namespace in NAMESPACES:
        tried = subprocess.run([*namespace, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, check=False)
        if tried.returncode == 0:
            os.execvp(namespace[0], [*namespace, sys.executable, "-B", __file__, "--inside"])
    print("SKIPPED: no mount namespace may be made here")
    sys.exit(0)


if __name__ == "__main__":
    if "--inside" in sys.argv:
        sys.argv.remove("--inside")
    elif not places.missing(("unshare",)):
        enter_namespace()
    cases.run("unshare", "mount")
