"""Certificates, trust list and revocation lists change under load without one failed request: by SIGHUP and by files that
are moved in."""

import json
import threading

from support import cases, jws, waiting
from support.federation import sample
from support.member import Member

AFTER = 3  # answers of each kind of client that must follow a change, before the next


class Client(threading.Thread):
    """One request after another over one kept connection, or over a new one for each, until told to stop."""

    def __init__(self, hub, party: str, keep: bool, request) -> None:
        super().__init__()
        self.answered, self.failures = 0, []
        self._hub, self._keep, self._request = hub, keep, request
        self.context = hub.context(party)
        self._over = threading.Event()

    def run(self) -> None:
        member = Member(self._hub.port, self.context)
        while not self._over.is_set():
            try:
                answer = self._request(member)
                if answer.status >= 300:
                    self.failures.append(f"{answer.status} {answer.body[:200]!r}")
            except Exception as error:  # noqa: BLE001 - any failed request is what this is about
                self.failures.append(f"{type(error).__name__}: {error}")
            self.answered += 1
            if not self._keep:
                member.close()
                member = Member(self._hub.port, self.context)
        member.close()

    def stop(self) -> None:
        self._over.set()
        self.join(30)


class Rotation(cases.HubCase):
    def setUp(self):
        self.payload = json.loads(sample("FR", 1)[0])
        self.signer = self.federation.signer("FR")
        self.number = 0
        self.clients = [Client(self.hub, "FR", True, self.submit), Client(self.hub, "IT", False, lambda m: m.get("/v1/inbox?limit=5")),
                        Client(self.hub, "DE", True, lambda m: m.get("/v1/notices?limit=5"))]
        for client in self.clients:
            client.start()
            self.addCleanup(client.stop)
        self.go_on()

    def submit(self, member):
        self.number += 1
        payload = {**self.payload, "id": f"FR-{self.id().rsplit('_', 1)[1]}-{self.number}"}
        return member.submit(self.signer.document(json.dumps(payload).encode()))

    def go_on(self) -> None:
        """Until each client has had answers after this moment; none of them may be a failure."""
        before = [client.answered for client in self.clients]
        waiting.until("answers to each client", lambda: all(
            client.answered >= count + AFTER for client, count in zip(self.clients, before, strict=True)))
        self.assertEqual([client.failures for client in self.clients], [[]] * len(self.clients))

    def changed(self, event: str, by_signal: bool, change) -> None:
        """change() writes the files; the hub notices by itself, or is told."""
        before = len(self.hub.events(event))
        change()
        if by_signal:
            self.hub.reload()
        waiting.until(f"the hub logs {event}", lambda: len(self.hub.events(event)) > before)
        self.go_on()

    def rotate_everything(self, by_signal: bool, unused: str) -> None:
        old = self.served_certificate_of_a_member()
        self.changed("reloaded", by_signal, lambda: self.federation.change("renew", "hub"))
        self.assertNotEqual(self.served_certificate_of_a_member(), old, "the hub still shows its old certificate")
        self.assertEqual(self.served_certificate_of_a_member(), jws.certificates(self.federation.folder / "hub/tls.pem")[0])
        self.changed("trust-changed", by_signal, lambda: self.federation.change("renew", "FR", "notices"))
        self.signer = self.federation.signer("FR")  # documents go on under the new certificate
        self.go_on()
        self.federation.change("renew", "IT", "tls")
        self.clients[1].context = self.hub.context("IT")  # from its next connection on
        self.go_on()
        # A revocation list and with it a new trust list: of a certificate that nobody here uses.
        self.changed("trust-changed", by_signal, lambda: self.federation.change("revoke", "DE", unused))

    def served_certificate_of_a_member(self) -> bytes:
        member = self.member("DE")
        member.open()
        return member.socket.getpeercert(binary_form=True)

    def test_by_signal(self):
        self.rotate_everything(by_signal=True, unused="messages")

    def test_by_file(self):
        self.rotate_everything(by_signal=False, unused="policy")

    def test_files_that_are_refused_change_nothing(self):
        before = self.served_certificate_of_a_member()
        for file in ("hub/tls.pem", "trust/list.jws", "trust/crls/FR-NCB.crl"):
            path = self.federation.folder / file
            good, aside = path.read_bytes(), path.with_suffix(".aside")
            for content, event in ((b"no such thing", "certificate-refused" if "tls" in file else "trust-refused"), (good, "reloaded")):
                aside.write_bytes(content)
                self.changed(event, False, lambda: aside.replace(path))  # noqa: B023 - called at once
        self.assertEqual(self.served_certificate_of_a_member(), before)


if __name__ == "__main__":
    cases.run()
