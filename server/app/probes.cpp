#include "server/app/probes.hpp"

#include <fcntl.h>
#include <sys/timex.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "certs/keys/open_signer.hpp"

namespace huecry::app {
namespace {

constexpr long k_clock_offset_max_us = 1'000'000;

Error failed(std::string_view what, std::filesystem::path const& path) {
  return Error(Errc::storage_unavailable,
               std::string(what) + ' ' + path.string() + ": " + std::generic_category().message(errno));
}

/// Writes a few bytes beside the store and syncs them: the same disk, the same quota.
Result<> write_and_sync(std::filesystem::path const& path) {
  int const file = ::open(path.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return failed("cannot open", path);
  constexpr std::string_view content = "ready?\n";
  bool const written = ::write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size());
  bool const synced = written && ::fdatasync(file) == 0;
  Error const error = failed(written ? "cannot sync" : "cannot write", path);
  ::close(file);
  if (!synced) return error;
  return ok();
}

Result<> store_writable(kv::Store const& store) {
  auto const health = store.health();
  if (!health.writable) return Error(Errc::storage_unavailable, health.reason);
  return ok();
}

Result<> sign_and_verify(std::string const& uri) {
  constexpr std::string_view message = "ready?";
  HUECRY_TRY(auto signer, certs::open_signer(uri));
  HUECRY_TRY(Bytes const signature, signer->sign(as_bytes(message)));
  return signer->public_key().verify(signer->algorithm(), as_bytes(message), signature);
}

Result<> trust_in_date(certs::TrustStore const& trust, Clock const& clock) {
  auto const current = trust.current();
  if (current->seq() == 0) return Error(Errc::trust_list_invalid, "no trust list is in force");
  if (current->list_overdue(to_seconds(clock.now())))
    return Error(Errc::trust_list_invalid, "the trust list is past its next_update");
  return ok();
}

/// The kernel's estimate of the offset from the time source, where one is set; a machine without one is taken as it is.
Result<> clock_close() {
  timex state{};
  int const synchronised = ::adjtimex(&state);
  if (synchronised < 0 || (state.status & STA_UNSYNC) != 0) return ok();
  long const offset_us = (state.status & STA_NANO) != 0 ? state.offset / 1000 : state.offset;
  if (std::abs(offset_us) > k_clock_offset_max_us)
    return Error(Errc::clock_untrusted, "the clock is off by " + std::to_string(offset_us) + " µs");
  return ok();
}

}

void add_probes(ops::Health& health, ops::Config const& config, kv::Store const& store, certs::TrustStore const& trust,
                Clock const& clock) {
  health.add("disk", [path = config.data_dir / "probe"] { return write_and_sync(path); });
  if (!config.secrets_file.empty())  // perhaps on a disk of its own
    health.add("secrets", [path = config.secrets_file.string() + ".probe"] { return write_and_sync(path); });
  health.add("store", [&store] { return store_writable(store); });
  health.add("log-key", [uri = config.log_key] { return sign_and_verify(uri); });
  health.add("trust", [&trust, &clock] { return trust_in_date(trust, clock); });
  health.add("clock", [] { return clock_close(); });
}

}
