#pragma once
// A receipt: leaf, inclusion proof and checkpoint in one text that anyone can check offline (C2SP tlog-proof).
// Pure; any thread. Whoever shows a receipt controls all of it.

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "protocol/base/country.hpp"
#include "protocol/base/result.hpp"
#include "protocol/log/checkpoint.hpp"
#include "protocol/log/leaf.hpp"
#include "protocol/log/note.hpp"
#include "protocol/log/proof.hpp"
#include "protocol/log/witness_policy.hpp"

namespace huecry::log {

struct Receipt {
  std::string extra;  // the leaf's bytes; empty: the receipt has no such line
  std::uint64_t index = 0;
  Proof proof;
  std::string checkpoint;  // the signed note, verbatim
  friend bool operator==(Receipt const&, Receipt const&) = default;
};

[[nodiscard]] std::string to_text(Receipt const& receipt);
/// Form only. Errors: Errc::log_text_invalid.
[[nodiscard]] Result<Receipt> parse_receipt(std::string_view text);

/// Whom the reader believes.
struct ReceiptPolicy {
  std::span<NoteKey const> logs;  // accepted logs; the checkpoint's origin must be the name of a key that signed it
  WitnessPolicy const* witnesses = nullptr;  // whose quorum must have cosigned; none: nobody need
};

/// The document that the receipt should be about: what the reader has in hand.
struct ReceiptSubject {
  std::string_view compact;  // the signed document
  std::string_view id;       // of its payload, like the next two
  CountryCode iss;
  std::uint32_t ver = 1;
};

struct CheckedReceipt {
  Leaf leaf;
  std::uint64_t index = 0;
  Checkpoint checkpoint;
  std::set<std::size_t> witnesses;  // places in the policy of those that cosigned
};

/// That the leaf in the receipt is in an accepted log. Errors: Errc::log_text_invalid, also without the leaf's bytes;
/// Errc::proof_invalid; Errc::log_signature_invalid, also without the quorum or for another log's origin.
[[nodiscard]] Result<CheckedReceipt> check_receipt(Receipt const& receipt, ReceiptPolicy const& policy);
/// The same, and that the leaf is about this document: Errc::proof_invalid when it is not.
[[nodiscard]] Result<CheckedReceipt> check_receipt(Receipt const& receipt, ReceiptPolicy const& policy,
                                                   ReceiptSubject const& subject);

}
