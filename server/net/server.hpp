#pragma once
// The listeners and their connections. Composition: Shards, then Application, then Server; start the shards, listen.
// Stop: close(), Shards::stop(grace), destroy the Server, then the rest.

#include <cstdint>
#include <memory>
#include <string>

#include "protocol/base/clock.hpp"
#include "protocol/base/log.hpp"
#include "protocol/base/random.hpp"
#include "protocol/base/result.hpp"
#include "server/net/admission.hpp"
#include "server/net/counters.hpp"
#include "server/net/http.hpp"
#include "server/net/settings.hpp"
#include "server/net/shard.hpp"
#include "server/net/tls_state.hpp"

namespace huecry::net {

class Server {
 public:
  /// What a server works with; all of it outlives the server.
  struct Parts {
    Shards& shards;
    Admission const& admission;
    Clock& clock;
    Random& random;
    Log& log;
    Counters& counters;
  };

  Server(Parts parts, Timeouts timeouts, Caps caps);
  /// REQUIRES: the shards have stopped, or nothing ever listened.
  ~Server();
  Server(Server const&) = delete;
  Server& operator=(Server const&) = delete;

  /// Listens with mutual TLS; accepts from now on. Returns the port in use (port 0: any). Once per server.
  /// Errors: Errc::io with address and reason. `application` outlives the shards' stop.
  [[nodiscard]] Result<std::uint16_t> listen_tls(std::string const& address, std::uint16_t port,
                                                 std::shared_ptr<TlsState const> tls, Application& application);
  /// Listens without TLS and without identities, for the operator on loopback. Errors as listen_tls, and
  /// Errc::config_invalid for an address that is not loopback unless `anywhere`.
  [[nodiscard]] Result<std::uint16_t> listen_plain(std::string const& address, std::uint16_t port,
                                                   Application& application, bool anywhere = false);

  /// New connections use this from now on. Any thread.
  void use(std::shared_ptr<TlsState const> tls);

  /// Asks `admission` again about every distinct certificate that is connected, on the calling thread, and closes the
  /// connections of those that it refuses now or knows as someone else. Returns how many certificates failed. Any
  /// thread but a shard's; blocks. Call it after every change of trust, when generation() has grown.
  std::size_t sweep();

  /// Stops accepting; live connections go on. Any thread but a shard's; returns when the ports are free.
  void close();

 private:
  struct Rep;
  std::unique_ptr<Rep> rep_;
};

}
