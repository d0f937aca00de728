#include "certs/federation/detail/readme.hpp"

namespace huecry::certs::federation::detail {

std::string readme() {
  return R"(# A demonstration federation

Everything that an exchange needs to run: roots, issuing CAs, certificates and keys of each party, revocation lists, the
signed trust list, the hub. All private keys lie here side by side, which no real federation would do: a bureau's root is
offline, its signing keys are in hardware, the three ceremony keys are with three people.

| path | what |
|---|---|
| `trust/list.jws` | the trust list: who belongs to the exchange, with which certificates; signed by two ceremony keys |
| `trust/crls/*.crl` | revocation lists: `FR-root.crl` of the root, `FR-NCB.crl` of the bureau's issuing CA, `hub-*.crl` |
| `ceremony/ceremony.pem` | the three certificates that every reader of the trust list pins (also as `trust/ceremony.pem`) |
| `ceremony/1.key` … | their keys |
| `hub/root.pem` | the hub's root, pinned by clients |
| `hub/tls.pem`, `hub/tls.key` | the hub's TLS certificate with its issuing CA, and key |
| `hub/signing.pem`, `hub/signing.key` | what the hub signs its publications with |
| `hub/log.key`, `hub/log.vkey` | Ed25519 key of the log, and the text by which others verify its checkpoints |
| `FR/NCB/` | the folder of one party; a profile of `huecry` points at it |
| `FR/FISHERIES/` | an authorised entity below France's root |
| `FR/ca/` | `root` and the issuing CA of each party, certificates and keys |
| `XP/GS/`, `XP/RC-EUROPE/`, `XP/AUDIT/` | secretariat, regional coordinator, auditor |

A party's folder has `tls`, and as its role needs them `notices`, `messages`, `policy`, `review`, `encryption`: each a
`.pem` (the certificate, then its issuing CA) and a `.key` (PKCS #8, mode 0600); and copies of `hub-root.pem` and
`ceremony.pem`, so that the folder can be taken to another machine. `old/` holds what was renewed: those certificates stay
valid to their end, and old encryption keys open old mail.

Revocation lists of issuing CAs live seven days, TLS certificates thirty. After a pause, `huecry federation refresh` brings
everything up to date.
)";
}

}
