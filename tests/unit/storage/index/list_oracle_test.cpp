// Every list equals what looking at all notices one by one gives: random notices, updates, withdrawals and evidence;
// random filters, readers and page sizes.
#include <doctest/doctest.h>

#include "storage/index/list.hpp"
#include "storage/index/status.hpp"
#include "tests/support/seed.hpp"
#include "tests/unit/storage/index/model.hpp"

namespace {

using namespace huecry;
using index::Filter;
using index::Visibility;
using test::Model;
using test::ModelNotice;

std::vector<std::string> const k_countries{"FR", "DE", "IT", "ES", "BR", "US", "SG", "JP", "KE", "NG", "EG", "AE"};
std::vector<std::string> const k_offences{"HOM", "DRU", "FRA", "ENV", "HOMX"};
std::vector<std::string> const k_words{"dupont", "martin", "王小明", "иванов", "12ab345", "jean", "al-masri"};
std::vector<Region> const k_regions{Region::africa, Region::americas, Region::asia_pacific, Region::europe,
                                    Region::middle_east};

class Dice {
 public:
  explicit Dice(std::string const& name) : random_(test::generator(name)) {}
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <class T>
  T const& of(std::vector<T> const& choices) {
    return choices[below(choices.size())];
  }
  CountryCode country() { return test::country(of(k_countries)); }
  CountrySet audience() {
    CountrySet set;
    std::size_t const odds = 1 + below(4);
    for (std::string const& code : k_countries)
      if (one_in(odds)) set.add(test::country(code));
    return set;
  }

 private:
  std::mt19937_64 random_;
};

index::NoticeFacts random_facts(Dice& dice) {
  index::NoticeFacts facts;
  facts.colour =
      dice.one_in(3) ? documents::Colour::red : documents::k_colours[dice.below(documents::k_colours.size())];
  facts.urgent = dice.one_in(5);
  for (std::string const& offence : k_offences)
    if (dice.one_in(3)) facts.offences.push_back(offence);
  facts.title = dice.of(k_words);
  facts.search_text = dice.of(k_words) + '\n' + dice.of(k_words);
  return facts;
}

/// A store and the model of it, filled with the same records.
struct World {
  test::ViewStore store = test::make_index();
  Model model;

  void add(journal::Record const& record) {
    auto const position = store.add(record);
    REQUIRE(position);
    model.add(record, *position);
  }
  void add_new(Dice& dice) {
    std::string const id = dice.of(k_countries) + "-" + std::to_string(store.next());
    add(test::version(store, id, dice.audience(), random_facts(dice)));
  }
  void change_one(Dice& dice) {
    ModelNotice const notice = dice.of(model.notices());
    if (notice.state == life::NoticeState::withdrawn) return;
    bool const ends = dice.one_in(3);
    add(ends ? test::withdrawal(store, notice.id)
             : test::version(store, notice.id, dice.audience(), random_facts(dice)));
  }
  void hear_of_one(Dice& dice) {
    ModelNotice const notice = dice.of(model.notices());
    bool const all = dice.one_in(2);
    for (CountryCode by : notice.released.members())
      if (all || dice.one_in(2))
        add(test::evidence(dice.one_in(4) ? test::retrieved : test::acknowledged, std::string(by.text()),
                           {{notice.id, notice.ver}}));
    for (auto const& [by, since] : notice.owed)
      if (since == notice.released_at && (all || dice.one_in(2)))  // the current version recalled it
        add(test::evidence(test::purged, std::string(by.text()), {{notice.id, notice.ver}}));
  }
};

void fill(World& world, Dice& dice, int steps) {
  world.add_new(dice);
  for (int i = 0; i < steps; ++i) {
    auto const what = dice.below(10);
    if (what < 6)
      world.add_new(dice);
    else if (what < 8)
      world.change_one(dice);
    else
      world.hear_of_one(dice);
  }
}

struct Reader {
  Visibility visibility = Visibility::secretariat();
  std::optional<CountryCode> member;
  std::optional<Region> region;

  static Reader some(Dice& dice) {
    Reader reader;
    auto const kind = dice.below(3);
    if (kind == 0) return reader;
    if (kind == 1) {
      reader.member = dice.country();
      reader.visibility = Visibility::member(*reader.member);
    } else {
      reader.region = dice.of(k_regions);
      reader.visibility = Visibility::coordinator(*reader.region);
    }
    return reader;
  }
};

Filter some_filter(Dice& dice, Reader const& reader, UnixMillis newest) {
  Filter filter;
  std::size_t const odds = 3;
  if (dice.one_in(odds)) filter.colour = documents::k_colours[dice.below(3)];
  if (dice.one_in(odds)) filter.state = dice.one_in(2) ? life::NoticeState::published : life::NoticeState::withdrawn;
  if (dice.one_in(odds)) filter.origin = dice.country();
  if (dice.one_in(odds)) filter.recipient = dice.country();
  if (dice.one_in(odds)) filter.region = dice.of(k_regions);
  if (dice.one_in(odds)) filter.offence = dice.of(k_offences);
  if (dice.one_in(odds)) filter.urgent = dice.one_in(2);
  if (dice.one_in(odds)) filter.overdue = index::Overdue{newest, std::chrono::seconds(dice.below(200))};
  if (!reader.region && dice.one_in(odds)) filter.text = dice.of(k_words).substr(0, 3 + dice.below(3));
  return filter;
}

bool in_region(ModelNotice const& notice, Region region, CountrySet const& shown = CountrySet::everyone()) {
  if (notice.origin().region() == region) return true;
  return std::ranges::any_of((notice.sent & shown).members(), [&](CountryCode c) { return c.region() == region; });
}

/// Whose part in the notice the reader may learn.
CountrySet shown_to(Reader const& reader, ModelNotice const& notice) {
  if (reader.region) return members_of(*reader.region);
  bool const all = !reader.member || *reader.member == notice.origin();
  return all ? CountrySet::everyone() : CountrySet{*reader.member};
}

bool may_see(Reader const& reader, ModelNotice const& notice) {
  if (reader.region) return in_region(notice, *reader.region);
  if (!reader.member || *reader.member == notice.origin()) return true;
  return notice.state == life::NoticeState::published && (notice.released | notice.holders).contains(*reader.member);
}

bool is_asked_for(Filter const& filter, ModelNotice const& notice, CountrySet const& shown) {
  bool const live = notice.state == life::NoticeState::published;
  if (filter.colour && *filter.colour != notice.colour) return false;
  if (filter.state && *filter.state != notice.state) return false;
  if (filter.origin && *filter.origin != notice.origin()) return false;
  CountrySet const recipients = live ? notice.released | notice.holders : notice.sent;
  if (filter.recipient && !(recipients & shown).contains(*filter.recipient)) return false;
  if (filter.region && !in_region(notice, *filter.region, shown)) return false;
  if (filter.offence && std::ranges::count(notice.offences, *filter.offence) == 0) return false;
  if (filter.urgent && *filter.urgent != notice.urgent) return false;
  if (filter.text && notice.search_text.find(*filter.text) == std::string::npos) return false;
  if (!filter.overdue) return true;
  auto const is_late = [&](UnixMillis since) { return filter.overdue->now - since > filter.overdue->after; };
  if (live && is_late(notice.released_at) && !((notice.released - notice.acknowledged) & shown).empty()) return true;
  return std::ranges::any_of(notice.owed,
                             [&](auto const& owed) { return shown.contains(owed.first) && is_late(owed.second); });
}

/// Turns all pages; checks what holds for each of them.
std::vector<std::string> list_all(kv::Reader const& state, Filter const& filter, Reader const& reader,
                                  index::PageSize size) {
  std::vector<std::string> ids;
  std::string cursor;
  do {
    auto const page = index::list(state, filter, reader.visibility, cursor, size);
    REQUIRE(page);
    REQUIRE(page->heads.size() <= size.items);
    REQUIRE(page->stopped_early == (!page->next.empty() && page->heads.size() < size.items));
    for (index::Head const& head : page->heads) {
      ids.push_back(head.id);
      REQUIRE(head.search_text.empty());
      REQUIRE(head.title.empty() == reader.region.has_value());
    }
    REQUIRE((page->next.empty() || page->next != cursor));
    cursor = page->next;
  } while (!cursor.empty());
  return ids;
}

}

TEST_SUITE("storage/index list oracle") {
  TEST_CASE("every list equals a look at all notices") {
    HUECRY_SEEDED;
    Dice dice("list oracle");
    World world;
    fill(world, dice, 250);
    auto const newest = test::ViewStore::time_of(world.store.next());
    std::size_t answers = 0;
    for (int i = 0; i < 400; ++i) {
      CAPTURE(i);
      Reader const reader = Reader::some(dice);
      Filter const filter = some_filter(dice, reader, newest);
      index::PageSize size;
      size.items = 1 + dice.below(40);
      if (dice.one_in(2)) size.rows = 1 + dice.below(20);
      auto const expected = world.model.ids([&](ModelNotice const& notice) {
        return may_see(reader, notice) && is_asked_for(filter, notice, shown_to(reader, notice));
      });
      REQUIRE(list_all(world.store.state(), filter, reader, size) == expected);
      answers += expected.size();
    }
    CHECK(answers > 400);  // else the filters were too narrow to show anything
  }

  TEST_CASE("what happens between two pages takes nothing away from the pages to come, and adds nothing twice") {
    HUECRY_SEEDED;
    Dice dice("list under change");
    World world;
    fill(world, dice, 60);
    auto const expected = world.model.ids([](ModelNotice const&) { return true; });
    std::vector<std::string> ids;
    std::string cursor;
    index::PageSize size;
    size.items = 3;
    do {
      auto const page = index::list(world.store.state(), {}, Visibility::secretariat(), cursor, size);
      REQUIRE(page);
      for (index::Head const& head : page->heads) ids.push_back(head.id);
      cursor = page->next;
      fill(world, dice, 2);
    } while (!cursor.empty());
    CHECK(ids == expected);
  }

  TEST_CASE("the same records in one batch or one by one give the same rows") {
    HUECRY_SEEDED;
    Dice dice("index rebuild");
    auto once = test::make_index();
    std::vector<journal::Record> records;
    auto add = [&](journal::Record record) {
      records.push_back(record);
      REQUIRE(once.add(std::move(record)));
    };
    for (int i = 0; i < 60; ++i) {
      std::string const id = "FR-" + std::to_string(dice.below(20));
      auto const head = index::current_head(once.state(), test::country("FR"), id);
      bool const over = *head && (*head)->state == life::NoticeState::withdrawn;
      if (!over)
        add(dice.one_in(5) && *head ? test::withdrawal(once, id)
                                    : test::version(once, id, dice.audience(), random_facts(dice)));
      add(test::evidence(test::acknowledged, "DE", {{id, 1}}));
    }
    auto again = test::make_index();
    REQUIRE(again.add_all(records));
    for (kv::Family family : index::IndexView().families()) CHECK(once.rows(family) == again.rows(family));
  }
}
