// What a bureau would write with npm `jose`: sign a payload (standard input) or verify a container (standard input).
//   node jose.mjs sign KEY.pem CERTIFICATE.pem | node jose.mjs verify CERTIFICATE.pem
import { FlattenedSign, flattenedVerify, importPKCS8, importX509 } from "jose";
import { X509Certificate, createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const [task, ...files] = process.argv.slice(2);
const [first, second] = files.map((name) => readFileSync(name, "utf8"));
const input = readFileSync(0);

async function sign(key, certificate) {
  const digest = createHash("sha256").update(new X509Certificate(certificate).raw).digest("base64url");
  const header = {
    alg: "ES256",
    typ: "vnd.huecry.notice+jws",
    cty: "vnd.huecry.notice+json",
    iat: Math.floor(Date.now() / 1000),
    "x5t#S256": digest,
  };
  const signer = new FlattenedSign(input).setProtectedHeader(header);
  return JSON.stringify(await signer.sign(await importPKCS8(key, "ES256")));
}

async function verify(certificate) {
  const key = await importX509(certificate, "ES256");
  const { payload } = await flattenedVerify(JSON.parse(input), key, { algorithms: ["ES256"] });
  return Buffer.from(payload).toString();
}

process.stdout.write(task === "sign" ? await sign(first, second) : await verify(first));
