"""Clients that submit as fast as they can, in threads of their own, and keep what they were told. A document whose answer
did not come is sent again, the same bytes, by whoever is free after the next start."""

import collections
import http.client
import threading
from dataclasses import dataclass, field

from support.hub import Hub
from support.member import Answer, Member

BATCH = 16
CLIENTS_SINGLE, CLIENTS_BATCH = 3, 2
GONE = (OSError, http.client.HTTPException)


@dataclass
class Book:
    """What is known of all documents, by their number. Appending and popping of these types is atomic in Python."""

    documents: list[bytes] = field(default_factory=list)
    open: collections.deque = field(default_factory=collections.deque)  # not answered yet
    acknowledged: dict[int, dict] = field(default_factory=dict)
    repeats: int = 0  # answered as duplicates: committed before a kill, the answer lost
    seen: dict[int, str] = field(default_factory=dict)  # position and id, as read in an inbox under load
    faults: list[str] = field(default_factory=list)

    def add(self, document: bytes) -> None:
        self.documents.append(document)
        self.open.append(len(self.documents) - 1)

    def take(self, count: int) -> list[int]:
        taken = []
        while self.open and len(taken) < count:
            taken.append(self.open.popleft())
        return taken

    def acknowledge(self, number: int, receipt: dict) -> None:
        if "position" not in receipt:
            self.faults.append(f"document {number} was refused: {receipt}")
        self.acknowledged[number] = receipt
        self.repeats += receipt.get("duplicate", False)


class Load:
    """Runs from begin() to end(), which is after the hub was killed."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._threads: list[threading.Thread] = []
        self._over = threading.Event()

    def begin(self, hub: Hub) -> None:
        jobs = [(self._submit, "FR", 1)] * CLIENTS_SINGLE + [(self._submit, "FR", BATCH)] * CLIENTS_BATCH + [(self._read, "DE", 0)]
        self._over.clear()
        self._threads = [threading.Thread(target=self._guarded, args=(job, hub.member(party), count)) for job, party, count in jobs]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(30)
            assert not thread.is_alive(), "a client still waits for an answer of a hub that is dead"

    def _guarded(self, job, member: Member, count: int) -> None:
        try:
            job(member, count)
        except GONE:
            pass  # the kill
        except Exception as error:  # noqa: BLE001 - a thread's failure must fail the test
            self._book.faults.append(f"{type(error).__name__}: {error}")
        finally:
            member.close()

    def _submit(self, member: Member, count: int) -> None:
        last = -1
        while not self._over.is_set() and (numbers := self._book.take(count)):
            try:
                answer = self._send(member, numbers, count)
            except GONE:
                self._book.open.extendleft(numbers)
                raise
            receipts = answer.json["results"] if count > 1 else [answer.json]
            for number, receipt in zip(numbers, receipts, strict=True):
                self._book.acknowledge(number, receipt)
                if not receipt.get("duplicate"):
                    self._check_order(last, last := receipt.get("position", -1))

    def _check_order(self, before: int, after: int) -> None:
        if after <= before:
            self._book.faults.append(f"one client was given position {after} after {before}")

    def _send(self, member: Member, numbers: list[int], count: int) -> Answer:
        documents = [self._book.documents[number] for number in numbers]
        return member.submit_batch(documents) if count > 1 else member.submit(documents[0])

    def _read(self, member: Member, _: int) -> None:
        """The inbox, from where the last reader was cut; what was shown once must stay."""
        while not self._over.is_set():
            after = f"&after={max(self._book.seen)}" if self._book.seen else ""
            answer = member.get(f"/v1/inbox?limit=200&wait=1{after}")
            for item in answer.json["items"]:
                if item["position"] in self._book.seen:
                    self._book.faults.append(f"position {item['position']} came twice after a cursor beyond it")
                self._book.seen[item["position"]] = item["id"]
