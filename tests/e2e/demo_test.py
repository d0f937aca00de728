"""The demonstration must not take the data of another one that is running."""

import fcntl
import os
import subprocess
import unittest

from support import cases, places


class Demonstration(unittest.TestCase):
    def test_a_second_one_is_refused_and_removes_nothing(self):
        folder = cases.temporary_place(self.addCleanup) / "demo"
        folder.mkdir()
        (folder / "kept").write_text("by the first")
        with open(f"{folder}.lock", "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            second = subprocess.run([places.ROOT / "tests/e2e/demo", "--once"], capture_output=True, text=True, timeout=20,
                                    env={**os.environ, "HUECRY_DEMO_DIR": str(folder)}, check=False)
        self.assertEqual(second.returncode, 1)
        self.assertIn("a demonstration is running", second.stderr)
        self.assertEqual((folder / "kept").read_text(), "by the first")


if __name__ == "__main__":
    cases.run("flock")
