#pragma once
// What the killed writer and the one who checks after it share: the store's set-up, the key, and documents by number.

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "protocol/base/log.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/crypto/random.hpp"
#include "protocol/crypto/signer.hpp"
#include "storage/journal/journal.hpp"
#include "storage/kv/key.hpp"
#include "storage/kv/rocks_store.hpp"
#include "storage/mailbox/mailbox_view.hpp"
#include "storage/sublog/heads_view.hpp"

namespace huecry::test {

/// Counts the documents of each issuer: a view that reads what earlier entries wrote.
class IssuerCount final : public journal::View {
 public:
  [[nodiscard]] std::string_view name() const override { return "issuer count"; }
  [[nodiscard]] std::vector<kv::Family> families() const override { return {kv::Family::trust}; }
  Result<> apply(journal::Record const& record, kv::Transaction& transaction) override {
    HUECRY_TRY(auto const row, transaction.get(kv::Family::trust, record.iss.text()));
    transaction.put(kv::Family::trust, record.iss.text(), kv::be64(row ? read_be<std::uint64_t>(*row) + 1 : 1));
    return ok();
  }
};

/// The store and the journal of one directory, as one process has them open.
struct Opened {
  /// `between`: what stands between the journal and the store; the store itself without it.
  using Between = std::function<std::unique_ptr<kv::Store>(kv::Store&)>;
  static Result<std::unique_ptr<Opened>> open(std::filesystem::path const& directory, Between const& between = {}) {
    auto opened = std::make_unique<Opened>();
    kv::RocksOptions options;
    options.directory = directory / "store";
    options.write_buffer_bytes = 64 * 1024;  // tables and log files come and go while the writer is killed
    options.wal_bytes_max = 256 * 1024;
    options.block_cache_bytes = 4 * 1024 * 1024;
    options.disk_free_bytes_min = 0;
    HUECRY_TRY(opened->store, kv::RocksStore::open(options, opened->log));
    std::ifstream file(directory / "key.pem");
    std::string const pem{std::istreambuf_iterator<char>(file), {}};
    HUECRY_TRY(auto key, crypto::PrivateKey::from_pem(pem));
    HUECRY_TRY(auto signer, log::NoteSigner::make("hub.example/log/crash", std::make_shared<crypto::PrivateKey>(key)));
    if (between) opened->before = between(*opened->store);
    kv::Store& store = opened->before ? *opened->before : *opened->store;
    journal::Options journal_options;
    journal_options.signed_file = directory / "store.signed";
    journal_options.gather_time = std::chrono::hours(1);  // both documents of a call in one batch
    HUECRY_TRY(opened->journal,
               journal::Journal::open(journal_options, store, opened->clock, opened->random, opened->log,
                                      std::move(signer), opened->views, &opened->heads_view));
    return opened;
  }

  NullLog log;
  SystemClock clock;
  crypto::SystemRandom random;
  mailbox::MailboxView mailbox_view;
  IssuerCount count_view;
  sublog::HeadsView heads_view;
  std::vector<journal::View*> views{&mailbox_view, &count_view, &heads_view};
  std::unique_ptr<kv::RocksStore> store;
  std::unique_ptr<kv::Store> before;  // of the store, where there is something between
  std::unique_ptr<journal::Journal> journal;
};

inline void make_key(std::filesystem::path const& directory) {
  auto const key = crypto::PrivateKey::generate(crypto::Algorithm::eddsa);
  HUECRY_ASSERT(key);
  std::ofstream(directory / "key.pem") << *key->to_pem();
}

/// Document number n: always the same, of a few bytes to a few KiB, to one, some or nearly all.
inline journal::Record numbered(std::uint64_t n) {
  Digest const dice = crypto::sha256(kv::be64(n));
  journal::Record record;
  record.iss = *CountryCode::from_slot(dice.bytes[0] % 50);
  record.id = "N-" + std::to_string(n);
  record.document = "document " + std::to_string(n) + std::string(dice.bytes[1] * 16U, 'x');
  record.decision = "{}";
  CountrySet to;
  for (std::size_t i = dice.bytes[2] % 3 == 0 ? 150 : dice.bytes[2] % 12U; i != 0; --i)
    to.add(*CountryCode::from_slot(static_cast<std::uint8_t>((dice.bytes[3] + i) % 150)));
  record.deliveries = {{journal::DeliveryKind::document, to}};
  record.object = crypto::sha256(record.document);
  record.signing = crypto::sha256("signing " + record.document);
  return record;
}

/// What the writer says for each document that was acknowledged to it.
struct Acknowledged {
  std::uint64_t number = 0;
  journal::Position position = 0;
};

}
