"""The log as anybody outside can check it: RFC 6962 hashes, checkpoints (C2SP tlog-checkpoint) and their signature."""

import base64
import hashlib
from dataclasses import dataclass

from . import libcrypto


@dataclass(frozen=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes


class Key:
    """The log's verifier key, NAME+ID+BASE64(1 ‖ public key)."""

    def __init__(self, vkey: str) -> None:
        name, identity, key = vkey.strip().split("+", 2)
        self._name, self._id, self._public = name, bytes.fromhex(identity), base64.b64decode(key)[1:]

    def open(self, note: str) -> Checkpoint:
        """The checkpoint that this key has signed; anything else is an AssertionError."""
        body, _, signatures = note.partition("\n\n")
        signed = (body + "\n").encode()
        origin, size, root = body.split("\n")
        for line in signatures.splitlines():
            dash, name, text = line.split(" ")
            blob = base64.b64decode(text)
            if dash == "—" and name == self._name and blob[:4] == self._id:
                assert libcrypto.verify_ed25519(self._public, blob[4:], signed), f"the signature of a checkpoint fails: {note}"
                return Checkpoint(origin, int(size), base64.b64decode(root))
        raise AssertionError(f"the log's key has not signed this checkpoint: {note}")


def leaf_in(receipt: str) -> bytes:
    """The entry that a receipt (C2SP tlog-proof) carries."""
    return base64.b64decode(receipt.split("\n")[1].removeprefix("extra "))


def checkpoint_in(receipt: str) -> str:
    return receipt.partition("\n\n")[2]


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\0" + entry).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    """Grows leaf by leaf from a checkpoint whose size is a power of two: there the root is the only hash that is needed
    of all that came before."""

    def __init__(self, start: Checkpoint) -> None:
        assert start.size.bit_count() == 1, f"{start.size} is no power of two"
        self.size = start.size
        self._peaks = [(start.size, start.root)]  # complete subtrees from the left, each with its number of leaves

    def append(self, entry: bytes) -> None:
        self.size += 1
        self._peaks.append((1, leaf_hash(entry)))
        while len(self._peaks) > 1 and self._peaks[-1][0] == self._peaks[-2][0]:
            (size, right), (_, left) = self._peaks.pop(), self._peaks.pop()
            self._peaks.append((2 * size, _node(left, right)))

    def root(self) -> bytes:
        root = self._peaks[-1][1]
        for _, left in reversed(self._peaks[:-1]):
            root = _node(left, root)
        return root
