#include "gateway/cli/due_item.hpp"

#include <doctest/doctest.h>

#include "protocol/base/encoding.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/crypto/signer.hpp"
#include "protocol/envelope/jws.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"
#include "tests/support/must.hpp"

using namespace huecry;
using cli::DueItem;
using json::Json;
using log::LeafKind;
using log::SublogKind;
using test::must;

namespace {

struct Inbox {
  crypto::PrivateKey key = must(crypto::PrivateKey::generate(crypto::Algorithm::es256));

  envelope::SignedDocument document(std::string const& id) {
    envelope::SigningRequest request{
        envelope::DocumentType::notice, R"({"id":")" + id + R"("})", {}, UnixSeconds(), {}};
    return must(envelope::parse_compact(must(envelope::sign(request, key)), envelope::DocumentType::notice));
  }
  envelope::SignedDocument own = document("FR-1"), other = document("FR-2");

  static Json item(std::string const& kind, envelope::SignedDocument const& document) {
    return {{"position", 7},
            {"kind", kind},
            {"object", to_base64url(document.digest())},
            {"document", must(json::read(envelope::to_container(document.compact()), {}))}};
  }
  [[nodiscard]] DueItem due(LeafKind entry, SublogKind kind = SublogKind::document) const {
    log::Leaf leaf;
    leaf.kind = entry;
    leaf.object = own.digest();
    return {kind, leaf};
  }
};

}

TEST_SUITE("gateway/cli due item") {
  TEST_CASE_FIXTURE(Inbox, "an item that brings the entry's own document is the one that is due") {
    for (char const* kind : {"notice", "update", "diffusion", "decision", "renew", "remark", "hit", "evidence",
                             "consent", "expired", "overdue"}) {
      CAPTURE(kind);
      CHECK(fault_of(due(LeafKind::notice), item(kind, own)).empty());
    }
  }

  TEST_CASE_FIXTURE(Inbox, "of a message what is sealed must be what its envelope names") {
    std::string const sealed = "the JWE";
    envelope::SigningRequest request{envelope::DocumentType::envelope,
                                     R"({"jwe256":")" + to_base64url(crypto::sha256(sealed)) + R"("})",
                                     {},
                                     UnixSeconds(),
                                     {}};
    auto const envelope =
        must(envelope::parse_compact(must(envelope::sign(request, key)), envelope::DocumentType::envelope));
    log::Leaf leaf;
    leaf.kind = LeafKind::envelope;
    leaf.object = envelope.digest();
    DueItem const due{SublogKind::document, leaf};
    Json message = item("message", envelope);
    CHECK_FALSE(fault_of(due, message).empty());
    message["sealed"] = sealed;
    CHECK(fault_of(due, message).empty());
    message["sealed"] = "another";
    CHECK_FALSE(fault_of(due, message).empty());
  }

  TEST_CASE_FIXTURE(Inbox, "whatever else comes in the place of a document is a fault") {
    Json without = item("notice", own), foreign = item("notice", own), nameless = item("notice", own);
    without.erase("document");
    foreign["document"] = item("notice", other)["document"];
    nameless.erase("object");
    Json entered = item("notice", other);
    entered["entered"] = "2026-11-24T10:47:54.123Z";
    Json wrong = item("notice", own);
    wrong["object"] = 7;
    struct Row {
      char const* name;
      Json item;
    };
    Row const rows[] = {{"another document", item("notice", other)},
                        {"no document", without},
                        {"another document under its digest", foreign},
                        {"a document without a digest", nameless},
                        {"a digest that is none", wrong},
                        {"one that claims to have come later", entered},
                        {"a reminder", {{"position", 7}, {"kind", "reminder"}}},
                        {"a suspension", {{"position", 7}, {"kind", "suspend"}}},
                        {"another's hit", {{"position", 7}, {"kind", "hit_elsewhere"}}},
                        {"a recall", item("recall", own)},
                        {"a kind that nobody knows", {{"position", 7}, {"kind", "greeting"}}},
                        {"no kind", {{"position", 7}}},
                        {"no item", Json::array()}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK_FALSE(fault_of(due(LeafKind::notice), row.item).empty());
    }
  }

  TEST_CASE_FIXTURE(Inbox, "a recall is told as a recall and as nothing else") {
    auto const recalled = due(LeafKind::decision, SublogKind::recall);
    CHECK(fault_of(recalled, {{"position", 7}, {"kind", "recall"}}).empty());
    CHECK_FALSE(fault_of(recalled, item("notice", own)).empty());
    CHECK_FALSE(fault_of(recalled, {{"position", 7}, {"kind", "reviewed"}}).empty());
  }

  TEST_CASE_FIXTURE(Inbox, "what the hub says beside a document is of an entry that can say so") {
    struct Row {
      char const* kind;
      LeafKind entry;
      bool holds;
    };
    Row const rows[] = {{"suspend", LeafKind::decision, true},       {"suspend", LeafKind::evidence, false},
                        {"reviewed", LeafKind::decision, true},      {"reviewed", LeafKind::diffusion, false},
                        {"resume", LeafKind::decision, true},        {"resume", LeafKind::notice, false},
                        {"reminder", LeafKind::evidence, true},      {"reminder", LeafKind::publication, false},
                        {"hit_elsewhere", LeafKind::evidence, true}, {"hit_elsewhere", LeafKind::decision, false}};
    for (Row const& row : rows) {
      CAPTURE(row.kind);
      CAPTURE(to_text(row.entry));
      CHECK(fault_of(due(row.entry), {{"position", 7}, {"kind", row.kind}}).empty() == row.holds);
    }
  }

  TEST_CASE_FIXTURE(Inbox, "a version that policy opened later comes by a publication, with its own document") {
    Json later = item("notice", other);
    later["entered"] = "2026-11-24T10:47:54.123Z";
    CHECK(fault_of(due(LeafKind::publication), later).empty());
    CHECK_FALSE(fault_of(due(LeafKind::publication), item("notice", other)).empty());
  }
}
