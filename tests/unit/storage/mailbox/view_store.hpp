#pragma once
// A real store with one view over it, fed with records as the journal would do it.

#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "protocol/base/log.hpp"
#include "storage/journal/view.hpp"
#include "storage/kv/rocks_store.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/storage/sealing.hpp"

namespace huecry::test {

inline std::unique_ptr<kv::RocksStore> open_store(std::filesystem::path const& directory, Log& log) {
  kv::RocksOptions options;
  options.directory = directory;
  options.secrets_file = secrets().file();  // the same for all: what is the same is sealed the same
  options.disk_free_bytes_min = 0;
  auto opened = kv::RocksStore::open(std::move(options), log);
  REQUIRE(opened);
  return *std::move(opened);
}

class ViewStore {
 public:
  explicit ViewStore(std::unique_ptr<journal::View> view) : view_(std::move(view)) {}

  /// Applies and commits one record at the next position; one second passes between records.
  Result<journal::Position> add(journal::Record record) {
    std::vector<journal::Record> one;
    one.push_back(std::move(record));
    HUECRY_CHECK(add_all(std::move(one)));
    return next_ - 1;
  }

  /// The same in one transaction, as a group commit.
  Result<> add_all(std::vector<journal::Record> records) {
    HUECRY_CHECK(store_->secrets().prepare(next_, next_ + records.size()));
    auto const transaction = store_->begin();
    journal::Position position = next_;
    for (journal::Record& record : records) {
      record.position = position++;
      record.received = time_of(record.position) + passed_;
      seal(record, store_->secrets());
      HUECRY_CHECK(view_->apply(record, *transaction));
    }
    HUECRY_CHECK(store_->commit(*transaction, kv::Sync::no));
    next_ = position;
    return ok();
  }

  /// As if just made: cheaper than another store.
  void clear() {
    auto const transaction = store_->begin();
    for (kv::Family family : view_->families())
      for (auto const& [key, value] : rows(family)) transaction->erase(family, key);
    REQUIRE(store_->commit(*transaction, kv::Sync::no));
    next_ = 0;
  }

  void put_raw(kv::Family family, std::string_view key, std::string_view value) {
    auto const transaction = store_->begin();
    transaction->put(family, key, value);
    REQUIRE(store_->commit(*transaction, kv::Sync::no));
  }

  [[nodiscard]] std::map<std::string, std::string> rows(kv::Family family) const {
    std::map<std::string, std::string> found;
    auto const cursor = store_->scan(family, {});
    for (; cursor->valid(); cursor->next()) found.emplace(cursor->key(), cursor->value());
    REQUIRE(cursor->status());
    return found;
  }

  /// So much later than their position says is what comes from now on.
  void pass(std::chrono::milliseconds time) { passed_ += time; }

  [[nodiscard]] kv::Reader const& state() const { return *store_; }
  [[nodiscard]] kv::Store& store() { return *store_; }
  [[nodiscard]] journal::Position next() const { return next_; }
  [[nodiscard]] static UnixMillis time_of(journal::Position position) {
    return UnixMillis(std::chrono::seconds(1'800'000'000 + static_cast<std::int64_t>(position)));
  }

 private:
  TempDir directory_;
  NullLog log_;
  std::unique_ptr<kv::RocksStore> store_ = open_store(directory_ / "store", log_);
  std::unique_ptr<journal::View> view_;
  journal::Position next_ = 0;
  std::chrono::milliseconds passed_{};
};

/// Counts what is asked of a store, to show what an answer costs.
class CountingReader final : public kv::Reader {
 public:
  explicit CountingReader(kv::Reader const& state) : state_(&state) {}

  [[nodiscard]] Result<std::optional<std::string>> get(kv::Family family, std::string_view key) const override {
    ++rows_;
    return state_->get(family, key);
  }
  [[nodiscard]] std::unique_ptr<kv::Cursor> scan(kv::Family family, kv::Range const& range) const override {
    return std::make_unique<Steps>(state_->scan(family, range), rows_);
  }
  [[nodiscard]] kv::Secrets const& secrets() const override { return state_->secrets(); }
  [[nodiscard]] std::size_t rows() const { return rows_; }

 private:
  class Steps final : public kv::Cursor {
   public:
    Steps(std::unique_ptr<kv::Cursor> inner, std::size_t& rows) : inner_(std::move(inner)), rows_(&rows) { ++rows; }
    [[nodiscard]] bool valid() const override { return inner_->valid(); }
    [[nodiscard]] std::string_view key() const override { return inner_->key(); }
    [[nodiscard]] std::string_view value() const override { return inner_->value(); }
    void next() override {
      ++*rows_;
      inner_->next();
    }
    Result<> status() const override { return inner_->status(); }

   private:
    std::unique_ptr<kv::Cursor> inner_;
    std::size_t* rows_;
  };

  kv::Reader const* state_;
  mutable std::size_t rows_ = 0;
};

}
