#include <doctest/doctest.h>

#include <cstdlib>
#include <new>

#include "tests/support/seed.hpp"
#include "tests/unit/protocol/policy/random_world.hpp"
#include "tests/unit/protocol/policy/words.hpp"

// A sanitizer has its own operators, and needs them.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

namespace {
thread_local std::size_t t_allocations = 0;
}

// Not inline, or GCC 12 sees new meet free and warns.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++t_allocations;
  if (void* const memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

using namespace huecry;

TEST_SUITE("protocol/policy allocation") {
  TEST_CASE("deciding and tracing allocate nothing, whatever the policy and the document") {
    HUECRY_SEEDED;
    auto random = test::generator("policy allocation");
    auto const vocabulary = words::vocabulary();
    random_world::World world(random, *vocabulary);
    for (int round = 0; round < 200; ++round) {
      policy::CompiledPolicy const policy(world.set(), vocabulary);
      policy::Subject const subject = world.subject();
      policy::Circumstances const now = world.circumstances();
      std::size_t const before = t_allocations;
      bool const same = policy.decide(subject, now) == policy.trace(subject, now).decision;
      std::size_t const after = t_allocations;
      CHECK(before > 0);  // the counter counts
      CHECK(after == before);
      CHECK(same);
    }
  }
}

#endif
