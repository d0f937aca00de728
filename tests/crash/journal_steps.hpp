#pragma once
// The steps of a commit at which a process is killed, and what it tells before: shared by the one that dies and the one
// that looks at what it left.

#include <array>
#include <cstddef>
#include <cstdint>

#include "storage/journal/record.hpp"

namespace huecry::test {

enum class Step {
  before_batch,
  after_batch,
  before_checkpoint,
  after_checkpoint,
  in_answer,
  after_answer,
  waking_readers,
};

inline constexpr std::size_t k_note_bytes = 1024;

/// What the child tells before it dies: a document that was answered, with the checkpoint of its receipt.
struct Told {
  std::uint64_t number = 0;
  journal::Position position = 0;
  std::array<char, k_note_bytes> checkpoint{};
};

}
