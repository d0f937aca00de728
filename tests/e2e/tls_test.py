"""Who may connect: seen by curl and openssl s_client, and by what the hub says of each stranger in its log."""

import ssl
import subprocess
import time

from support import cases, curl, forged, waiting
from support.federation import Federation

AT_ONCE_S = 5.0
DAY_S = 24 * 3600


class Tls(cases.HubCase):
    def refused(self, reason: str, attempt, detail: str = "") -> curl.Outcome:
        """attempt() gets no answer, and the hub logs this reason and detail. The others go on."""
        before = len(self.hub.events("tls.refused"))
        outcome = attempt()
        self.assertNotEqual(outcome.exit, 0)
        self.assertEqual(outcome.head, b"", "an answer came over a connection that should not be")
        events = waiting.until("the hub logs the refusal", lambda: self.hub.events("tls.refused")[before:])
        self.assertEqual(events[0]["reason"], reason, events)
        self.assertIn(detail, events[0]["detail"])
        self.assertEqual(curl.curl(self.hub, "/v1/whoami", party="DE").status, 200)
        return outcome

    def whoami(self, *options: str, **identity) -> curl.Outcome:
        return curl.curl(self.hub, "/v1/whoami", *options, **identity)

    def test_a_stranger_without_a_certificate_is_refused(self):
        def attempt():
            ran = subprocess.run(["curl", "-sS", "--include", "--max-time", "20", "--cacert", self.federation.hub_root,
                                  f"https://localhost:{self.hub.port}/v1/whoami"], capture_output=True, check=False)
            return curl.Outcome(ran.returncode, 0, ran.stdout, b"", ran.stderr.decode())

        self.assertIn("certificate required", self.refused("no-certificate", attempt).error)

    def test_the_same_names_below_a_foreign_root_are_refused(self):
        foreign = Federation.make(self.place / "foreign", ("FR",)).party("FR")
        self.refused("certificate", lambda: self.whoami(identity=(foreign / "tls.pem", foreign / "tls.key")), "unable to get local issuer")

    def test_a_certificate_counts_from_its_beginning_to_its_end(self):
        authority = self.federation.folder / "FR/ca/NCB.pem", self.federation.folder / "FR/ca/NCB.key"
        valid = forged.gateway(self.place / "valid", *authority, -DAY_S, DAY_S)
        self.assertEqual(self.whoami(identity=valid).status, 200, "the profile of these certificates is not the hub's")
        expired = forged.gateway(self.place / "expired", *authority, -2 * DAY_S, -60)
        self.refused("certificate", lambda: self.whoami(identity=expired), "has expired")
        early = forged.gateway(self.place / "early", *authority, 3600, DAY_S)
        self.refused("certificate", lambda: self.whoami(identity=early), "not yet valid")

    def test_a_signing_certificate_does_not_connect(self):
        party = self.federation.party("FR")
        self.refused("certificate", lambda: self.whoami(identity=(party / "notices.pem", party / "notices.key")), "purpose")

    def s_client(self, *options: str) -> subprocess.CompletedProcess:
        party = self.federation.party("FR")
        return subprocess.run(
            ["openssl", "s_client", "-connect", f"localhost:{self.hub.port}", "-servername", "localhost", "-verify_return_error",
             "-CAfile", self.federation.hub_root, "-cert", party / "tls.pem", "-key", party / "tls.key", "-brief", *options],
            input=b"", capture_output=True, timeout=20, check=False)

    def test_only_tls_1_3_is_spoken(self):
        self.assertIn(b"Protocol version: TLSv1.3", self.s_client("-tls1_3").stderr)
        older = self.s_client("-tls1_2")
        self.assertNotEqual(older.returncode, 0)
        self.assertIn(b"alert protocol version", older.stderr)
        self.refused("protocol", lambda: self.whoami("--tls-max", "1.2"))

    def test_a_suite_or_group_outside_the_policy_is_not_negotiated(self):
        self.assertIn(b"Ciphersuite: TLS_AES_128_GCM_SHA256", self.s_client("-ciphersuites", "TLS_AES_128_GCM_SHA256").stderr)
        self.assertNotEqual(self.s_client("-ciphersuites", "TLS_AES_128_CCM_8_SHA256").returncode, 0)
        self.assertNotEqual(self.s_client("-groups", "ffdhe2048").returncode, 0)

    def test_a_revoked_certificate_loses_its_live_connection_at_once_and_gets_no_new_one(self):
        revoked, other = self.member("IT"), self.member("DE")
        for connection in (revoked, other):
            self.assertEqual(connection.get("/v1/whoami").status, 200)
        socket, kept = revoked.socket, other.socket
        self.federation.change("revoke", "IT", "tls")
        began = time.monotonic()
        self.hub.reload()
        socket.settimeout(AT_ONCE_S)
        try:
            self.assertEqual(socket.recv(1), b"", "the connection should end, without an answer")
        except (ConnectionResetError, ssl.SSLError) as error:
            self.assertNotIsInstance(error, TimeoutError)
        self.assertLess(time.monotonic() - began, AT_ONCE_S)
        self.refused("revoked", lambda: self.whoami(party="IT"))
        self.assertEqual(other.get("/v1/whoami").status, 200)
        self.assertIs(other.socket, kept, "the connection of another bureau was cut as well")


if __name__ == "__main__":
    cases.run("openssl", "curl")
