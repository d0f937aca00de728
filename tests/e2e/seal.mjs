// What a bureau would write with npm `jose` for sealed messages: seal a text (standard input) to certificates, or open a
// JWE (standard input) with a key.
//   node seal.mjs seal ID CERTIFICATE.pem… | node seal.mjs open KEY.pem
import { GeneralEncrypt, generalDecrypt, importPKCS8, importX509 } from "jose";
import { X509Certificate, createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const [task, ...words] = process.argv.slice(2);
const input = readFileSync(0);
const ALG = "ECDH-ES+A256KW";

async function seal(id, files) {
  const sealed = new GeneralEncrypt(input).setProtectedHeader({
    alg: ALG,
    enc: "A256GCM",
    typ: "vnd.huecry.sealed+jwe",
    cty: "vnd.huecry.message+jws",
    msg: id,
  });
  for (const file of files) {
    const pem = readFileSync(file, "utf8");
    const kid = createHash("sha256").update(new X509Certificate(pem).raw).digest("base64url");
    sealed.addRecipient(await importX509(pem, ALG)).setUnprotectedHeader({ kid });
  }
  return JSON.stringify(await sealed.encrypt());
}

async function open(file) {
  const key = await importPKCS8(readFileSync(file, "utf8"), ALG);
  const { plaintext } = await generalDecrypt(JSON.parse(input), key);
  return Buffer.from(plaintext).toString();
}

process.stdout.write(task === "seal" ? await seal(words[0], words.slice(1)) : await open(words[0]));
