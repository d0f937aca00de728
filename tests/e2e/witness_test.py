"""A gateway as a witness, process beside process: `huecry witness serve` and `pull`, over http and behind a proxy with TLS."""

import http.client
import http.server
import json
import os
import signal
import ssl
import subprocess
import sys
import threading

from support import cases, places, waiting
from support.command import Command
from support.federation import sample
from support.hub import Hub

WITNESS = "de.example/witness"


class Serving:
    """`huecry witness serve` on a free port."""

    def __init__(self, case, name: str = WITNESS, folder: str = "witness") -> None:
        key = case.place / f"{folder}.key"
        if not key.exists():
            made = subprocess.run([places.HUECRY, "witness", "key", "--name", name, "--key", key], capture_output=True, text=True, check=True)
            (case.place / f"{folder}.vkey").write_text(made.stdout)
        self.vkey = (case.place / f"{folder}.vkey").read_text().strip()
        self.process = subprocess.Popen(
            [places.HUECRY, "witness", "serve", "--name", name, "--key", key, "--state", case.place / folder, "--log", case.vkey,
             "--listen", "127.0.0.1:0", "--json"], stdout=subprocess.PIPE, text=True)
        case.addCleanup(self.end)
        self.port = int(json.loads(self.process.stdout.readline())["listening"].rpartition(":")[2])

    def answered(self) -> dict:
        return json.loads(self.process.stdout.readline())

    def end(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(10)
        self.process.stdout.close()
        return code


class Proxy(http.server.BaseHTTPRequestHandler):
    """Takes TLS off, as a web server in front of a witness does."""

    port = 0
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("POST", self.path, self.rfile.read(int(self.headers["Content-Length"])), {"Content-Type": "text/plain"})
        answer = connection.getresponse()
        body = answer.read()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.headers["Content-Type"])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        connection.close()

    def log_message(self, *_: object) -> None:
        pass


class Witnesses(cases.FederationCase):
    countries = ("FR", "DE")

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.vkey = (cls.federation.folder / "hub/log.vkey").read_text().strip()

    def started(self, policy: str, folder: str, roots: str | None = None) -> Hub:
        """A hub with this witness policy; `roots`: what it trusts for https."""
        (self.place / f"{folder}.policy").write_text(policy)
        hub = Hub(self.place / folder, self.federation, {"log": {"witnesses": str(self.place / f"{folder}.policy"), "cosign_every_s": 1}})
        before = os.environ.get("SSL_CERT_FILE")
        if roots:
            os.environ["SSL_CERT_FILE"] = roots
        try:
            hub.start()
        finally:
            if roots:
                os.environ.pop("SSL_CERT_FILE")
            if before:
                os.environ["SSL_CERT_FILE"] = before
        self.addCleanup(hub.end)
        self.command = Command(self.place / f"{folder}.toml", hub, ("FR", "DE"))
        return hub

    def submitted(self, seed: int) -> str:
        outcome = self.command.run("FR", "notice", "submit", "-", "--json", text=sample("FR", seed)[0].decode())
        self.assertEqual(outcome.exit, 0, outcome.error)
        return outcome.values[0]["id"]

    def receipt(self, notice: str, policy, file) -> int:
        self.outcome = self.command.run("DE", "receipt", notice, "--min-witness", "1", "--witnesses", str(policy), "--save", str(file))
        return self.outcome.exit

    def checked_by_both(self, file, policy) -> tuple[int, int]:
        ceremony = self.federation.party("DE") / "ceremony.pem"
        words = [file, "--ceremony", ceremony, "--witnesses", policy]
        ours = subprocess.run([places.HUECRY, "verify", *words], capture_output=True, text=True, check=False)
        theirs = subprocess.run([sys.executable, "-B", places.ROOT / "docs/verify.py", *words], capture_output=True, text=True, check=False)
        self.said = ours.stderr + theirs.stderr
        return ours.returncode, theirs.returncode

    def test_a_receipt_with_its_cosignature_convinces_those_who_count_on_this_witness_and_nobody_else(self):
        serving = Serving(self)
        policy, file = self.place / "asked.policy", self.place / "cosigned.json"
        self.started(f"witness germany {serving.vkey} http://127.0.0.1:{serving.port}\nquorum germany\n", "asked")
        notice = self.submitted(1)
        waiting.until("the witness cosigns", lambda: self.receipt(notice, policy, file) == 0)
        self.assertEqual(self.checked_by_both(file, policy), (0, 0), self.said)
        said = serving.answered()
        self.assertEqual((said["path"], said["status"]), ("/add-checkpoint", 200))
        other = Serving(self, "other.example/witness", "other")
        (self.place / "other.policy").write_text(f"witness other {other.vkey}\nquorum other\n")
        self.assertEqual(self.checked_by_both(file, self.place / "other.policy"), (6, 1))
        plain = self.place / "plain.json"
        self.assertEqual(self.command.run("DE", "receipt", notice, "--save", str(plain)).exit, 0)
        self.assertEqual(self.checked_by_both(plain, policy), (6, 1))
        self.assertEqual(serving.end(), 0)

    def test_a_witness_behind_tls_is_asked_when_its_name_and_root_are_right(self):
        serving = Serving(self, folder="behind-tls")  # each hub here has a log of its own, with one key
        certificate, key = self.place / "proxy.pem", self.place / "proxy.key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
                       capture_output=True, check=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        handler = type("OneProxy", (Proxy,), {"port": serving.port})
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            server.socket = context.wrap_socket(server.socket, server_side=True)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            rows = (("right", "localhost", str(certificate), True), ("wrong-name", "127.0.0.1", str(certificate), False),
                    ("wrong-root", "localhost", str(self.federation.hub_root), False))
            for name, host, roots, taken in rows:
                with self.subTest(name):
                    hub = self.started(f"witness germany {serving.vkey} https://{host}:{server.server_port}\nquorum germany\n", name, roots)
                    self.submitted(2)
                    if taken:
                        notice = self.submitted(3)
                        waiting.until("it cosigns", lambda n=notice, p=name: self.receipt(n, self.place / f"{p}.policy", self.place / "tls.json") == 0)
                    else:
                        waiting.until("it is refused", lambda h=hub: h.events("witness-failed"))
                        self.assertIn("TLS handshake", hub.events("witness-failed")[0]["reason"])
                    hub.stop()
            server.shutdown()

    def test_one_that_nobody_can_reach_pulls_and_goes_on_when_the_hub_was_away(self):
        key, state = self.place / "pull.key", self.place / "pull"
        made = subprocess.run([places.HUECRY, "witness", "key", "--name", WITNESS, "--key", key], capture_output=True, text=True, check=True)
        again = subprocess.run([places.HUECRY, "witness", "key", "--name", WITNESS, "--key", key], capture_output=True, text=True, check=False)
        self.assertEqual(again.returncode, 2, "a key was written over")
        self.assertEqual(key.stat().st_mode & 0o777, 0o600)
        policy, file = self.place / "pulled.policy", self.place / "pulled.json"
        hub = self.started(f"witness germany {made.stdout.strip()}\nquorum germany\n", "pulled")
        words = self.command.words("DE", "witness", "pull", "--name", WITNESS, "--key", str(key), "--state", str(state), "--json")
        first = subprocess.run(words, capture_output=True, text=True, check=True)
        self.assertTrue(json.loads(first.stdout)["kept"])
        with subprocess.Popen([*words, "--every", "1"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as pulling:
            self.addCleanup(pulling.kill)
            hub.write_config({"log": {"witnesses": str(policy), "cosign_every_s": 1}, "listen": {"port": hub.port}})
            hub.stop()
            hub.start()
            notice = self.submitted(5)
            waiting.until("it cosigns again", lambda: self.receipt(notice, policy, file) == 0)
            pulling.kill()
            pulling.communicate()
        self.assertEqual(self.checked_by_both(file, policy), (0, 0), self.said)

    def test_words_that_are_wrong_are_told_before_anything_is_done(self):
        key = self.place / "words.key"
        subprocess.run([places.HUECRY, "witness", "key", "--name", WITNESS, "--key", key], capture_output=True, check=True)
        rows = (("8777", "--listen takes ADDRESS:PORT"), ("127.0.0.1:x", "127.0.0.1:x"), ("nowhere:1", "nowhere is no address"))
        for listen, said in rows:
            with self.subTest(listen):
                done = subprocess.run([places.HUECRY, "witness", "serve", "--name", WITNESS, "--key", key, "--state", self.place / "words",
                                       "--log", self.vkey, "--listen", listen], capture_output=True, text=True, timeout=20, check=False)
                self.assertEqual(done.returncode, 2)
                self.assertIn(said, done.stderr)


if __name__ == "__main__":
    cases.run("openssl")
