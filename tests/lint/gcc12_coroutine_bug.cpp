// Shows what GCC 12 does to a temporary in a co_await expression: it is destroyed twice (docs/adr/0010).
// When this program fails, the compiler has been repaired, and the rules of that decision can go.
#include <coroutine>
#include <cstdio>

namespace {

int live = 0;

struct Counted {
  Counted() { ++live; }
  Counted(Counted const& /*other*/) { ++live; }
  ~Counted() { --live; }
};

struct Task {
  struct promise_type {
    Task get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
};

template <class Job>
std::suspend_never run(Job job) {
  job();
  return {};
}

Task temporary_in_await() {
  Counted counted;
  co_await run([counted] { (void)counted; });  // NOLINT(huecry-coro): the bug itself
}

Task named_first() {
  Counted counted;
  auto job = [counted] { (void)counted; };
  co_await run(job);
}

}

int main() {
  named_first();
  int const named = live;
  live = 0;
  temporary_in_await();
  std::printf("named first: %d left alive, temporary: %d left alive\n", named, live);
  return named == 0 && live == -1 ? 0 : 1;
}
