#include "storage/index/rows.hpp"

#include <doctest/doctest.h>

#include "protocol/base/encoding.hpp"
#include "storage/index/consents.hpp"
#include "storage/index/holdings.hpp"
#include "storage/index/keys.hpp"
#include "tests/unit/storage/index/notices.hpp"

namespace {

using namespace huecry;
using index::Head;
using index::Marks;
using index::Moment;
using index::Progress;
using index::Version;

CountryCode slot(std::uint8_t number) { return *CountryCode::from_slot(number); }
Moment moment(std::uint64_t number) {
  return {number, UnixMillis(std::chrono::milliseconds(static_cast<std::int64_t>(number)))};
}
std::string hex(std::string_view bytes) { return hex_encode(as_bytes(bytes)); }

/// As the entry at that position has it.
std::string sealed_content(index::NoticeFacts const& facts, journal::Position position) {
  journal::Record record;
  record.position = position;
  record.content = index::encode_content(facts);
  test::seal(record);
  return record.sealed.content;
}

/// The content of a head, sealed as the entry of version 2 has it.
void seal(Head& head) {
  index::NoticeFacts facts;
  facts.offences = head.offences;
  facts.file_no = head.file_no;
  facts.title = head.title;
  facts.search_text = head.search_text;
  head.sealed = sealed_content(facts, 1);
}

Head some_head() {
  Head head;
  head.iss = slot(7);
  head.id = "X";
  head.colour = documents::Colour::blue;
  head.state = life::NoticeState::withdrawn;
  head.urgent = true;
  head.extract = life::ExtractState::published;
  head.extract_asks = 3;
  head.publicity = life::Publicity::on_request;
  head.ver = 3;
  head.content_ver = 2;
  head.owed = {{moment(6), {slot(2)}}};
  head.disputed = {{moment(7), {slot(2)}}};
  head.reminded = {{moment(8), {slot(2)}}};
  head.review_due = UnixSeconds(std::chrono::seconds(9));
  head.ended = UnixSeconds(std::chrono::seconds(7));
  head.holds = {"GS"};
  head.newest = 4;
  head.number = {2026, 17};
  head.first = moment(1);
  head.current = moment(2);
  head.released = {slot(0)};  // as some_version says
  head.holders = {slot(1)};
  head.sent = {slot(2)};
  head.issued = std::chrono::sys_days(std::chrono::days(10));
  head.review_on = std::chrono::sys_days(std::chrono::days(11));
  head.offences = {"o"};
  head.file_no = "f";
  head.title = "t";
  head.search_text = "s";
  seal(head);
  return head;
}

Version some_version() {
  Version version;
  version.ver = 3;
  version.entered = moment(2);
  version.object.bytes[0] = 0xaa;
  version.released = {slot(0)};
  version.recalled = {slot(1)};
  version.editions = {{5, {}, 7, {slot(0)}}};
  version.editions.front().object.bytes[0] = 0xbb;
  version.later_recalls = {{moment(4), {slot(1)}}};
  version.later_given = {{moment(5), {slot(0)}}};
  version.facts = test::some_facts();
  version.sealed = sealed_content(version.facts, 2);
  return version;
}

Marks some_marks() { return {{{moment(1), "NCB"}}, {{moment(2), "C", "X"}}}; }

index::Holding some_holding() {
  index::Holding holding{{slot(7), "C"}, 3, 5, {}, moment(1), moment(2), {}, moment(3), moment(4), moment(5)};
  holding.object.bytes[0] = 0xaa;
  return holding;
}

index::Consent some_consent() {
  return {slot(7), documents::ConsentAct::grant, moment(1), moment(2), 3, true, UnixSeconds(std::chrono::seconds(10))};
}

/// Reads back; refuses every shorter text, a longer one, and another form.
template <class T, class Decode>
void check_row(T const& value, std::string bytes, Decode decode) {
  auto const read = decode(bytes);
  REQUIRE(read);
  CHECK(*read == value);
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    CAPTURE(n);
    auto const cut = decode(bytes.substr(0, n));
    REQUIRE_FALSE(cut);
    REQUIRE(cut.error().code == Errc::corrupt);
  }
  CHECK_FALSE(decode(bytes + '\0'));
  ++bytes.front();
  CHECK_FALSE(decode(bytes));
}

}

Result<Head> decode_head(std::string_view row) { return index::decode_head(row, test::secrets()); }
Result<Version> decode_current(std::string_view row) { return index::decode_current(row, test::secrets()); }
Result<Version> decode_version(std::string_view row) { return index::decode_version(row, test::secrets()); }

TEST_SUITE("storage/index rows") {
  TEST_CASE("every row reads back as it was written, and in no other way") {
    Head const head = some_head();
    Version const version = some_version();
    check_row(head, index::encode(head, version), decode_head);
    check_row(version, index::encode(version), decode_version);
    Progress const progress{{slot(3)}, {slot(4)}};
    check_row(progress, index::encode(progress), index::decode_progress);
    check_row(some_marks(), index::encode(some_marks()), index::decode_marks);
    check_row(Marks{}, index::encode(Marks{}), index::decode_marks);
    check_row(some_holding(), index::encode(some_holding()), index::decode_holding);
    check_row(some_consent(), index::encode(some_consent()), index::decode_consent);
    Head plain = some_head();
    plain.review_on.reset();
    plain.offences.clear();
    seal(plain);
    check_row(plain, index::encode(plain, version), decode_head);
  }

  TEST_CASE("the stored bytes are those of docs/storage.md") {
    std::string const zeros(62, '0');
    std::string const set0 = "01" + zeros, set1 = "02" + zeros, set2 = "04" + zeros;
    Version const given = some_version();  // each is sealed anew
    Head const stands = some_head();
    std::string const facts = hex(index::encode(given.facts));  // facts_test.cpp
    std::string const version =
        "01"
        "00000003"
        "0000005d" +
        hex(given.sealed) +
        "00000000000000020000000000000002"
        "aa" +
        zeros + set0 + set1 + "0001" + "05bb" + zeros + "0000000000000007" + set0 +  // editions
        "0001" + "00000000000000040000000000000004" + set1 +                         // later recalls
        "0001" + "00000000000000050000000000000005" + set0 +                         // later given
        "0000000b" + facts;
    std::string const content =
        "0000000a"
        "01"
        "0000000b"
        "0000003f" +
        hex(stands.sealed);
    struct Row {
      std::string name;
      std::string bytes;
      std::string expected;
    };
    Row const rows[] = {
        {"version", index::encode(given), version},
        {"head", index::encode(stands, given),
         "01"
         "00000194" +
             version +
             "07010701000000"
             "00000002"
             "00000004"      // newest
             "07ea00000011"  // 2026/17
             "0000"          // remarks
             "020301"        // its extract is public, was asked for three times, and may be on request
             "00000000000000010000000000000001" +
             set1 + set2 + "0001" + "00000000000000060000000000000006" + set2 +  // owed
             "0001" + "00000000000000070000000000000007" + set2 +                // disputed
             "0001" + "00000000000000080000000000000008" + set2 +                // reminded
             "01" + "0000000000000009" +                                         // review due
             "01" + "0000000000000007" + "00" + "00" +  // ended, not to be erased, nothing awaited
             "01" + "000000024753" +                    // held by GS
             "0000000158" + content},
        {"progress",
         index::encode(Progress{{slot(0)},
                                {slot(1)},
                                {slot(2)},
                                {slot(0)},
                                {slot(1)},
                                {slot(2)},
                                {slot(0)},
                                {{moment(9), {slot(1)}}},
                                {},
                                {}}),
         "01" + set0 + set1 + set2 + set0 + set1 + set2 + set0 + "0001" + "00000000000000090000000000000009" + set1 +
             "0000" + "0000"},
        {"marks", index::encode(some_marks()),
         "01"
         "0100000000000000010000000000000001"
         "000000034e4342"
         "00000000"
         "0100000000000000020000000000000002"
         "0000000143"
         "0000000158"
         "0000000000"
         "00"},
        {"holding", index::encode(some_holding()),
         "01" + hex(std::string(1, 7)) + "00000001" + "43" + "00000003" + "05" + "aa" + zeros +
             "00000000000000010000000000000001" + "0100000000000000020000000000000002" + "00" +
             "0100000000000000030000000000000003" + "0100000000000000040000000000000004" +
             "0100000000000000050000000000000005"},
        {"consent", index::encode(some_consent()),
         "01"
         "07"
         "01"
         "0100000000000000010000000000000001"
         "0100000000000000020000000000000002"
         "00000003"
         "01"
         "000000000000000a"},
        {"no marks", index::encode(Marks{}), "010000000000000000"},
        {"name key", index::name_key(slot(7), "X-1"), "0107582d31"},
        {"due key", index::due_key({UnixSeconds(std::chrono::seconds(9)), index::DutyKind::review, 258}),
         "070000000000000009010000000000000102"},
        {"head key", index::head_key(258), "02fffffffffffffefd"},
        {"version key", index::version_key(258, 3), "03000000000000010200000003"},
        {"progress key", index::progress_key(258, 3), "01000000000000010200000003"},
        {"marks key", index::marks_key(258, 3, slot(7)), "0200000000000001020000000307"},
        {"holding key", index::holding_key(258, {slot(7), "C"}), "0300000000000001020743"},
        {"consent key", index::consent_key(258, slot(7)), "04000000000000010207"},
        {"owner's key", index::owned_key(slot(7), 258), "0507fffffffffffffefd"},
        {"colour", index::term_key(index::colour_term(documents::Colour::blue), 258), "0101fffffffffffffefd"},
        {"origin", index::term_key(index::origin_term(slot(7)), 258), "0207fffffffffffffefd"},
        {"state", index::term_key(index::state_term(life::NoticeState::withdrawn), 258), "0307fffffffffffffefd"},
        {"offence", index::term_key(index::offence_term("HOM"), 258), "040003484f4dfffffffffffffefd"},
        {"extract", index::term_key(index::extract_term(life::ExtractState::asked), 258), "0901fffffffffffffefd"},
        {"urgent", index::term_key(index::urgent_term(), 258), "05fffffffffffffefd"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(hex(row.bytes) == row.expected);
    }
  }

  TEST_CASE("a head's row gives back its current version") {
    Version const given = some_version();
    std::string const row = index::encode(some_head(), given);
    auto const current = decode_current(row);
    REQUIRE(current);
    CHECK(*current == given);
    CHECK_FALSE(decode_current(row.substr(0, 100)));
    CHECK_FALSE(decode_current(""));
  }

  TEST_CASE("keys tell their position and recipient, or that they are corrupt") {
    CHECK(*index::newest_first_of(index::head_key(258)) == 258);
    CHECK_FALSE(index::newest_first_of("1234567"));
    CHECK(*index::recipient_of(index::marks_key(258, 3, slot(7))) == slot(7));
    CHECK_FALSE(index::recipient_of("\xff"));
  }
}
