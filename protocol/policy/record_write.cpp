// A decision as a line of JSON. Every document that is accepted has one, so nothing here builds a tree.
#include <vector>

#include "protocol/policy/detail/compiled.hpp"
#include "protocol/policy/detail/question_json.hpp"
#include "protocol/policy/record.hpp"

namespace huecry::policy {
namespace {

using detail::JsonLine;

/// Members with one reason. Recipients decide by documents of their own: a group of intake has the same cause only.
struct Group {
  Reason reason;
  CountrySet to;
  std::string_view cited;
};

/// Of a size that the compiler knows.
std::string_view alpha2(std::uint8_t slot) { return {CountryCode::from_slot(slot)->text().data(), 2}; }

/// In the order in which they were first met.
class Groups {
 public:
  void add(std::uint8_t slot, Reason reason) {
    if (reason.layer == Layer::intake) reason.rule = Reason::k_no_rule;
    std::size_t at = first_place(reason);
    while (places_[at] != 0 && groups_[places_[at] - 1U].reason != reason) at = (at + 1) % places_.size();
    if (places_[at] == 0) {
      groups_.push_back({reason, {}, {}});
      places_[at] = static_cast<std::uint16_t>(groups_.size());
    }
    groups_[places_[at] - 1U].to.add_slot(slot);
  }

  [[nodiscard]] std::vector<Group>& all() noexcept { return groups_; }

 private:
  static std::size_t first_place(Reason const& reason) {
    auto const layer = static_cast<std::size_t>(reason.layer), cause = static_cast<std::size_t>(reason.cause);
    return (reason.rule * 7U + layer * 64U + cause) % (2 * CountrySet::k_slots);
  }

  std::array<std::uint16_t, 2 * CountrySet::k_slots> places_{};  // hashed; one more than the place of a group
  std::vector<Group> groups_;
};

class RecordWriter {
 public:
  RecordWriter(CompiledPolicy const& policy, CountryCode origin, Decision const& decision)
      : compiled_(policy.compiled()), origin_(origin), decision_(decision) {}

  void put_question(Subject const& subject, Circumstances const& now) {
    line_.put(R"({"v":3,"policy":)");
    line_.put_bytes(decision_.policy.bytes);
    line_.put(R"(,"subject":)");
    detail::put_subject(line_, *compiled_.vocabulary, subject);
    line_.put(R"(,"now":)");
    detail::put_circumstances(line_, *compiled_.vocabulary, now);
  }

  void put_sets() {
    line_.put(R"(,"allowed":)");
    line_.put_set(decision_.allowed);
    if (!decision_.requestable.empty()) {
      line_.put(R"(,"requestable":)");
      line_.put_set(decision_.requestable);
    }
    put_named(R"(,"redacted":{)", k_blocks, decision_.redacted);
    put_named(R"(,"obliged":{)", k_obligations, decision_.obliged);
  }

  void put_reasons(CountrySet const& members) {
    Groups groups;
    members.for_each_slot([&](std::uint8_t slot) { groups.add(slot, decision_.reasons[slot]); });
    cite(groups.all());
    line_.put(R"(,"reasons":[)");
    for (Group const& group : groups.all()) put_group(group);
    if (groups.all().empty()) return line_.put("]");
    line_.close(']');
  }

  std::string take() && {
    line_.put("}");
    return std::move(line_).take();
  }

 private:
  template <std::size_t N>
  void put_named(std::string_view opening, std::array<std::string_view, N> const& names,
                 std::array<CountrySet, N> const& sets) {
    std::string_view before = opening;
    for (std::size_t i = 0; i < N; ++i) {
      if (sets[i].empty()) continue;
      line_.put(before);
      line_.put_quoted(names[i]);
      line_.put(":");
      line_.put_set(sets[i]);
      before = ",";
    }
    if (before != opening) line_.put("}");
  }

  /// Finds all texts before the first is written: each is somewhere else in memory, and on its way when it is needed.
  void cite(std::vector<Group>& groups) {
    auto const find = [&](Reason const& reason, std::string_view& cited, std::uint8_t slot) {
      detail::RuleLayer const* const layer = compiled_.layer(reason.layer, origin_, *CountryCode::from_slot(slot));
      if (layer == nullptr) return;
      cited = layer->citations[reason.rule];
      __builtin_prefetch(cited.data());
    };
    for (Group& group : groups) {
      if (group.reason.layer != Layer::intake) find(group.reason, group.cited, 0);
      if (group.reason.layer == Layer::intake)
        group.to.for_each_slot([&](std::uint8_t slot) { find(decision_.reasons[slot], cited_[slot], slot); });
    }
  }

  void put_group(Group const& group) {
    line_.put(R"({"by":")");
    line_.put(to_text(group.reason.layer));
    line_.put(R"(","cause":")");
    line_.put(to_text(group.reason.cause));
    line_.put("\"");
    if (group.reason.layer == Layer::intake) {
      put_own(group.to);
    } else {
      put_author(group);
      line_.put(R"(,"to":)");
      line_.put_set(group.to);
    }
    line_.put("},");
  }

  void put_author(Group const& group) {
    detail::RuleLayer const* const layer = compiled_.layer(group.reason.layer, origin_, {});
    if (layer == nullptr || layer->document == detail::RuleLayer::k_none) return;
    line_.put(R"(,"author":")");
    line_.put(compiled_.set[layer->document].policy.iss.text());
    line_.put(R"(",)");
    line_.put(group.cited);
  }

  /// By recipient, who is the author.
  void put_own(CountrySet const& to) {
    line_.put(R"(,"own":{)");
    to.for_each_slot([&](std::uint8_t slot) {
      line_.put("\"");
      line_.put(alpha2(slot));
      line_.put(R"(":{)");
      line_.put(cited_[slot]);
      line_.put("},");
    });
    line_.close('}');
  }

  detail::Compiled const& compiled_;
  CountryCode origin_;
  Decision const& decision_;
  JsonLine line_;
  std::array<std::string_view, CountrySet::k_slots> cited_;  // by recipient: of its own document
};

}

std::string to_json(CompiledPolicy const& policy, Subject const& subject, Circumstances const& now,
                    Decision const& decision) {
  RecordWriter writer(policy, subject.origin, decision);
  writer.put_question(subject, now);
  writer.put_sets();
  writer.put_reasons(now.members.all);
  return std::move(writer).take();
}

}
