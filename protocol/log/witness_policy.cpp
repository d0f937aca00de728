#include "protocol/log/witness_policy.hpp"

#include <algorithm>
#include <optional>

#include "protocol/base/limits.hpp"
#include "protocol/log/detail/text.hpp"
#include "protocol/log/origin.hpp"

namespace huecry::log {
namespace {

using Items = std::vector<std::string_view>;

constexpr std::size_t k_log_lines = 2;  // Ed25519, and perhaps one by a key in hardware

Items items_of(std::string_view line) {
  Items items;
  for (;;) {
    auto const begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return items;
    line.remove_prefix(begin);
    auto const end = std::min(line.find_first_of(" \t"), line.size());
    items.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

bool has_bad_octet(std::string_view line) {
  return std::ranges::any_of(line, [](char each) {
    auto const octet = static_cast<unsigned char>(each);
    return (octet < 0x20 && octet != '\t') || octet == 0x7f;
  });
}

bool same_key(NoteKey const& a, NoteKey const& b) { return a.key == b.key; }

}

/// Takes the file line by line; what one line needs must stand before it.
class WitnessPolicy::Reader {
 public:
  Result<> take(std::string_view line) {
    if (has_bad_octet(line)) return bad("a control character");
    Items const items = items_of(line);
    if (items.empty() || items.front().starts_with('#')) return ok();
    if (items.front() == "log") return take_log(items);
    if (items.front() == "witness") return take_witness(items);
    if (items.front() == "group") return take_group(items);
    if (items.front() == "quorum") return take_quorum(items);
    return bad("unknown word " + std::string(items.front()));
  }

  Result<WitnessPolicy> finish() {
    if (!has_quorum_) return bad("no quorum line");
    return std::move(policy_);
  }

 private:
  static Error bad(std::string what) { return Error(Errc::config_invalid, std::move(what)); }

  Result<> take_log(Items const& items) {
    if (items.size() < 2 || items.size() > 3) return bad("a log is: log <vkey> [<url>]");
    if (policy_.logs_.size() == limits::witness_policy_names_max) return bad("too many logs");
    auto key = parse_vkey(items[1]);
    if (!key || key->type == KeyType::cosignature) return bad("no key of a log");
    if (std::ranges::any_of(policy_.logs_, [&](NoteKey const& one) { return same_key(one, *key); }))
      return bad("this log stands twice");
    policy_.logs_.push_back(*std::move(key));
    return ok();
  }

  Result<> take_witness(Items const& items) {
    if (items.size() < 3 || items.size() > 4) return bad("a witness is: witness <name> <vkey> [<url>]");
    HUECRY_CHECK(check_new_name(items[1]));
    auto key = parse_vkey(items[2]);
    if (!key || key->type != KeyType::cosignature) return bad("no key of a witness");
    // All of them must find room on one checkpoint, beside the lines of the log.
    if (policy_.witnesses_.size() == limits::note_signature_lines_max - k_log_lines) return bad("too many witnesses");
    if (std::ranges::any_of(policy_.witnesses_, [&](Witness const& one) { return same_key(one.key, *key); }))
      return bad("this witness stands twice");
    policy_.nodes_.push_back({std::string(items[1]), policy_.witnesses_.size(), 0, {}, false});
    policy_.witnesses_.push_back(
        {std::string(items[1]), *std::move(key), std::string(items.size() == 4 ? items[3] : "")});
    return ok();
  }

  Result<> take_group(Items const& items) {
    if (items.size() < 4) return bad("a group is: group <name> all|any|<k> <name>…");
    HUECRY_CHECK(check_new_name(items[1]));
    Node group{std::string(items[1]), 0, 0, {}, false};
    for (std::size_t i = 3; i < items.size(); ++i) {
      auto const place = find(items[i]);
      if (!place) return bad("no name above is " + std::string(items[i]));
      if (policy_.nodes_[*place].taken) return bad(std::string(items[i]) + " is in a group already");
      policy_.nodes_[*place].taken = true;
      group.members.push_back(*place);
    }
    auto const number = detail::parse_decimal(items[2]);
    group.threshold = items[2] == "all" ? group.members.size() : items[2] == "any" ? 1 : number.value_or(0);
    if (group.threshold == 0 || group.threshold > group.members.size())
      return bad("of so many members there are not " + std::string(items[2]));
    policy_.nodes_.push_back(std::move(group));
    return ok();
  }

  Result<> take_quorum(Items const& items) {
    if (items.size() != 2) return bad("a quorum is: quorum <name>|none");
    if (std::exchange(has_quorum_, true)) return bad("a second quorum line");
    if (items[1] == "none") return ok();
    auto const place = find(items[1]);
    if (!place) return bad("no name above is " + std::string(items[1]));
    policy_.quorum_ = *place + 1;
    return ok();
  }

  Result<> check_new_name(std::string_view name) const {
    if (name == "none" || find(name)) return bad("the name " + std::string(name) + " is taken");
    if (policy_.nodes_.size() == limits::witness_policy_names_max) return bad("too many names");
    return ok();
  }

  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const {
    auto const found = std::ranges::find(policy_.nodes_, name, &Node::name);
    if (found == policy_.nodes_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - policy_.nodes_.begin());
  }

  WitnessPolicy policy_;
  bool has_quorum_ = false;
};

Result<WitnessPolicy> WitnessPolicy::parse(std::string_view text) {
  if (text.size() > limits::witness_policy_bytes_max) return Error(Errc::config_invalid, "the file is too large");
  Reader reader;
  for (std::size_t number = 1; !text.empty(); ++number) {
    auto const end = text.find('\n');
    if (auto const taken = reader.take(text.substr(0, end)); !taken)
      return Error(Errc::config_invalid, "line " + std::to_string(number) + ": " + taken.error().detail);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return reader.finish();
}

std::vector<NoteKey> WitnessPolicy::witness_keys() const {
  std::vector<NoteKey> keys;
  keys.reserve(witnesses_.size());
  for (Witness const& witness : witnesses_) keys.push_back(witness.key);
  return keys;
}

Result<std::vector<Verified>> WitnessPolicy::cosigned(Note const& note) const {
  auto const keys = witness_keys();
  auto const by_witness = [&](NoteLine const& line) {
    return std::ranges::any_of(keys, [&](NoteKey const& key) { return claims(line, key); });
  };
  if (std::ranges::none_of(note.lines, by_witness)) return std::vector<Verified>();
  return verify_note(note, keys);
}

bool WitnessPolicy::is_quorum(std::set<std::size_t> const& witnesses) const {
  if (quorum_ == 0) return true;
  std::vector<bool> holds;  // of each node; members stand before their group
  for (Node const& node : nodes_) {
    auto const many = std::ranges::count_if(node.members, [&](std::size_t member) { return holds[member]; });
    holds.push_back(node.members.empty() ? witnesses.contains(node.witness)
                                         : static_cast<std::size_t>(many) >= node.threshold);
  }
  return holds[quorum_ - 1];
}

}
