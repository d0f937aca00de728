// The log as npm `@sigstore/verify` sees it: reads receipts (JSON strings, one a line) from standard input, and prints
// for each 1 when its checkpoint and inclusion proof hold, else 0. The package is used as it is.
//   node sigstore.mjs VKEY < receipts
import { createRequire } from "node:module";
import { createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";

const require = createRequire(import.meta.url);
const { verifyCheckpoint } = require("@sigstore/verify/dist/tlog/checkpoint.js");
const { verifyMerkleInclusion } = require("@sigstore/verify/dist/tlog/merkle.js");

const [name, id, key] = process.argv[2].split(/\+(.{8})\+(.*)/s);
const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), Buffer.from(key, "base64").subarray(1)]);
const log = {
  baseURL: name,
  logID: Buffer.from(id, "hex"),
  publicKey: createPublicKey({ key: spki, format: "der", type: "spki" }),
};

function entryOf(receipt) {
  const divided = receipt.indexOf("\n\n");
  const [kind, extra, index, ...hashes] = receipt.slice(0, divided).split("\n");
  if (kind !== "c2sp.org/tlog-proof@v1") throw new Error("no tlog-proof");
  return {
    canonicalizedBody: Buffer.from(extra.slice("extra ".length), "base64"),
    inclusionProof: {
      logIndex: index.slice("index ".length),
      hashes: hashes.map((hash) => Buffer.from(hash, "base64")),
      checkpoint: { envelope: receipt.slice(divided + 2) },
    },
  };
}

function holds(receipt) {
  try {
    const entry = entryOf(receipt);
    verifyMerkleInclusion(entry, verifyCheckpoint(entry, [log]));
    return 1;
  } catch {
    return 0;
  }
}

const lines = readFileSync(0, "utf8").trimEnd().split("\n");
process.stdout.write(lines.map((line) => holds(JSON.parse(line))).join("\n"));
