#pragma once
// A real hub for integration tests: federation, store, mutual TLS on free loopback ports, and clients of its parties,
// all in one process and one fresh directory.

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "certs/federation/federation.hpp"
#include "gateway/client/client.hpp"
#include "protocol/documents/colour.hpp"
#include "protocol/envelope/jws.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"
#include "server/app/hub.hpp"
#include "tests/support/clock.hpp"
#include "tests/support/temp_dir.hpp"

namespace huecry::test {

/// An answer as tests look at it.
struct Reply {
  int status = 0;
  std::string code;  // of a problem
  json::Json body;   // null when it is no JSON
  std::string text;
};

class TestHub {
 public:
  using Change = std::function<void(ops::Config&)>;

  /// Fails the test when the hub does not start.
  explicit TestHub(Change change = [](ops::Config&) {});
  ~TestHub();

  void restart();
  void stop();
  /// Of a hub that was stopped. Errors: those of app::Hub::start.
  [[nodiscard]] Result<> try_start(Change const& change);
  [[nodiscard]] app::Hub& hub() { return *hub_; }
  [[nodiscard]] std::filesystem::path federation_dir() const { return dir_ / "federation"; }
  [[nodiscard]] std::filesystem::path data_dir() const { return config_.data_dir; }
  [[nodiscard]] ops::Config const& config() const { return config_; }
  [[nodiscard]] certs::federation::Workshop workshop() { return {federation_dir(), clock_, random_, {}}; }

  /// "FR" is a bureau, "XP/GS" another party. A new connection each.
  [[nodiscard]] std::unique_ptr<client::Client> client(std::string const& party);

  Reply get(std::string const& party, std::string const& target);
  Reply post(std::string const& party, std::string const& target, std::string const& type, std::string const& body);

  /// A signed container; purpose names the certificate ("notices").
  [[nodiscard]] std::string sign(std::string const& party, envelope::DocumentType type, std::string const& payload,
                                 std::string const& purpose = "notices", std::int64_t iat_offset_seconds = 0);
  Reply submit(std::string const& party, std::string const& payload);
  /// Signs and sends the policy, to the address that it names.
  Reply put_policy(std::string const& party, json::Json const& payload);
  Reply say(std::string const& party, std::string const& kind, json::Json const& inbox_item);  // evidence

  [[nodiscard]] ShiftedClock& clock() { return clock_; }

 private:
  void start();

  TempDir dir_;
  ShiftedClock clock_;
  SeededRandom random_;
  NullLog log_;
  ops::Config config_;
  std::unique_ptr<app::Hub> hub_;
};

/// A valid notice of this country.
[[nodiscard]] std::string sample(std::string const& country, std::uint64_t seed, std::string const& excluded = "");
/// The same, of that colour.
[[nodiscard]] std::string coloured(std::string const& country, std::uint64_t seed, documents::Colour colour);
/// The same with members changed.
[[nodiscard]] std::string changed(std::string const& payload, std::function<void(json::Json&)> const& change);
/// What takes it back.
[[nodiscard]] std::string withdrawal(std::string const& country, std::uint64_t seed, std::uint32_t ver);

}
