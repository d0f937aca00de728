#pragma once
// The exchange against the reference: one notice, in everything that both know of it.

#include "tests/model/reference.hpp"
#include "tests/model/world.hpp"

namespace huecry::model {

/// Ends the test case where they differ.
void check_same(World& world, std::string const& id, Notice& notice);

}
