#pragma once
// How long one call takes, on a core of its own as far as the machine allows.

#include <algorithm>
#include <vector>

#include "protocol/json/json.hpp"
#include "tests/bench/measure/meters.hpp"

namespace huecry::bench {

/// {"us":…,"cpu_us":…}: the median over slices of the time, so that another program's moment does not count.
template <class Call>
json::Json time_of(Seconds time, Call call) {
  constexpr int slices = 9;
  std::vector<double> wall, cpu;
  for (int slice = 0; slice < slices; ++slice) {
    std::size_t calls = 0;
    auto const began = Steady::now();
    Seconds const used = own_cpu();
    auto const end = began + std::chrono::duration_cast<std::chrono::nanoseconds>(time / slices);
    for (; Steady::now() < end || calls == 0; ++calls) call();
    wall.push_back(Seconds(Steady::now() - began).count() * 1e6 / static_cast<double>(calls));
    cpu.push_back((own_cpu() - used).count() * 1e6 / static_cast<double>(calls));
  }
  std::ranges::sort(wall);
  std::ranges::sort(cpu);
  return {{"us", wall[slices / 2]}, {"cpu_us", cpu[slices / 2]}};
}

}
