#include <algorithm>
#include <utility>

#include "protocol/crypto/hash.hpp"
#include "protocol/log/hash.hpp"
#include "protocol/log/receipt.hpp"

namespace huecry::log {
namespace {

Error bad_signature(char const* what) { return Error(Errc::log_signature_invalid, std::string("receipt: ") + what); }

/// Logs first, then witnesses: one pass over the lines, and a key's place says which it is.
std::vector<NoteKey> keys_of(ReceiptPolicy const& policy) {
  std::vector<NoteKey> keys(policy.logs.begin(), policy.logs.end());
  keys.insert(keys.end(), policy.witnesses.begin(), policy.witnesses.end());
  return keys;
}

/// Signed by an accepted log of this name, and by enough witnesses. Returns how many.
Result<std::size_t> check_signatures(Note const& note, std::string_view origin, ReceiptPolicy const& policy) {
  std::vector<NoteKey> const keys = keys_of(policy);
  HUECRY_TRY(std::vector<Verified> const verified, verify_note(note, keys));
  std::size_t const logs = policy.logs.size();
  auto const by_its_log = [&](Verified const& line) {
    NoteKey const& key = keys[line.key];
    return line.key < logs && key.name == origin && key.type != KeyType::cosignature;
  };
  auto const by_witness = [&](Verified const& line) { return line.key >= logs && line.time.has_value(); };
  if (std::ranges::none_of(verified, by_its_log)) return bad_signature("no signature by the checkpoint's own log");
  auto const witnesses = static_cast<std::size_t>(std::ranges::count_if(verified, by_witness));
  if (witnesses < policy.witnesses_min) return bad_signature("too few witnesses");
  return witnesses;
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
  HUECRY_TRY(std::size_t const witnesses, check_signatures(note, checkpoint.origin, policy));
  return CheckedReceipt{std::move(leaf), receipt.index, std::move(checkpoint), witnesses};
}

Result<CheckedReceipt> check_receipt(Receipt const& receipt, ReceiptPolicy const& policy,
                                     ReceiptSubject const& subject) {
  HUECRY_TRY(CheckedReceipt checked, check_receipt(receipt, policy));
  if (!is_about(checked.leaf, subject)) return Error(Errc::proof_invalid, "receipt: it is about another document");
  return checked;
}

}
