"""A time authority (RFC 3161): a certificate of its own, and `openssl ts` behind a small HTTP server."""

import http.server
import subprocess
import threading
from pathlib import Path

CONFIG = """
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


class Authority:
    """`down` makes it answer 503; `delay_s` is no part of it: a slow one is one that is down for the hub."""

    def __init__(self, case, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.down = False
        self.asked = 0
        (folder / "serial").write_text("01\n")
        (folder / "config").write_text(CONFIG.format(folder=folder))
        self._certificates()
        authority = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                authority.asked += 1
                if authority.down:
                    return self.send_error(503)
                reply = authority.reply(body)
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)
                return None

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        case.addCleanup(self.server.server_close)
        case.addCleanup(self.server.shutdown)

    def _certificates(self) -> None:
        at = self.folder
        make = ["openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        subprocess.run([*make, "-x509", "-days", "30", "-subj", f"/CN={at.name} root", "-keyout", at / "root.key", "-out", at / "root.pem"],
                       capture_output=True, check=True)
        subprocess.run([*make, "-subj", f"/CN={at.name}", "-keyout", at / "tsa.key", "-out", at / "tsa.csr"], capture_output=True, check=True)
        (at / "ext").write_text("keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n")
        subprocess.run(["openssl", "x509", "-req", "-in", at / "tsa.csr", "-CA", at / "root.pem", "-CAkey", at / "root.key", "-CAcreateserial",
                        "-days", "30", "-extfile", at / "ext", "-out", at / "tsa.pem"], capture_output=True, check=True)

    def reply(self, query: bytes) -> bytes:
        (self.folder / "query").write_bytes(query)
        made = subprocess.run(["openssl", "ts", "-reply", "-config", self.folder / "config", "-queryfile", self.folder / "query",
                               "-signer", self.folder / "tsa.pem", "-inkey", self.folder / "tsa.key"], capture_output=True, check=True)
        return made.stdout

    @property
    def roots(self) -> Path:
        return self.folder / "root.pem"

    def line(self, name: str, roots: Path | None = None) -> str:
        """As it stands in the hub's list of authorities."""
        return f"{name} http://127.0.0.1:{self.server.server_port}/tsa {roots or self.roots}\n"
