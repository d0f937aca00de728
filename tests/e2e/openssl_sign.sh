#!/usr/bin/env bash
# What a bureau would write with openssl alone (docs/by-hand.md): signs a payload (standard input), prints the container.
#   openssl_sign.sh KEY.pem CERTIFICATE.pem
set -euo pipefail
key=$1 certificate=$2
b64u() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

payload=$(b64u)
x5t=$(openssl x509 -in "$certificate" -outform DER | openssl dgst -sha256 -binary | b64u)
header='{"alg":"ES256","typ":"vnd.huecry.notice+jws","cty":"vnd.huecry.notice+json","iat":'$(date +%s)',"x5t#S256":"'$x5t'"}'
protected=$(printf %s "$header" | b64u)

# ECDSA in DER is SEQUENCE { INTEGER r, INTEGER s }; JWS wants both in 32 bytes each, the bytes as \x escapes for printf.
numbers=$(printf %s "$protected.$payload" | openssl dgst -sha256 -sign "$key" | openssl asn1parse -inform DER |
  sed -n 's/.*INTEGER *:\(.*\)/\1/p')
hex=$(for number in $numbers; do printf '%64s' "$number" | tr ' ' 0 | tail -c 64; done | sed 's/../\\x&/g')
signature=$(printf '%b' "$hex" | b64u)
printf '{"payload":"%s","protected":"%s","signature":"%s"}' "$payload" "$protected" "$signature"
