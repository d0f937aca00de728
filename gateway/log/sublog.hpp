#pragma once
// Whether a bureau has got all that it was entitled to, in order, with nothing put in later: its items give the head
// that the log commits to (docs/log.md, "Nothing was kept from me"). Pure but for the file; one thread.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/clock.hpp"
#include "protocol/base/country.hpp"
#include "protocol/base/result.hpp"
#include "protocol/log/receipt.hpp"
#include "protocol/log/sublog.hpp"

namespace huecry::follow {

/// The head as the hub proves it.
struct CommittedHead {
  log::SublogHead head;
  std::uint64_t entry = 0;  // that commits to it, the last of its checkpoint
  log::Checkpoint checkpoint;
  UnixMillis received{};  // of the entry: when the hub says that this was the newest
};

/// `text`: the hub's answer. Everything in it is checked: that the log, one of `keys`, has signed a checkpoint whose
/// last entry has the root of a tree with this head of the bureau. Errors: json_invalid, log_text_invalid,
/// log_signature_invalid, proof_invalid, not_verified.
[[nodiscard]] Result<CommittedHead> committed_head(std::string_view text, CountryCode bureau,
                                                   std::span<log::NoteKey const> keys);

/// What was seen to hold, for the next time. File, JSON:
/// {"v":1,"bureau":"DE","items":12,"head":"<base64url>","entry":34,
/// "received":false}
struct SublogState {
  log::SublogHead head;
  std::uint64_t entry = 0;
  bool stored = false;  // held against what was stored, not against the inbox: the two pass over different things
};
/// nullopt when there is no such file. Errors: config_invalid for a file that is none of ours, or another bureau's; io.
[[nodiscard]] Result<std::optional<SublogState>> load_sublog(std::filesystem::path const& file, CountryCode bureau);
/// Durable when it returns. Errors: io.
[[nodiscard]] Result<> save_sublog(std::filesystem::path const& file, CountryCode bureau, SublogState const& state);

/// Computes the head from items in their order.
class SublogChain {
 public:
  /// Goes on from what is known; nothing: from the beginning.
  explicit SublogChain(std::optional<SublogState> const& known)
      : head_(known ? known->head : log::SublogHead()), next_(known ? known->entry + 1 : 0) {}

  /// `batch`: where the hub says that its batch ended. Errors: not_verified when items or batches are not in order.
  Result<> add(log::SublogItem const& item, std::uint64_t batch);
  /// After all items.
  [[nodiscard]] log::SublogHead finish();

 private:
  void end_batch();

  log::SublogHead head_;
  std::uint64_t next_;  // nothing before it may come any more
  std::vector<log::SublogItem> open_;
  std::uint64_t open_ends_ = 0;
};

}
