"""What a process has in memory, as whoever runs its machine could read it."""

import re
from pathlib import Path

REGION = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) rw")
PIECE = 1 << 24


def regions(pid: int) -> list[tuple[int, int]]:
    """Begin and end of what it can write: its heap, its stacks, what it has mapped for itself."""
    lines = Path(f"/proc/{pid}/maps").read_text().splitlines()
    found = [REGION.match(line) for line in lines if "[vvar]" not in line and "[vsyscall]" not in line]
    return [(int(match[1], 16), int(match[2], 16)) for match in found if match]


def holding(pid: int, texts: list[bytes]) -> set[bytes]:
    """Which of the texts stand anywhere in its memory."""
    found: set[bytes] = set()
    margin = max(map(len, texts))
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for begin, end in regions(pid):
            for at in range(begin, end, PIECE):
                try:
                    memory.seek(at)
                    piece = memory.read(min(PIECE + margin, end - at))
                except OSError:  # a guard page, or gone meanwhile
                    continue
                found |= {text for text in texts if text in piece}
    return found
