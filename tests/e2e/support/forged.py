"""Certificates that no federation would issue: with a CA's key, by openssl, for any span of time."""

import subprocess
import time
from pathlib import Path

CONFIG = """
[ca]
default_ca = one
[one]
database = {place}/index.txt
rand_serial = yes
new_certs_dir = {place}
default_md = sha256
policy = any
unique_subject = no
[any]
countryName = supplied
organizationName = supplied
organizationalUnitName = optional
commonName = supplied
[gateway]
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth
subjectAltName = DNS:gateway.fr.ncb.example, URI:spiffe://fr.ncb.example/gateway
basicConstraints = critical, CA:FALSE
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""


def _stamp(seconds: float) -> str:
    return time.strftime("%Y%m%d%H%M%SZ", time.gmtime(seconds))


def gateway(place: Path, ca: Path, key_of_ca: Path, begins: float, ends: float) -> tuple[Path, Path]:
    """A TLS certificate of FR's bureau with a new key, for a time given in seconds from now; certificate and key."""
    place.mkdir(parents=True)
    (place / "index.txt").touch()
    (place / "ca.cnf").write_text(CONFIG.format(place=place))
    certificate, key, request = place / "tls.pem", place / "tls.key", place / "tls.csr"
    _openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", request,
             "-subj", "/C=FR/O=NCB/OU=gateway/CN=FR NCB gateway")
    now = time.time()
    _openssl("ca", "-batch", "-notext", "-preserveDN", "-config", place / "ca.cnf", "-extensions", "gateway", "-cert", ca,
             "-keyfile", key_of_ca, "-in", request, "-out", certificate, "-startdate", _stamp(now + begins), "-enddate",
             _stamp(now + ends))
    with certificate.open("ab") as chain:
        chain.write(ca.read_bytes())
    return certificate, key


def _openssl(*words) -> None:
    ran = subprocess.run(["openssl", *words], capture_output=True, text=True, timeout=30, check=False)
    assert ran.returncode == 0, f"openssl {words[0]}: {ran.stderr}"
