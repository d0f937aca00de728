// Runs a fuzz target without libFuzzer, as a test: every file of its corpus, then each a few hundred times with random
// damage.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "tests/fuzz/fuzz.hpp"
#include "tests/support/seed.hpp"

namespace {

constexpr int k_damages_per_file = 300;
constexpr std::size_t k_accepted_min = 10;

void run(std::string const& input) {
  std::vector<std::uint8_t> const bytes(input.begin(), input.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

std::vector<std::string> read_all(std::filesystem::path const& folder) {
  std::vector<std::string> inputs;
  for (auto const& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    inputs.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  std::ranges::sort(inputs);  // the same order everywhere, so that a seed replays
  return inputs;
}

std::string damaged(std::string input, std::mt19937_64& random) {
  auto const below = [&random](std::size_t end) { return static_cast<std::size_t>(random() % end); };
  for (std::size_t edits = 1 + below(3); edits > 0; --edits) {
    std::size_t const at = below(input.size() + 1);
    char const byte = static_cast<char>(below(256));
    switch (below(3)) {
      case 0: input.insert(at, 1, byte); break;
      case 1: input.erase(at, 1 + below(4)); break;
      default: input.replace(at, 1, 1, byte); break;
    }
  }
  return input;
}

}

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::vector<std::string> const inputs = read_all(argv[1]);
  for (std::string const& input : inputs) run(input);
  std::size_t const accepted = huecry::fuzz::accepted;

  std::printf("HUECRY_SEED=%llu\n", static_cast<unsigned long long>(huecry::test::seed()));
  std::fflush(stdout);  // before the damage: it may end the process
  std::mt19937_64 random = huecry::test::generator("replay");
  for (std::string const& input : inputs) {
    for (int i = 0; i < k_damages_per_file; ++i) run(damaged(input, random));
  }
  std::printf("%zu files, %zu accepted; with damage %zu accepted\n", inputs.size(), accepted, huecry::fuzz::accepted);
  return accepted >= k_accepted_min ? 0 : 1;
}
