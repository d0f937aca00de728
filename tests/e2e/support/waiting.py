"""Waiting for a condition, never for a time: each wait has a limit and says what it waited for."""

import time

INTERVAL_S = 0.01


def until(what: str, condition, limit_s: float = 20.0):
    """The first true value of condition(). Fails with the sentence and the last value when the limit is over."""
    end = time.monotonic() + limit_s
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited {limit_s:g} s for this: {what}; the last answer was {value!r}")
        time.sleep(INTERVAL_S)
