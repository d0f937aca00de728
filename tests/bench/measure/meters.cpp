#include "tests/bench/measure/meters.hpp"

#include <ctime>
#include <fstream>
#include <sstream>

#include "tests/bench/measure/must.hpp"

namespace huecry::bench {
namespace {

Seconds read_clock(clockid_t clock) {
  timespec time{};
  require(::clock_gettime(clock, &time) == 0, "the hub's CPU clock cannot be read: did it end?");
  return Seconds(static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9);
}

}

Seconds process_cpu(pid_t pid) {
  clockid_t clock{};
  require(::clock_getcpuclockid(pid, &clock) == 0, "no process " + std::to_string(pid));
  return read_clock(clock);
}

Seconds own_cpu() { return read_clock(CLOCK_PROCESS_CPUTIME_ID); }

namespace {

std::size_t status_kib(std::string const& pid, std::string_view name) {
  std::ifstream status("/proc/" + pid + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(name)) return std::stoul(line.substr(name.size()));
  give_up("no " + std::string(name) + " of process " + pid);
}

}

std::size_t resident_bytes(pid_t pid) { return status_kib(std::to_string(pid), "VmRSS:") * 1024; }
std::size_t peak_resident_bytes() { return status_kib("self", "VmHWM:") * 1024; }

std::string read_text(std::filesystem::path const& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  require(static_cast<bool>(file), "cannot read " + path.string());
  return text.str();
}

}
