#pragma once
// Has the log's checkpoints stamped by time authorities (RFC 3161), each asked by itself (asking.hpp), and enters what
// they say (signing.md §6).

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "certs/timestamp/time_authority.hpp"
#include "server/exchange/asking.hpp"
#include "server/exchange/proven_time.hpp"
#include "server/exchange/services.hpp"

namespace huecry::exchange {

struct Authority {
  std::string name;
  std::string url;
  certs::TimeAuthority roots;
};

/// One authority a line, "NAME URL FILE": its roots in PEM, relative to `base`. Empty lines and lines that begin with #
/// do not count. Errors: Errc::config_invalid with the line's number; certificate_profile.
[[nodiscard]] Result<std::vector<Authority>> parse_authorities(std::string_view text,
                                                               std::filesystem::path const& base);

/// What is known of one authority, for metrics.
struct AuthorityStanding {
  std::string name;
  journal::Position stamped = 0;  // the largest tree
  std::uint64_t failures = 0;
};

class TimeStamper {
 public:
  /// All outlive it.
  TimeStamper(Services const& services, ProvenTime& proven, Random& random, std::vector<Authority> authorities,
              std::chrono::seconds every);
  ~TimeStamper();
  TimeStamper(TimeStamper const&) = delete;
  TimeStamper& operator=(TimeStamper const&) = delete;

  /// Looks where stamping stood. Errors: corrupt, io.
  Result<> start();
  /// Returns when all threads have ended; what is asked just now is waited for (net::fetch). Idempotent.
  void stop() { asking_.stop(); }

  [[nodiscard]] std::vector<AuthorityStanding> standing() const;

 private:
  struct Asked;
  [[nodiscard]] std::optional<Result<>> look(Asked& asked);
  Result<> stamp(Asked& asked);
  Result<> enter(Asked& asked, log::TreeHead const& head, std::string reply, UnixMillis at);
  [[nodiscard]] Result<std::optional<UnixMillis>> first_unproven(journal::Position from) const;
  void tell_proven();

  Services const& services_;
  ProvenTime& proven_;
  Random& random_;
  std::chrono::seconds const every_;
  std::vector<std::unique_ptr<Asked>> asked_;
  std::atomic<journal::Position> covered_ =
      0;                  // by whichever authority, also one that is not asked any more; 0: by none ever
  UnixMillis started_{};  // before the first stamp ever the grace counts from here
  std::mutex entering_;   // versions of the entries go up one by one
  Asking asking_;         // last: its threads use all the others
};

}
