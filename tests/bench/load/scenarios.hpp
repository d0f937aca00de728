#pragma once
// What the generator can do to a server. Each returns what it measured, for tests/bench/run to judge.

#include <string>

#include "protocol/json/json.hpp"
#include "tests/bench/load/drive.hpp"

namespace huecry::bench {

struct Choice {
  Plan plan;
  std::size_t connections = 64;
  std::size_t members_max = 16;
  std::uint64_t series = 1;    // of documents: a hub takes each notice once
  std::size_t documents = 0;   // prepared in all
  std::size_t batch = 1;       // documents in one request
  std::string path;            // of a bare request
  std::size_t body_bytes = 0;  // of a bare request, 0: GET; or of a message
  std::string urgency = "routine";
  std::size_t rounds = 20;  // broadcasts
};

/// Notices, one or many in a request, each accepted with 201.
[[nodiscard]] json::Json submit(Target const& target, Choice const& choice);
/// Sealed messages, each accepted with 201.
[[nodiscard]] json::Json messages(Target const& target, Choice const& choice);
/// The same request over and over: what a bare request costs.
[[nodiscard]] json::Json bare(Target const& target, Choice const& choice);
/// GET …/status of notices that the same series submitted, by their issuers.
[[nodiscard]] json::Json status(Target const& target, Choice const& choice);
/// GET /v1/notices with changing filters.
[[nodiscard]] json::Json lists(Target const& target, Choice const& choice);
/// Every member reads its inbox from the beginning to the end.
[[nodiscard]] json::Json drain(Target const& target, Choice const& choice);
/// An event stream of every member; one of them submits, and all others must see it.
[[nodiscard]] json::Json broadcast(Target const& target, Choice const& choice);
/// New connections, each with one whole handshake.
[[nodiscard]] json::Json handshakes(Target const& target, Choice const& choice);
/// Connections that are there and do nothing.
[[nodiscard]] json::Json idle(Target const& target, Choice const& choice);

}
