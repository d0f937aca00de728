#pragma once
// A program that is to be killed: started with a pipe from its standard output. A program, not a fork: a process that
// has opened a store has threads, and what it forks has them not.

#include <doctest/doctest.h>
#include <spawn.h>
#include <sys/types.h>
#include <unistd.h>

#include <array>
#include <string>

namespace huecry::test {

struct Spawned {
  pid_t process = 0;
  int reports = -1;  // to be read, and closed by who has it
};

/// `words`: the program, then its three arguments.
inline Spawned spawn(std::array<std::string, 4> words) {
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  ::posix_spawn_file_actions_addclose(&actions, ends[0]);
  std::array<char*, 5> arguments{words[0].data(), words[1].data(), words[2].data(), words[3].data(), nullptr};
  Spawned spawned{0, ends[0]};
  REQUIRE(::posix_spawn(&spawned.process, words[0].c_str(), &actions, nullptr, arguments.data(), ::environ) == 0);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  return spawned;
}

}
