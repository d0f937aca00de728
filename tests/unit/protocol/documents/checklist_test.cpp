#include "protocol/documents/checklist.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "protocol/json/write.hpp"
#include "tests/unit/protocol/documents/samples.hpp"

using namespace huecry;
using documents::Checked;
using json::Json;

namespace {

Checked const* find(std::vector<Checked> const& list, std::string_view rule) {
  auto const found = std::ranges::find(list, rule, &Checked::rule);
  return found == list.end() ? nullptr : &*found;
}

}

TEST_SUITE("protocol/documents checklist") {
  TEST_CASE("every condition of the colour is listed, and of a notice that entered all that bind hold") {
    auto const red = documents::checklist(json::write(samples::notice("red")));
    REQUIRE(red);
    for (char const* rule : {"red-threshold", "red-warrants", "red-extradition", "red-excluded-family"})
      CHECK_MESSAGE(find(*red, rule) != nullptr, rule);
    CHECK(std::ranges::all_of(*red, [](Checked const& checked) { return checked.faults.empty(); }));
    auto const yellow = documents::checklist(json::write(samples::notice("yellow")));
    REQUIRE(yellow);
    CHECK(find(*yellow, "red-threshold") == nullptr);
  }

  TEST_CASE("what does not hold says where") {
    Json notice = samples::notice("red");
    notice["judicial"]["extradition"]["assured"] = false;
    auto const list = documents::checklist(json::write(notice));
    REQUIRE(list);
    auto const* const assured = find(*list, "red-extradition");
    REQUIRE(assured->faults.size() == 1);
    CHECK(assured->faults.front().pointer == "/judicial/extradition/assured");
  }

  TEST_CASE("what is no notice has no list") { CHECK_FALSE(documents::checklist("{}")); }
}
