#pragma once
// A bureau's connection to its hub: mutual TLS 1.3, keep-alive, and the patience that a submission needs. After a lost
// answer the same bytes are sent again, and the hub answers with the first receipt, so a retry never makes a second
// notice.
//
// One thread at a time. Calls block. No Asio or Beast type outside client.cpp.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/base/clock.hpp"
#include "protocol/base/result.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::client {

struct Options {
  std::string host;
  std::uint16_t port = 0;
  std::string server_name;                            // must stand among the DNS names of the hub's certificate
  std::filesystem::path chain;                        // our TLS certificate, then its issuing CA (PEM)
  std::string key;                                    // file: or pkcs11: URI
  std::filesystem::path hub_root;                     // the hub's root, pinned (PEM)
  std::chrono::milliseconds connect_timeout{10'000};  // name, connection and handshake together
  std::chrono::milliseconds answer_timeout{90'000};   // longer than the longest long poll
  std::chrono::milliseconds patience{60'000};         // how long retryable failures are tried again; 0: once
  std::chrono::milliseconds backoff_first{100};
  std::chrono::milliseconds backoff_most{3'000};
};

struct Response {
  int status = 0;
  std::string content_type;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;

  [[nodiscard]] bool success() const noexcept { return status >= 200 && status < 300; }
};

/// An event of the inbox stream.
struct Event {
  std::string id;
  std::string kind;
  std::string data;
};

class Client {
 public:
  /// Reads certificates and key; connects at the first request. Errors: config_invalid, key_unusable.
  [[nodiscard]] static Result<std::unique_ptr<Client>> open(Options options, Clock const& clock);
  ~Client();
  Client(Client const&) = delete;
  Client& operator=(Client const&) = delete;

  /// Any answer of the hub is a Response, also a problem. Failures of the transport, and answers 429 and 503, are tried
  /// again within the patience. Errors: Errc::transport (detail says what to look at), timeout.
  [[nodiscard]] Result<Response> get(std::string const& target);
  /// A signed document (or a batch of them): safe to send again, see above.
  [[nodiscard]] Result<Response> submit(std::string const& target, std::string const& content_type,
                                        std::string const& body);
  [[nodiscard]] Result<Response> put(std::string const& target, std::string const& content_type,
                                     std::string const& body);

  /// Reads an event stream until on_event returns false or the stream ends; last_id is where to go on (empty: from the
  /// beginning of the resource). Does not retry by itself. Errors: as get, and Errc::request_malformed for an answer
  /// that is no stream.
  [[nodiscard]] Result<> stream(std::string const& target, std::string const& last_id,
                                std::function<bool(Event const&)> const& on_event);

 private:
  struct Rep;
  explicit Client(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

/// The problem details (RFC 9457) of an answer or of a batch's result as an Error with the same code, detail and
/// faults; a code from a newer hub becomes Errc::internal with the title as detail.
[[nodiscard]] Error error_of_problem(json::Json const& problem);
[[nodiscard]] Error error_of(Response const& response);

}
