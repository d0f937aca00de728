#include "gateway/cli/due_item.hpp"

#include <algorithm>
#include <array>

#include "gateway/cli/received.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/read.hpp"
#include "protocol/json/write.hpp"

namespace huecry::cli {
namespace {

using json::Json;
using log::LeafKind;

constexpr std::array<std::string_view, 12> k_first_hand{"notice",   "update",  "diffusion", "consent",
                                                        "decision", "hit",     "evidence",  "renew",
                                                        "remark",   "message", "expired",   "overdue"};

bool is_first_hand(std::string_view kind) { return std::ranges::find(k_first_hand, kind) != k_first_hand.end(); }

/// Kinds of items without the entry's own document, and the entries that they may be of.
bool may_go_without(std::string_view kind, LeafKind entry) {
  bool const by_decision = entry == LeafKind::decision || entry == LeafKind::publication;
  bool const by_evidence = entry == LeafKind::evidence || entry == LeafKind::publication;
  if (kind == "suspend" || kind == "resume" || kind == "reviewed") return by_decision;
  if (kind == "hit_elsewhere") return by_evidence;
  return kind == "reminder" && entry == LeafKind::evidence;
}

std::string fault_of_document(Digest const& object, Json const& item) {
  auto const named = json::optional_string(item, "object");
  auto const* const container = json::find(item, "document");
  if (!named || !*named || container == nullptr) return "has come without its document";
  if (**named != to_base64url(object)) return "is not the document that the log has committed to";
  auto const document = read_any(json::write(*container));
  return document && document->digest() == object ? "" : "brings another document than it names";
}

/// What is sealed stands beside the document, which names it.
std::string fault_of_seal(Json const& item) {
  auto const sealed = json::optional_string(item, "sealed");
  auto const document = read_any(json::write(item.at("document")));
  auto const payload = document ? json::read(document->payload()) : Result<Json>(document.error());
  if (!sealed || !*sealed || !payload) return "has come without what is sealed";
  auto const named = json::member_string(*payload, "jwe256");
  bool const own = named && *named == to_base64url(crypto::sha256(**sealed));
  return own ? "" : "has come with another sealed part than its envelope names";
}

}

std::string fault_of(DueItem const& due, Json const& item) {
  auto const kind = json::member_string(item, "kind");
  if (!kind) return "is no item";
  bool const is_recall = *kind == "recall";
  if (is_recall != (due.kind == log::SublogKind::recall))
    return is_recall ? "has come as a recall, and is none" : "is a recall, and has come as " + *kind;
  if (is_recall) return "";
  // A version that was released later comes with its own document, by an entry of the hub.
  if (item.contains("entered") && due.leaf.kind == LeafKind::publication) return "";
  if (is_first_hand(*kind)) {
    std::string const fault = fault_of_document(due.leaf.object, item);
    return fault.empty() && *kind == "message" ? fault_of_seal(item) : fault;
  }
  if (may_go_without(*kind, due.leaf.kind)) return "";
  return "is of an entry of the kind " + std::string(to_text(due.leaf.kind)) + ", and has come as " + *kind;
}

}
