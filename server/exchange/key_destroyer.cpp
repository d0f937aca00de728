#include "server/exchange/key_destroyer.hpp"

#include "storage/index/erasures.hpp"

namespace huecry::exchange {
namespace {

constexpr std::size_t k_together = 256;

/// Any of its keys may have survived a power cut.
Result<bool> is_carried_out(kv::Secrets const& secrets, index::Erasure const& erasure) {
  for (journal::Position const entry : erasure.entries) {
    HUECRY_TRY(auto const key, secrets.get(entry));
    if (key) return false;
  }
  return true;
}

}

Result<> KeyDestroyer::carry_out() {
  while (true) {
    HUECRY_TRY(auto const erasures, index::erasures(store_, next_, k_together));
    if (erasures.empty()) return ok();
    for (index::Erasure const& erasure : erasures) {
      HUECRY_TRY(bool const done, is_carried_out(store_.secrets(), erasure));
      if (!done) {
        HUECRY_CHECK(store_.secrets().destroy(erasure.entries));
        log_.write(LogLevel::info, "content-destroyed", {{"erasure", erasure.at}, {"entries", erasure.entries.size()}});
      }
      next_ = erasure.at + 1;
    }
  }
}

}
