// The runner of every test program: doctest, and the seed of this run (HUECRY_SEED replays one).
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

int main(int argc, char** argv) {
  doctest::Context context(argc, argv);
  return context.run();
}
