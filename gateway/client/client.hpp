#pragma once
// A bureau's connection to its hub: mutual TLS 1.3, keep-alive, and the patience that a submission needs. After a lost
// answer the same bytes are sent again, and the hub answers with the first receipt, so a retry never makes a second
// notice.
//
// One thread at a time. Calls block.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gateway/client/events.hpp"
#include "gateway/client/problem.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/result.hpp"

namespace huecry::client {

struct Options {
  std::string host;
  std::uint16_t port = 0;
  std::string server_name;                            // must stand among the DNS names of the hub's certificate
  std::filesystem::path chain;                        // our TLS certificate, then its issuing CA (PEM)
  std::string key;                                    // file: or pkcs11: URI
  std::filesystem::path hub_root;                     // the hub's root, or several of them, pinned (PEM)
  std::chrono::milliseconds connect_timeout{10'000};  // connection and handshake together
  std::chrono::milliseconds answer_timeout{90'000};   // longer than the longest long poll
  std::chrono::milliseconds silence_timeout{60'000};  // of an event stream; the hub sends comments more often
  std::chrono::milliseconds patience{60'000};         // how long retryable failures are tried again; 0: once
  std::chrono::milliseconds backoff_first{100};
  std::chrono::milliseconds backoff_most{3'000};
  std::size_t answer_bytes_max = std::size_t{64} << 20;
  std::function<void(std::chrono::milliseconds)> pause;  // how to wait between two tries; empty: this thread sleeps
  /// Called before each pause with what is wrong and what is left of the patience: whoever waits should know why.
  std::function<void(std::string const& why, std::chrono::milliseconds left)> on_retry;
};

/// Of a request among our own: 0 first, 7 last (RFC 9218 §4.1).
inline constexpr int k_urgency_default = 3;

struct Response {
  int status = 0;
  std::string content_type;                                  // lower case, without parameters
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;

  [[nodiscard]] bool success() const noexcept { return status >= 200 && status < 300; }
  /// The first value of a header, by its lower-case name; empty when absent.
  [[nodiscard]] std::string header(std::string_view name) const;
};

struct Request {
  std::string method = "GET";
  std::string target;  // path and query, percent-encoded
  std::string content_type;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  bool repeatable = true;  // may be sent again when it is not known whether it arrived
};

class Client {
 public:
  /// Reads certificates and key; connects at the first request. `clock` outlives the client. Errors:
  /// Errc::config_invalid, key_unusable; they name the file.
  [[nodiscard]] static Result<std::unique_ptr<Client>> open(Options options, Clock const& clock);
  ~Client();
  Client(Client const&) = delete;
  Client& operator=(Client const&) = delete;

  /// Any answer of the hub is a Response, also a problem. Failures of the transport, and answers 408, 429, 502, 503 and
  /// 504, are tried again within the patience, after Retry-After where the hub says it. Errors, in words that say what
  /// to look at: Errc::transport, timeout; config_invalid (no such host); peer_unauthenticated (the hub refused our
  /// certificate, with its reason); certificate_chain, certificate_profile, crl_stale, signer_revoked (we refused the
  /// hub's).
  [[nodiscard]] Result<Response> request(Request const& request);
  [[nodiscard]] Result<Response> get(std::string const& target);
  /// A signed document (or a batch of them): safe to send again, see above.
  /// `urgency`: among our own requests, 0 first (RFC 9218, Priority).
  [[nodiscard]] Result<Response> submit(std::string const& target, std::string const& content_type,
                                        std::string const& body, int urgency = k_urgency_default);
  [[nodiscard]] Result<Response> put(std::string const& target, std::string const& content_type,
                                     std::string const& body);

  /// Reads an event stream until on_event returns false (ok) or the stream ends (ok); last_id is where to go on (empty:
  /// from the beginning of the resource). Does not retry by itself. Errors: as request; those of the hub's problem; and
  /// Errc::request_malformed for an answer that is no stream.
  [[nodiscard]] Result<> stream(std::string const& target, std::string const& last_id,
                                std::function<bool(Event const&)> const& on_event);
  /// The same, but goes on after an end or a retryable failure from the last event that on_event has seen; gives up
  /// when nothing came for the patience.
  [[nodiscard]] Result<> follow(std::string const& target, std::string const& last_id,
                                std::function<bool(Event const&)> const& on_event);

 private:
  struct Rep;
  explicit Client(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

}
