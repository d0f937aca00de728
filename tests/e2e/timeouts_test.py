"""Connections that dawdle are closed: not before the time that [timeouts] gives them, and soon after."""

import contextlib
import http.client
import socket
import time

from support import cases

HANDSHAKE_S, HEADER_S, IDLE_S, LIFE_S = 1, 1, 2, 4
GRACE_S = 2.5  # deadlines are looked at four times a second; then there is a goodbye of at most two seconds
SLOW_MACHINE_S = 4.0


class Timeouts(cases.HubCase):
    settings = {"timeouts": {"handshake_s": HANDSHAKE_S, "header_s": HEADER_S, "idle_s": IDLE_S, "connection_life_s": LIFE_S},
                "limits": {"inbox_wait_s": 1, "disk_floor_mib": 1}}

    def closed_after(self, connection: socket.socket, drop: bytes = b"") -> float:
        """Seconds until the hub closes it, whatever it says before. The drop is sent again and again meanwhile, by the
        thread that reads: two threads must not use one TLS connection."""
        began = time.monotonic()
        while time.monotonic() - began < 20:
            connection.settimeout(0.1 if drop else 20)
            try:
                if not connection.recv(1 << 16):
                    break
            except ConnectionError:
                break
            except TimeoutError:
                with contextlib.suppress(ConnectionError):  # then the next reading tells
                    connection.sendall(drop)
        return time.monotonic() - began

    def check(self, connection: socket.socket, limit_s: float, drop: bytes = b"") -> None:
        """The hub's clock began after self.began, and before this is called."""
        took = self.closed_after(connection, drop)
        self.assertGreaterEqual(time.monotonic() - self.began, limit_s - 0.01, "closed before its time")
        self.assertLessEqual(took, limit_s + GRACE_S + SLOW_MACHINE_S)

    def setUp(self):
        super().setUp()
        self.began = time.monotonic()

    def connected(self):
        member = self.member("DE")
        member.open()
        return member

    def test_a_handshake_that_does_not_come(self):
        with socket.create_connection(("127.0.0.1", self.hub.port)) as silent:
            self.check(silent, HANDSHAKE_S)

    def test_a_header_that_does_not_end(self):
        member = self.connected()
        member.socket.sendall(b"GET /v1/whoami HTTP/1.1\r\n")
        self.check(member.socket, HEADER_S)

    def test_a_header_that_comes_in_drops(self):
        member = self.connected()
        member.socket.sendall(b"GET /v1/whoami HTTP/1.1\r\nX-Slow: ")
        self.check(member.socket, HEADER_S, drop=b"x")

    def test_a_connection_that_asks_nothing_more(self):
        member = self.connected()
        self.assertEqual(member.get("/v1/whoami").status, 200)
        self.check(member.socket, IDLE_S)

    def test_a_connection_that_is_busy_all_its_life(self):
        member, began = self.connected(), time.monotonic()
        try:
            while time.monotonic() - began < LIFE_S + GRACE_S + SLOW_MACHINE_S:
                answer = member.get("/v1/whoami")
                self.assertEqual(answer.status, 200)
                if answer.headers.get("connection") == "close":
                    break
                time.sleep(0.05)  # never idle for long, but mostly idle: that is when the hub closes
            else:
                self.fail("it lives longer than it may")
        except (ConnectionError, http.client.HTTPException):
            pass  # closed between two requests
        self.assertGreaterEqual(time.monotonic() - began, LIFE_S - 0.3)


if __name__ == "__main__":
    cases.run()
