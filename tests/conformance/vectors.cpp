#include "tests/conformance/vectors.hpp"

#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

#include "protocol/base/encoding.hpp"

namespace huecry::test {
namespace {

// Before main, because ctest looks for the word at the start of the output and doctest introduces itself first.
[[maybe_unused]] bool const k_announced = [] {
  if (!vectors_present()) std::cout << "SKIPPED: no vectors in " << vectors_dir() << std::endl;
  return true;
}();

}

std::filesystem::path vectors_dir() { return HUECRY_VECTORS_DIR; }

bool vectors_present() { return std::filesystem::exists(vectors_dir() / "README.md"); }

std::string read_vector(std::filesystem::path const& name) {
  std::ifstream file(vectors_dir() / name, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + name.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

nlohmann::json load_vector(std::filesystem::path const& name) { return nlohmann::json::parse(read_vector(name)); }

Bytes from_hex(std::string const& text) {
  auto bytes = hex_decode(text);
  if (!bytes) throw std::runtime_error("not hexadecimal: " + text);
  return *std::move(bytes);
}

}
