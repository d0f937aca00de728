"""SIGKILL of the hub at random moments under load. Afterwards everything that was acknowledged is there, where it was said
to be; nothing came twice; and the log that grew over all the kills is one log, as its own checkpoints say."""

import json
import time

from hub_kill.load import Book, Load
from support import cases, waiting
from support.federation import sample
from support.log_tree import Checkpoint, Key, Tree, checkpoint_in, leaf_in

ROUNDS = 30
ANSWERS = (0, 120)  # the kill comes after so many answers of its round, and a moment
MOMENT_S = (0.0, 0.03)
PATIENCE_S = 3.0  # on a machine so busy that the answers do not come, the kill does not wait for them
READY_DOCUMENTS = 600  # signed before each round, so that the clients only send
START_KILLS, START_S = 4, (0.0, 0.15)  # some kills come so long after the process began, in the middle of its start
BATCH = 250


class HubKill(cases.HubCase):
    settings = {"logging": {"level": "warning"}}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.key = Key((cls.federation.folder / "hub/log.vkey").read_text())
        cls.signer = cls.federation.signer("FR")
        cls.payload = json.loads(sample("FR", 1)[0])

    def document(self, name: str) -> bytes:
        return self.signer.document(json.dumps({**self.payload, "id": f"FR-kill-{name}"}).encode())

    def first_power_of_two(self) -> Checkpoint:
        """Submits until the log has a size from which anybody can go on hashing (log_tree.Tree)."""
        bureau = self.member("FR")
        for count in range(64):
            checkpoint = self.key.open(bureau.checkpoint())
            if checkpoint.size.bit_count() == 1:
                return checkpoint
            odd = (2 ** checkpoint.size.bit_length() - checkpoint.size) % 2 == 1  # a batch of one adds two entries, one of two three
            names = [f"first-{count}", f"second-{count}"] if odd else [f"first-{count}"]
            self.assertIn(bureau.submit_batch([self.document(name) for name in names]).status, (200, 201))
        self.fail("64 batches did not bring the log to a power of two")

    def kill_in_the_middle(self, dice, book: Book) -> None:
        while len(book.open) < READY_DOCUMENTS:
            book.add(self.document(f"{len(book.documents):06}"))
        load, wanted = Load(book), len(book.acknowledged) + dice.randint(*ANSWERS)
        self.hub.start()
        load.begin(self.hub)
        end = time.monotonic() + PATIENCE_S
        while len(book.acknowledged) < wanted and time.monotonic() < end:
            time.sleep(waiting.INTERVAL_S)
        time.sleep(dice.uniform(*MOMENT_S))  # not a wait for anything: the random moment of the kill
        self.hub.kill()
        load.end()
        self.assertEqual(book.faults, [])

    def kill_at_the_start(self, dice) -> None:
        self.hub.spawn()
        time.sleep(dice.uniform(*START_S))
        self.hub.kill()

    def final_receipts(self, book: Book) -> list[dict]:
        """Every document once more: the first receipt, or a first one for what never arrived."""
        bureau, receipts = self.member("FR"), []
        for begin in range(0, len(book.documents), BATCH):
            answer = bureau.submit_batch(book.documents[begin:begin + BATCH])
            self.assertEqual(answer.status, 200, answer.body[:300])
            receipts += answer.json["results"]
        return receipts

    def check_receipts(self, book: Book, final: list[dict]) -> None:
        for number, first in book.acknowledged.items():
            again = final[number]
            self.assertTrue(again.get("duplicate"), f"acknowledged and lost: document {number}, {first}, now {again}")
            for part in ("id", "position", "received", "object", "receipt", "released"):
                self.assertEqual(again[part], first[part], f"{part} of document {number} has changed")

    def entries(self, begin: int, end: int) -> list[bytes]:
        """As an auditor may read them (C2SP tlog-tiles)."""
        auditor, found = self.member("XP/AUDIT"), []
        for tile in range(begin // 256, (end + 255) // 256):
            width = min(256, end - tile * 256)
            answer = auditor.get(f"/v1/log/tile/entries/{tile:03}" + (f".p/{width}" if width < 256 else ""))
            self.assertEqual(answer.status, 200)
            bundle = answer.body
            while bundle:
                length = int.from_bytes(bundle[:2], "big")
                found.append(bundle[2:2 + length])
                bundle = bundle[2 + length:]
        return found[begin % 256:]

    def check_log(self, start: Checkpoint, book: Book, final: list[dict]) -> None:
        """Hashes all leaves again and meets every checkpoint that was ever seen on the way."""
        answered = {receipt["position"]: leaf_in(receipt["receipt"]) for receipt in final}
        end = self.key.open(self.member("DE").checkpoint()).size
        leaves = dict(enumerate(self.entries(start.size, end), start.size))
        self.assertEqual({position: leaves[position] for position in answered}, answered)
        strange = {json.loads(leaf)["id"] for position, leaf in leaves.items() if position not in answered}
        self.assertEqual(strange, {"heads"}, "beside the documents there is what ends each batch, and nothing else")
        notes = {checkpoint_in(receipt["receipt"]) for receipt in [*book.acknowledged.values(), *final]}
        notes.add(self.member("DE").checkpoint())
        wanted = {}
        for checkpoint in map(self.key.open, notes):
            self.assertEqual(wanted.setdefault(checkpoint.size, checkpoint), checkpoint, "two roots for one size: a fork")
        self.assertEqual(sorted(leaves), list(range(start.size, end)), "the log has gaps")
        tree = Tree(start)
        for position in sorted(leaves):
            tree.append(leaves[position])
            if checkpoint := wanted.pop(tree.size, None):
                self.assertEqual(tree.root(), checkpoint.root, f"the log does not fit its checkpoint of size {tree.size}")
        self.assertEqual(list(wanted), [], "checkpoints beyond the end of the log")
        for receipt in book.acknowledged.values():
            self.assertGreater(self.key.open(checkpoint_in(receipt["receipt"])).size, receipt["position"])

    def check_inbox(self, start: Checkpoint, book: Book, final: list[dict]) -> None:
        items = [item for item in self.member("DE").inbox() if item["position"] >= start.size]
        positions = [item["position"] for item in items]
        self.assertEqual(positions, sorted(set(positions)), "the inbox is not in order, or something came twice")
        delivered = {item["position"]: item["id"] for item in items}
        self.assertEqual(delivered, {receipt["position"]: receipt["id"] for receipt in final})
        for position, identifier in book.seen.items():
            if position >= start.size:
                self.assertEqual(delivered.get(position), identifier, "what an inbox has shown is gone after a kill")
        sent = {receipt["position"]: json.loads(book.documents[number]) for number, receipt in enumerate(final)}
        for item in items:
            self.assertEqual(item["document"], sent[item["position"]])

    def test_nothing_acknowledged_is_lost_or_doubled_by_kills_under_load(self):
        dice = cases.dice()
        start = self.first_power_of_two()
        book = Book()
        self.hub.kill()
        early = set(dice.sample(range(ROUNDS), START_KILLS))
        rounds_with_answers = 0
        for number in range(ROUNDS):
            if number in early:
                self.kill_at_the_start(dice)
            before = len(book.acknowledged)
            self.kill_in_the_middle(dice, book)
            rounds_with_answers += len(book.acknowledged) > before
        print(f"{len(book.acknowledged)} acknowledged, {book.repeats} of them after their answer was lost once", flush=True)
        self.assertGreater(rounds_with_answers, ROUNDS // 2, "most kills came before the first answer")
        self.assertGreater(book.repeats, 0, "no kill has cost an answer: they came at no interesting moment")
        self.hub.start()
        final = self.final_receipts(book)
        self.check_receipts(book, final)
        self.check_log(start, book, final)
        self.check_inbox(start, book, final)


if __name__ == "__main__":
    cases.run()
