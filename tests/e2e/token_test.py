"""A bureau whose encryption key lies on a PKCS#11 token, SoftHSM here."""

import json
import os
import shutil
import subprocess

from support import cases, places
from support.messages import MessageCase

MODULE = "/usr/lib/softhsm/libsofthsm2.so"


class TokenKeys(MessageCase):
    countries = ("FR", "ES")

    def test_mail_opens_with_a_key_on_a_token_also_after_it_was_set_aside(self):
        label = "bureau"
        (self.place / "tokens").mkdir()
        (self.place / "softhsm2.conf").write_text(f"directories.tokendir = {self.place / 'tokens'}\n")
        os.environ["SOFTHSM2_CONF"] = str(self.place / "softhsm2.conf")
        self.addCleanup(os.environ.pop, "SOFTHSM2_CONF")
        run = lambda *words: subprocess.run(words, check=True, capture_output=True)
        run("softhsm2-util", "--init-token", "--free", "--label", label, "--pin", "1234", "--so-pin", "5678")
        party = self.place / "party-on-a-token"
        shutil.copytree(self.federation.party("ES"), party)
        for kind, options in (("privkey", ()), ("pubkey", ("-pubout",))):
            run("openssl", "pkey", "-in", party / "encryption.key", "-out", party / f"{kind}.der", "-outform", "DER", *options)
            run("pkcs11-tool", "--module", MODULE, "--token-label", label, "--login", "--pin", "1234", "--write-object", party / f"{kind}.der",
                "--type", kind, "--id", "01", "--label", "encryption", "--usage-derive")
        (party / "encryption.key").unlink()
        pin = self.place / "pin"
        pin.write_text("1234\n")
        pin.chmod(0o600)
        uri = f"pkcs11:token={label};object=encryption;type=private;pin-source=file:{pin};module-path={MODULE}"
        profile = self.command.file.read_text().replace(f'party = "{self.federation.party("ES")}"', f'party = "{party}"\nencryption_key = "{uri}"')
        file = self.place / "token.toml"
        file.write_text(profile)

        def opened(name: str) -> dict:
            words = [places.HUECRY, "--config", file, "--profile", "es", "--json", "message", "show", name]
            shown = subprocess.run(words, capture_output=True, text=True, check=False)
            self.assertEqual(shown.returncode, 0, shown.stderr)
            return json.loads(shown.stdout)["message"]
        first = self.sent("FR", "send", "--to", "ES", "--subject", "Token", "--body", "for the token")
        self.assertEqual(opened(first)["body"], "for the token")
        (party / "old").mkdir(exist_ok=True)
        (party / "encryption.pem").rename(party / "old/encryption-first.pem")
        (party / "old/encryption-first.uri").write_text(uri + "\n")
        self.federation.change("renew", "ES", "encryption")
        self.hub.reload()
        for end in ("pem", "key"):
            shutil.copy(self.federation.party("ES") / f"encryption.{end}", party)
        file.write_text(profile.replace(f'encryption_key = "{uri}"\n', ""))
        self.assertEqual(opened(first)["body"], "for the token")
        self.assertEqual(opened(self.sent("FR", "send", "--to", "ES", "--subject", "New", "--body", "for the file"))["body"], "for the file")


if __name__ == "__main__":
    cases.run("softhsm2-util", "pkcs11-tool")
