// What is read of a notice or an edition, and whose signature is believed: with the federation of the tests of trust.
#include "gateway/cli/received.hpp"

#include <doctest/doctest.h>

#include "gateway/cli/trust.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/base/iso_time.hpp"
#include "protocol/json/write.hpp"
#include "tests/unit/certs/trust/world.hpp"

using namespace huecry;
using namespace huecry::cli;
using namespace huecry::test;
using json::Json;

namespace {

Json notice_payload() { return {{"v", 1}, {"id", "FR-1"}, {"ver", 2}, {"iss", "FR"}, {"colour", "RED"}}; }

Json edition_payload() {
  return {{"v", 1},
          {"id", "FR-1"},
          {"ver", 2},
          {"iss", "FR"},
          {"of", std::string(43, 'A')},
          {"missing", {"images"}},
          {"notice", notice_payload()}};
}

std::string container(Leaf const& leaf, DocumentType type, Json const& payload, seconds iat = seconds(0)) {
  crypto::PrivateKey key = leaf.key;
  auto const compact =
      envelope::sign({type, json::write(payload), leaf.certificate.thumbprint(), k_now + iat, {}}, key);
  return envelope::to_container(must(compact));
}

Leaf const& fr() { return world().fr.leaves.at(Purpose::notices); }
Leaf const& hub() { return world().hub.leaves.at(Purpose::hub); }

/// An item of the inbox that says of the container what is true.
/// `entered`: it came later than that, by a policy that opened it.
Json item_of(std::string const& text, UnixMillis received = k_now, std::optional<UnixMillis> entered = {}) {
  Received const notice = must(read_received(text));
  Json item = {{"position", 7},
               {"kind", "update"},
               {"id", notice.id},
               {"ver", notice.ver},
               {"iss", notice.iss},
               {"received", iso_time(received)},
               {"object", to_base64url(notice.document.digest())},
               {"document", Json::parse(text)}};
  if (!notice.missing.empty()) item["missing"] = notice.missing;
  if (entered) item["entered"] = iso_time(*entered);
  return item;
}

}

TEST_SUITE("gateway/cli received") {
  TEST_CASE("a notice is the issuer's, an edition says what is missing and holds the rest") {
    Received const whole = must(read_received(container(fr(), DocumentType::notice, notice_payload())));
    CHECK_FALSE(whole.is_edition());
    CHECK(whole.notice() == notice_payload());
    CHECK(edition_text(whole.missing).empty());

    Received const part = must(read_received(container(hub(), DocumentType::edition, edition_payload())));
    CHECK(part.is_edition());
    CHECK(part.notice() == notice_payload());
    CHECK(part.payload == edition_payload());
    CHECK(part.of == std::string(43, 'A'));
    CHECK((part.id == "FR-1" && part.iss == "FR" && part.ver == 2));
    CHECK(edition_text(part.missing) == "without images; the hub made and signed this edition, not the issuer");
  }

  TEST_CASE("an edition around another notice, or of another form, is refused") {
    struct Row {
      std::string name, member;
      Json value;
    };
    Row const rows[] = {{"another id", "id", "FR-2"},
                        {"another version", "ver", 3},
                        {"another issuer", "iss", "DE"},
                        {"missing is no list", "missing", "images"},
                        {"missing holds no names", "missing", {1}},
                        {"no digest of the whole", "of", 1},
                        {"no notice", "notice", Json::array()}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Json payload = edition_payload();
      payload[row.member] = row.value;
      auto const read = read_received(container(hub(), DocumentType::edition, payload));
      REQUIRE_FALSE(read);
      CHECK(read.error().code == Errc::json_invalid);
    }
    auto const evidence = read_received(container(fr(), DocumentType::evidence, notice_payload()));
    CHECK(evidence.error().code == Errc::jws_type);
  }

  TEST_CASE("a notice is believed when its issuer signed it, an edition when the hub did") {
    Trusted const trusted;
    Trust const trust(trusted.store.current());
    Leaf const& de = world().de.leaves.at(Purpose::notices);
    struct Row {
      std::string name, text, result;
      days later{0};  // when it comes
      bool opened_later = false;
    };
    Row const rows[] = {
        {"the issuer's notice", container(fr(), DocumentType::notice, notice_payload()), "ok"},
        {"the hub's edition", container(hub(), DocumentType::edition, edition_payload()), "ok"},
        {"a notice of long ago that a policy opens", container(fr(), DocumentType::notice, notice_payload()), "ok",
         days(3), true},
        {"a notice of long ago as if it were new", container(fr(), DocumentType::notice, notice_payload()),
         "The time of signing is outside", days(3)},
        {"a notice of tomorrow", container(fr(), DocumentType::notice, notice_payload(), days(1)),
         "The time of signing is outside"},
        {"another's notice", container(de, DocumentType::notice, notice_payload()), "DE/NCB signed what FR should"},
        {"an edition by the issuer", container(fr(), DocumentType::edition, edition_payload()),
         "not registered for this type"},
        {"a notice by the hub", container(hub(), DocumentType::notice, notice_payload()),
         "not registered for this type"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      UnixMillis const comes = k_now + row.later;
      Json const item = item_of(row.text, comes, row.opened_later ? std::optional(k_now) : std::nullopt);
      auto const checked = trust.check(item, comes);
      CHECK(static_cast<bool>(checked) == (row.result == "ok"));
      if (checked) continue;
      CHECK(checked.error().code == Errc::not_verified);
      CHECK_MESSAGE(checked.error().detail.find(row.result) != std::string::npos, checked.error().detail);
    }
    CHECK(must(trust.check(item_of(rows[1].text), k_now)) == "XP/HUB");
  }

  TEST_CASE("an item that says of its document what is not true is refused") {
    Trusted const trusted;
    Trust const trust(trusted.store.current());
    Json const honest = item_of(container(hub(), DocumentType::edition, edition_payload()));
    REQUIRE(trust.check(honest, k_now));
    struct Row {
      std::string member;
      Json value;
    };
    Row const rows[] = {{"id", "FR-2"},
                        {"ver", 3},
                        {"iss", "DE"},
                        {"object", std::string(43, 'A')},
                        {"missing", {"judicial"}},
                        {"missing", Json::array()}};
    for (Row const& row : rows) {
      CAPTURE(row.member);
      Json item = honest;
      item[row.member] = row.value;
      CHECK(code_of(trust.check(item, k_now)) == "not-verified");
    }
  }
}
