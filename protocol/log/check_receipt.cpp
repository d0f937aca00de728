#include <algorithm>
#include <utility>

#include "protocol/crypto/hash.hpp"
#include "protocol/log/hash.hpp"
#include "protocol/log/origin.hpp"
#include "protocol/log/receipt.hpp"

namespace huecry::log {
namespace {

Error bad_signature(char const* what) { return Error(Errc::log_signature_invalid, std::string("receipt: ") + what); }

Result<std::set<std::size_t>> check_witnesses(Note const& note, ReceiptPolicy const& policy) {
  if (policy.witnesses == nullptr) return std::set<std::size_t>();
  HUECRY_TRY(auto const lines, policy.witnesses->cosigned(note));
  std::set<std::size_t> cosigned;
  for (Verified const& line : lines) cosigned.insert(line.key);
  if (!policy.witnesses->is_quorum(cosigned)) return bad_signature("too few witnesses have cosigned");
  return cosigned;
}

bool is_about(Leaf const& leaf, ReceiptSubject const& subject) {
  return leaf.object == crypto::sha256(subject.compact) && leaf.id == subject.id && leaf.iss == subject.iss &&
         leaf.ver == subject.ver;
}

}

Result<CheckedReceipt> check_receipt(Receipt const& receipt, ReceiptPolicy const& policy) {
  HUECRY_TRY(Leaf leaf, parse_leaf(receipt.extra));
  HUECRY_TRY(Note const note, parse_note(receipt.checkpoint));
  HUECRY_TRY(Checkpoint checkpoint, parse_checkpoint(note.body));
  TreeHead const& head = checkpoint.head;
  HUECRY_CHECK(verify_inclusion(receipt.index, head.size, leaf_hash(receipt.extra), receipt.proof, head.root));
  HUECRY_CHECK(verify_origin(note, checkpoint.origin, policy.logs));
  HUECRY_TRY(auto witnesses, check_witnesses(note, policy));
  return CheckedReceipt{std::move(leaf), receipt.index, std::move(checkpoint), std::move(witnesses)};
}

Result<CheckedReceipt> check_receipt(Receipt const& receipt, ReceiptPolicy const& policy,
                                     ReceiptSubject const& subject) {
  HUECRY_TRY(CheckedReceipt checked, check_receipt(receipt, policy));
  if (!is_about(checked.leaf, subject)) return Error(Errc::proof_invalid, "receipt: it is about another document");
  return checked;
}

}
