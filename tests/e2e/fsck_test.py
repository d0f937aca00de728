"""huecryd fsck as an operator calls it."""

import json
import subprocess

from support import cases, places
from support.federation import sample


class Fsck(cases.HubCase):
    countries = ("FR", "DE")

    def fsck(self, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run([places.HUECRYD, "--config", self.hub.folder / "huecryd.toml", "fsck", *words], capture_output=True, text=True, check=False)

    def test_it_waits_for_a_hub_to_be_stopped_and_then_says_that_all_is_whole(self):
        document = self.federation.signer("FR").document(sample("FR", 1)[0])
        entry = json.loads(self.member("FR").submit(document).body)
        running = self.fsck()
        self.assertEqual(running.returncode, 3)
        self.assertIn("lock", running.stderr.lower())
        self.assertEqual(self.hub.stop(), 0)
        for words in ((), ("--no-views",)):
            with self.subTest(words):
                whole = self.fsck(*words)
                self.assertEqual(whole.returncode, 0, whole.stderr)
                self.assertRegex(whole.stdout, r"^\d+ entries; 0 damaged rows of the journal")
                self.assertGreater(int(whole.stdout.split()[0]), entry["position"])

    def test_rows_are_only_made_again_with_a_place_for_what_was_there(self):
        refused = self.fsck("--mend")
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("--quarantine", refused.stderr)


if __name__ == "__main__":
    cases.run()
