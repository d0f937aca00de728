#pragma once
// What is kept: the store, the views, and the journal that fills them, opened together and closed in reverse.

#include <memory>
#include <vector>

#include "protocol/base/clock.hpp"
#include "protocol/base/log.hpp"
#include "protocol/base/random.hpp"
#include "protocol/log/note_signer.hpp"
#include "server/ops/config.hpp"
#include "storage/blob/blob_store.hpp"
#include "storage/index/index_view.hpp"
#include "storage/journal/journal.hpp"
#include "storage/kv/rocks_store.hpp"
#include "storage/mailbox/mailbox_view.hpp"
#include "storage/messages/message_view.hpp"
#include "storage/policy/policy_view.hpp"
#include "storage/sublog/heads_view.hpp"
#include "storage/time/time_view.hpp"
#include "storage/trust/trust_view.hpp"

namespace huecry::app {

/// All that is derived from the journal. Address-stable: the journal keeps pointers.
class Views {
 public:
  Views() = default;
  ~Views() = default;
  Views(Views const&) = delete;
  Views& operator=(Views const&) = delete;

  [[nodiscard]] std::vector<journal::View*> all() {
    return {&mailbox_, &index_, &trust_, &policy_, &heads_, &time_, &messages_};
  }
  [[nodiscard]] journal::Closer& closer() { return heads_; }

 private:
  mailbox::MailboxView mailbox_;
  index::IndexView index_;
  trust_rows::TrustView trust_;
  policy_rows::PolicyView policy_;
  sublog::HeadsView heads_;
  time_rows::TimeView time_;
  messages::MessageView messages_;
};

[[nodiscard]] std::filesystem::path secrets_file(ops::Config const& config);
/// Beside the secrets, and named like them; neither is restored with a store.
[[nodiscard]] std::filesystem::path signed_file(ops::Config const& config);
[[nodiscard]] kv::RocksOptions store_options(ops::Config const& config);
/// Errors: Errc::key_unusable.
[[nodiscard]] Result<log::NoteSigner> log_signer(ops::Config const& config);

class Keeping {
 public:
  /// Errors: key_unusable (the log's key), io, corrupt, log_inconsistent, config_invalid (a store of another form).
  [[nodiscard]] static Result<std::unique_ptr<Keeping>> open(ops::Config const& config, Clock& clock, Random& random,
                                                             Log& log);

  [[nodiscard]] kv::RocksStore& store() noexcept { return *store_; }
  [[nodiscard]] journal::Journal& journal() noexcept { return *journal_; }
  [[nodiscard]] blob::BlobStore& blobs() noexcept { return *blobs_; }
  /// The log's.
  [[nodiscard]] log::NoteSigner const& signer() const noexcept { return signer_; }

 private:
  Keeping(std::unique_ptr<kv::RocksStore> store, log::NoteSigner signer)
      : store_(std::move(store)), signer_(std::move(signer)) {}

  std::unique_ptr<kv::RocksStore> store_;
  std::unique_ptr<blob::BlobStore> blobs_;
  log::NoteSigner signer_;
  Views views_;
  std::unique_ptr<journal::Journal> journal_;  // last: it uses all the others until it is gone
};

}
