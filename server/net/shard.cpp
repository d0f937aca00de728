#include "server/net/shard.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <exception>
#include <string>
#include <utility>

#include "protocol/base/assert.hpp"
#include "server/net/shard_rep.hpp"

namespace huecry::net {
namespace {

using namespace std::chrono_literals;
constexpr auto k_last_wait = 5s;  // for cancelled tasks to leave; a healthy one needs milliseconds

}

Shard::Shard(std::size_t index, Log& log) : index_(index), rep_(std::make_unique<Rep>(*this, log)) {}
Shard::~Shard() = default;

asio::any_io_executor Shard::executor() const { return rep_->io.get_executor(); }
bool Shard::is_current() const noexcept { return rep_->io.get_executor().running_in_this_thread(); }
TaskGroup& Shard::tasks() noexcept { return rep_->tasks; }
Turns& Shard::turns() noexcept { return rep_->turns; }
bool Shard::stopping() const noexcept { return rep_->stopping; }
void Shard::post(std::function<void()> fn) { asio::post(rep_->io, std::move(fn)); }

void Shard::start() {
  rep_->thread = std::thread([this] { run(); });
}

void Shard::run() {
  // A handler that throws is a bug; the loop of everyone else on this shard goes on.
  for (;;) {
    try {
      rep_->io.run();
      return;
    } catch (std::exception const& e) {
      rep_->log.write(LogLevel::error, "shard.threw",
                      {{"shard", std::uint64_t{index_}}, {"what", std::string_view(e.what())}});
    }
  }
}

void Shard::begin_stop(std::chrono::milliseconds grace) {
  auto ended = [this](std::exception_ptr error) {
    if (error) rep_->log.write(LogLevel::error, "shard.stop_threw", {{"shard", std::uint64_t{index_}}});
    rep_->work.reset();  // run() returns when nothing is left; nobody calls io.stop()
  };
  asio::co_spawn(rep_->io, stop_tasks(grace), std::move(ended));
}

asio::awaitable<void> Shard::stop_tasks(std::chrono::milliseconds grace) {
  rep_->stopping = true;
  rep_->tasks.begin_stop();
  for (Event* event : rep_->events) event->wake(false);
  bool const in_time = co_await rep_->tasks.wait(grace);
  if (in_time) co_return;
  rep_->log.write(LogLevel::warning, "shard.grace_over",
                  {{"shard", std::uint64_t{index_}}, {"tasks", std::uint64_t{rep_->tasks.size()}}});
  rep_->tasks.cancel_all();
  bool const ended = co_await rep_->tasks.wait(k_last_wait);
  if (!ended)
    rep_->log.write(LogLevel::error, "shard.tasks_left",
                    {{"shard", std::uint64_t{index_}}, {"tasks", std::uint64_t{rep_->tasks.size()}}});
}

void Shard::join() {
  if (rep_->thread.joinable()) rep_->thread.join();
}

Shards::Shards(std::size_t count, Log& log) {
  HUECRY_ASSERT(count > 0);
  for (std::size_t i = 0; i < count; ++i) shards_.push_back(std::make_unique<Shard>(i, log));
}

Shards::~Shards() { HUECRY_ASSERT(!running_); }

void Shards::start() {
  running_ = true;
  for (auto& shard : shards_) shard->start();
}

void Shards::stop(std::chrono::milliseconds grace) {
  if (!running_) return;
  for (auto& shard : shards_) shard->begin_stop(grace);
  for (auto& shard : shards_) shard->join();
  running_ = false;
}

void Shards::post_all(std::function<void(Shard&)> const& fn) {
  for (auto& shard : shards_) {
    shard->post([fn, one = shard.get()] { fn(*one); });
  }
}

}
