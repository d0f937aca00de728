#pragma once
// Witnesses as processes would be: one that keeps to the protocol, on a thread of its own, and one that does what a
// test wants.

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <future>
#include <string>
#include <thread>

#include "gateway/witness/server.hpp"
#include "protocol/crypto/signer.hpp"
#include "tests/support/must.hpp"

namespace huecry::test {

inline log::Cosigner witness_key(std::string const& name) {
  return must(log::Cosigner::make(
      name, std::make_shared<crypto::PrivateKey>(must(crypto::PrivateKey::generate(crypto::Algorithm::eddsa)))));
}

/// A witness that listens while it lives. A second one on the same folder and port goes on where the first ended.
class RunningWitness {
 public:
  RunningWitness(std::filesystem::path folder, log::Cosigner key, log::NoteKey log, Clock const& clock,
                 std::uint16_t port = 0)
      : witness_(must(follow::Witness::open(std::move(folder), std::move(key), {std::move(log)}, clock))) {
    std::promise<std::uint16_t> ready;
    options_.port = port;
    options_.on_ready = [&ready](std::uint16_t chosen) { ready.set_value(chosen); };
    thread_ = std::thread([this] { must(witness::serve(*witness_, options_, stop_)); });
    port_ = ready.get_future().get();
  }
  ~RunningWitness() {
    stop_ = true;
    thread_.join();
  }
  RunningWitness(RunningWitness const&) = delete;
  RunningWitness& operator=(RunningWitness const&) = delete;

  [[nodiscard]] follow::Witness& witness() { return *witness_; }
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  std::unique_ptr<follow::Witness> witness_;
  witness::ServerOptions options_;
  std::atomic<bool> stop_ = false;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

/// Answers each connection with a text of the test's, and closes it; with an empty one it keeps silent and open.
class OddWitness {
 public:
  explicit OddWitness(std::function<std::string(std::string const& request)> answer)
      : answer_(std::move(answer)), acceptor_(loop_, {boost::asio::ip::make_address("127.0.0.1"), 0}) {
    port_ = acceptor_.local_endpoint().port();
    thread_ = std::thread([this] { run(); });
  }
  ~OddWitness() {
    stop_ = true;
    boost::asio::ip::tcp::socket waker(loop_);
    boost::system::error_code ignored;
    waker.connect({boost::asio::ip::make_address("127.0.0.1"), port_}, ignored);
    thread_.join();
  }
  OddWitness(OddWitness const&) = delete;
  OddWitness& operator=(OddWitness const&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] int asked() const { return asked_; }

 private:
  void run() {
    std::vector<boost::asio::ip::tcp::socket> silent;
    while (!stop_) {
      boost::asio::ip::tcp::socket socket(loop_);
      boost::system::error_code why;
      acceptor_.accept(socket, why);
      if (stop_ || why) return;
      ++asked_;
      boost::asio::streambuf head;
      boost::asio::read_until(socket, head, "\r\n\r\n", why);
      std::string const answer = answer_(std::string(static_cast<char const*>(head.data().data()), head.size()));
      if (answer.empty()) {
        silent.push_back(std::move(socket));
        continue;
      }
      boost::asio::write(socket, boost::asio::buffer(answer), why);
    }
  }

  std::function<std::string(std::string const&)> answer_;
  boost::asio::io_context loop_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_ = 0;
  std::atomic<bool> stop_ = false;
  std::atomic<int> asked_ = 0;
  std::thread thread_;
};

inline std::string http_answer(std::string const& status, std::string const& type, std::string const& body) {
  return "HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\nConnection: close\r\n\r\n" + body;
}

}
