#include "storage/mailbox/rows.hpp"

#include <doctest/doctest.h>

#include "protocol/base/encoding.hpp"

namespace {

using namespace huecry;
using journal::DeliveryKind;

std::string hex(std::string_view bytes) { return hex_encode(as_bytes(bytes)); }

}

TEST_SUITE("storage/mailbox rows") {
  TEST_CASE("the stored bytes are those of docs/storage.md") {
    CountryCode const member = *CountryCode::from_slot(0x2a);
    std::string broadcast;
    mailbox::append_share(broadcast, DeliveryKind::document, {*CountryCode::from_slot(0), *CountryCode::from_slot(9)});
    mailbox::append_share(broadcast, DeliveryKind::recall, {member});
    struct Row {
      std::string name;
      std::string bytes;
      std::string expected;
    };
    Row const rows[] = {
        {"direct key", mailbox::direct_key(member, 0x0102030405060708), "012a0102030405060708"},
        {"direct value", mailbox::direct_value(DeliveryKind::recall), "02"},
        {"broadcast key", mailbox::broadcast_key(258), "020000000000000102"},
        {"broadcast value", broadcast,
         "0102" + std::string(60, '0') + "01" + std::string(10, '0') + "04" + std::string(52, '0') + "02"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(hex(row.bytes) == row.expected);
    }
  }

  TEST_CASE("a broadcast row tells each member its own share") {
    CountryCode const both = *CountryCode::from_slot(1);
    CountryCode const recalled = *CountryCode::from_slot(2);
    CountryCode const nobody = *CountryCode::from_slot(3);
    std::string value;
    mailbox::append_share(value, DeliveryKind::document, {both});
    mailbox::append_share(value, DeliveryKind::recall, {both, recalled});
    CHECK(*mailbox::broadcast_share(value, both) == DeliveryKind::document);
    CHECK(*mailbox::broadcast_share(value, recalled) == DeliveryKind::recall);
    CHECK_FALSE(*mailbox::broadcast_share(value, nobody));
  }

  TEST_CASE("a key without a position is corrupt") {
    CHECK(*mailbox::position_of(mailbox::broadcast_key(7)) == 7);
    auto const short_key = mailbox::position_of("1234567");
    REQUIRE_FALSE(short_key);
    CHECK(short_key.error().code == Errc::corrupt);
  }
}
