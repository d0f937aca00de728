#pragma once
// Whom one believes about logs: which logs, which witnesses, and how many of them must have cosigned (C2SP
// tlog-policy). Pure; any thread. Lines, items divided by spaces or tabs; # begins a comment:
//
//   log <vkey> [<url>]
//   witness <name> <vkey> [<url>]
//   group <name> all|any|<k> <name>…     of names that stand above
//   quorum <name>|none                   exactly one

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.hpp"
#include "protocol/log/note.hpp"
#include "protocol/log/vkey.hpp"

namespace huecry::log {

class WitnessPolicy {
 public:
  struct Witness {
    std::string name;  // in this file alone
    NoteKey key;
    std::string url;  // submission prefix; empty: it is not asked, but comes by itself
  };

  /// `quorum none` and nothing else.
  WitnessPolicy() = default;

  /// Errors: Errc::config_invalid, "line 3: …".
  [[nodiscard]] static Result<WitnessPolicy> parse(std::string_view text);

  [[nodiscard]] std::vector<NoteKey> const& logs() const noexcept { return logs_; }
  [[nodiscard]] std::vector<Witness> const& witnesses() const noexcept { return witnesses_; }
  /// The keys of the witnesses, in their order.
  [[nodiscard]] std::vector<NoteKey> witness_keys() const;

  /// Lines of witnesses that hold; `key` is a place in witnesses(). Errors: Errc::log_signature_invalid when a line by
  /// one of them does not.
  [[nodiscard]] Result<std::vector<Verified>> cosigned(Note const& note) const;
  /// Whether these are enough.
  [[nodiscard]] bool is_quorum(std::set<std::size_t> const& witnesses) const;

 private:
  /// A witness, or a group of what stands before it.
  struct Node {
    std::string name;
    std::size_t witness = 0;  // its place, when it is no group
    std::size_t threshold = 0;
    std::vector<std::size_t> members;
    bool taken = false;  // by a group: once only, so that nobody counts twice
  };
  class Reader;

  std::vector<NoteKey> logs_;
  std::vector<Witness> witnesses_;
  std::vector<Node> nodes_;
  std::size_t quorum_ = 0;  // place in nodes_ plus one; 0: none
};

}
