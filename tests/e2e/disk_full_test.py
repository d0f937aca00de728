"""A full disk, on a small file system of its own in a mount namespace: the hub says 503 and why, goes on reading, keeps what
it acknowledged, and accepts again by itself when there is space."""

import contextlib
import json
import os
import subprocess
import sys

from support import cases, places, waiting
from support.federation import Federation, sample
from support.hub import Hub

SIZE_MIB = 96
FLOOR_MIB = 16
PAYLOAD_BYTES = 150_000  # large, by white space: what the store has reserved on the disk is used up after some hundreds
SUBMITS_MAX = 2000
NAMESPACES = (["unshare", "--mount"], ["unshare", "--mount", "--map-root-user"])


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

    def start(self, floor_mib: int) -> None:
        self.hub = Hub(self.place / "hub", self.federation, {"hub": {"data_dir": str(self.disk / "data"), "publish_at_once": True},
                                                             "limits": {"disk_floor_mib": floor_mib, "block_cache_mib": 8}})
        self.addCleanup(self.hub.end)
        self.hub.start()
        self.bureau, self.reader = self.hub.member("FR"), self.hub.member("DE")
        self.addCleanup(self.bureau.close)
        self.addCleanup(self.reader.close)

    def submit(self, size: int = 0):
        number = len(self.acknowledged)
        payload = json.dumps({**self.payload, "id": f"FR-full-{number}"}).encode().ljust(size)
        answer = self.bureau.submit(self.signer.document(payload))
        if answer.status < 300:
            self.acknowledged.append(answer.json)
        return answer

    def fill(self) -> None:
        """Takes all that is left, to the last byte."""
        with (self.disk / "filler").open("wb", buffering=0) as filler, contextlib.suppress(OSError):
            while filler.write(bytes(1 << 16)):
                pass
        state = os.statvfs(self.disk)
        self.assertEqual(state.f_bavail, 0, "the disk is not full")

    def submit_until_refused(self):
        for _ in range(SUBMITS_MAX):
            answer = self.submit(PAYLOAD_BYTES)
            if answer.status >= 300:
                return answer
        self.fail(f"{SUBMITS_MAX} documents were accepted on a full disk")

    def check_everything_is_there(self) -> None:
        inbox = {item["position"]: item["id"] for item in self.reader.inbox()}
        self.assertEqual(inbox, {receipt["position"]: receipt["id"] for receipt in self.acknowledged})

    def fills_and_recovers(self, failing: set[str]) -> None:
        for _ in range(20):
            self.assertEqual(self.submit().status, 201)
        self.fill()
        refused = self.submit_until_refused()
        self.assertEqual((refused.status, refused.code), (503, "storage-unavailable"))
        self.assertTrue(refused.json["retryable"])
        self.assertGreaterEqual(int(refused.headers["retry-after"]), 1)
        waiting.until(f"/readyz is red and names {failing}", lambda: failing <= set(self.hub.failing_checks()))
        self.assertEqual(self.hub.operator("/readyz").status, 503)
        self.assertIn("huecry_store_writable 0", self.hub.operator("/metrics").body.decode())
        self.check_everything_is_there()
        self.assertEqual(self.reader.get(f"/v1/notices/{self.acknowledged[0]['id']}").status, 200)
        (self.disk / "filler").unlink()
        waiting.until("a submission is accepted again without a restart", lambda: self.submit().status == 201)
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
        self.fills_and_recovers({"store"})

    def test_without_a_floor_a_write_that_fails_is_survived_as_well(self):
        self.start(0)
        self.fills_and_recovers({"store", "disk"})


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
