// Mailboxes behind the real journal: what was committed is what is read, also after a restart and in a rebuild.
#include "storage/mailbox/mailbox.hpp"
#include "storage/mailbox/mailbox_view.hpp"
#include "tests/unit/storage/journal/journal_fixture.hpp"

using namespace huecry;

namespace {

struct MailboxJournal : test::JournalFixture {
  MailboxJournal() {
    journal.reset();  // the fixture's own views have seen nothing yet
    views = {&mailbox_view};
    start();
  }
  mailbox::MailboxView mailbox_view;
};

}

TEST_SUITE("storage/mailbox behind the journal") {
  TEST_CASE_FIXTURE(MailboxJournal, "members find exactly what was committed for them") {
    HUECRY_SEEDED;
    auto dice = test::generator("mailbox journal");
    CountryCode const member = test::country("DE");
    std::vector<mailbox::Item> expected;
    for (int i = 0; i < 40; ++i) {
      auto record = test::record_of("FR-" + std::to_string(i));
      CountrySet to = members_of(dice() % 2 == 0 ? Region::europe : Region::middle_east);
      if (dice() % 2 == 0) to = CountrySet{test::country("IT"), member};
      if (dice() % 4 == 0) to.remove(member);
      record.deliveries = {{journal::DeliveryKind::document, to}};
      auto const receipt = test::commit(*journal, std::move(record));
      REQUIRE(receipt);
      if (to.contains(member)) expected.push_back({receipt->position, journal::DeliveryKind::document});
    }
    restart();
    auto const page = mailbox::read(*store, member, std::nullopt, 100);
    REQUIRE(page);
    CHECK(page->items == expected);
    CHECK_FALSE(expected.empty());
    check_invariants();
  }
}
