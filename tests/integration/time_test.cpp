// What a hub does when nobody confirms its time: a grace, then nothing is accepted, and the first stamp ends that.

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "protocol/base/limits.hpp"
#include "tests/support/test_hub.hpp"
#include "tests/unit/certs/timestamp/stamping.hpp"

using namespace huecry;
using test::TestHub;

namespace {

/// A time authority over HTTP on loopback: one request for each connection. Down until it is told otherwise.
class Authority {
 public:
  Authority() : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    REQUIRE(::bind(listener_, reinterpret_cast<sockaddr*>(&address), length) == 0);
    REQUIRE(::listen(listener_, 16) == 0);
    REQUIRE(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~Authority() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  Authority(Authority const&) = delete;
  Authority& operator=(Authority const&) = delete;

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/tsa"; }
  [[nodiscard]] std::string roots() const { return authority_.root.certificate->pem(); }
  void answer_at(UnixSeconds at) {
    at_ = at.time_since_epoch().count();
    up_ = true;
  }
  void go_down() { up_ = false; }
  [[nodiscard]] int asked() const { return asked_; }

 private:
  void serve() {
    for (int peer = ::accept(listener_, nullptr, nullptr); peer >= 0; peer = ::accept(listener_, nullptr, nullptr)) {
      std::string const answer = answer_to(body_from(peer));
      if (::send(peer, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) ++failed_;
      ::close(peer);
    }
  }

  static std::string body_from(int peer) {
    std::string text;
    for (char buffer[4096];;) {
      ssize_t const got = ::recv(peer, buffer, sizeof buffer, 0);
      if (got <= 0) return {};
      text.append(buffer, static_cast<std::size_t>(got));
      auto const end = text.find("\r\n\r\n");
      auto const field = text.find("Content-Length: ");
      if (end == std::string::npos || field == std::string::npos) continue;
      std::size_t const length = std::stoul(text.substr(field + 16));
      if (text.size() >= end + 4 + length) return text.substr(end + 4);
    }
  }

  std::string answer_to(std::string const& query) {
    ++asked_;
    if (!up_) return "HTTP/1.1 503 Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    test::Stamping const stamping{signer_, {*authority_.issuing.certificate}, UnixSeconds(std::chrono::seconds(at_))};
    std::string const reply = stamping.reply(query);
    return "HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\nConnection: close\r\nContent-Length: " +
           std::to_string(reply.size()) + "\r\n\r\n" + reply;
  }

  /// The test hub's clock is the machine's, give or take some hours.
  static void early(test::CertificateSpec& spec) { spec.not_before = UnixSeconds(); }

  test::Issuer root_ = test::issuer_of(test::make(certs::Profile::root_ca, {"FR", "TSA", "", "FR root", {}, {}, {}},
                                                  nullptr, early, crypto::Algorithm::es384));
  test::Authority authority_{"FR", "TSA", root_, test::make_issuing(root_, "FR", "TSA", early)};
  test::Leaf signer_ = authority_.leaf(certs::Profile::time_stamp, "time", early);
  std::atomic<std::int64_t> at_ = 0;
  std::atomic<bool> up_ = false;
  std::atomic<int> asked_ = 0, failed_ = 0;
  int listener_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

struct Stamped {
  Authority authority;
  test::TempDir place;
  TestHub hub{[this](ops::Config& config) {
    std::ofstream(place / "roots.pem") << authority.roots();
    std::ofstream(place / "authorities") << "one " << authority.url() << " roots.pem\n";
    config.log_time_authorities = place / "authorities";
    config.log_time_every = std::chrono::seconds(1);
  }};

  int submit(std::uint64_t seed) { return hub.submit("FR", test::sample("FR", seed)).status; }
  template <class Holds>
  void wait_until(Holds holds) {
    auto const give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    bool held = holds();
    for (; !held && std::chrono::steady_clock::now() < give_up; held = holds())
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    REQUIRE(held);
  }
};

}

TEST_SUITE("time of the log") {
  TEST_CASE_FIXTURE(Stamped, "without a stamp for four hours nothing is accepted; reading goes on; a stamp ends it") {
    REQUIRE(submit(1) == 201);
    wait_until([&] { return authority.asked() > 0; });
    hub.clock().advance(limits::time_unproven_max - std::chrono::minutes(1));
    CHECK(submit(2) == 201);
    hub.clock().advance(std::chrono::minutes(2));
    auto const refused = hub.submit("FR", test::sample("FR", 3));
    CHECK(refused.status == 503);
    CHECK(refused.code == "time-unproven");
    CHECK(hub.get("DE", "/v1/inbox").status == 200);
    CHECK(hub.get("DE", "/v1/log/checkpoint").status == 200);
    authority.answer_at(to_seconds(hub.clock().now()));
    wait_until([&] { return submit(4) == 201; });
    CHECK(hub.get("DE", "/v1/log/time?entry=0").body["stamps"].size() == 1);
  }

  TEST_CASE_FIXTURE(Stamped,
                    "the grace goes on over a cold start, and before the first stamp ever it begins with one") {
    REQUIRE(submit(1) == 201);
    wait_until([&] { return authority.asked() > 0; });
    hub.clock().advance(limits::time_unproven_max + std::chrono::minutes(1));
    CHECK(hub.submit("FR", test::sample("FR", 2)).code == "time-unproven");
    hub.restart();
    CHECK(submit(2) == 201);
    authority.answer_at(to_seconds(hub.clock().now()));
    wait_until([&] { return !hub.get("DE", "/v1/log/time?entry=0").body["stamps"].empty(); });
    authority.go_down();
    REQUIRE(submit(3) == 201);
    hub.clock().advance(limits::time_unproven_max + std::chrono::minutes(1));
    hub.restart();
    CHECK(hub.submit("FR", test::sample("FR", 4)).code == "time-unproven");
    authority.answer_at(to_seconds(hub.clock().now()));
    wait_until([&] { return submit(4) == 201; });
  }

  TEST_CASE_FIXTURE(Stamped, "a reply whose clock is not ours proves nothing") {
    authority.answer_at(to_seconds(hub.clock().now()) + std::chrono::hours(2));
    REQUIRE(submit(1) == 201);
    wait_until([&] { return authority.asked() > 1; });
    CHECK(hub.get("DE", "/v1/log/time?entry=0").body["stamps"].empty());
  }

  TEST_CASE_FIXTURE(Stamped, "hours without an entry are no hours without a stamp") {
    authority.answer_at(to_seconds(hub.clock().now()));
    REQUIRE(submit(1) == 201);
    wait_until([&] { return !hub.get("DE", "/v1/log/time?entry=0").body["stamps"].empty(); });
    auto const stamped = hub.get("DE", "/v1/receipts/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA?stamped=true");
    CHECK(stamped.status == 404);
    int const asked = authority.asked();
    hub.clock().advance(limits::time_unproven_max * 2);
    CHECK(authority.asked() == asked);
    authority.answer_at(to_seconds(hub.clock().now()));
    CHECK(submit(2) == 201);
  }
}
