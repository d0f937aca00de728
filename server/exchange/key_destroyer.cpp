#include "server/exchange/key_destroyer.hpp"

#include "storage/index/erasures.hpp"
#include "storage/messages/lookup.hpp"

namespace huecry::exchange {
namespace {

constexpr std::size_t k_together = 256;

/// Any of its keys may have survived a power cut.
Result<bool> is_carried_out(kv::Secrets const& secrets, std::vector<journal::Position> const& entries) {
  for (journal::Position const entry : entries) {
    HUECRY_TRY(auto const key, secrets.get(entry));
    if (key) return false;
  }
  return true;
}

}

Result<> KeyDestroyer::destroy(journal::Position at, std::vector<journal::Position> const& entries) {
  HUECRY_TRY(bool const done, is_carried_out(store_.secrets(), entries));
  if (done) return ok();
  HUECRY_CHECK(store_.secrets().destroy(entries));
  log_.write(LogLevel::info, "content-destroyed", {{"erasure", at}, {"entries", entries.size()}});
  return ok();
}

Result<> KeyDestroyer::carry_out_notices() {
  while (true) {
    HUECRY_TRY(auto const erasures, index::erasures(store_, next_, k_together));
    if (erasures.empty()) return ok();
    for (index::Erasure const& erasure : erasures) {
      HUECRY_CHECK(destroy(erasure.at, erasure.entries));
      next_ = erasure.at + 1;
    }
  }
}

Result<> KeyDestroyer::carry_out_messages() {
  while (true) {
    HUECRY_TRY(auto const expired, messages::expired(store_, next_message_, k_together));
    if (expired.empty()) return ok();
    for (messages::Expired const& each : expired) {
      HUECRY_CHECK(destroy(each.at, {each.of}));
      next_message_ = each.at + 1;
    }
  }
}

Result<> KeyDestroyer::carry_out() {
  HUECRY_CHECK(carry_out_notices());
  return carry_out_messages();
}

}
