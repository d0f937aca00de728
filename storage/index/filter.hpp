#pragma once
// What a list is asked for, and what the one who asks may see. Any thread. Errors of `sees`: Errc::corrupt, io.

#include <optional>
#include <string>
#include <vector>

#include "protocol/base/country.hpp"
#include "protocol/base/result.hpp"
#include "storage/index/rows.hpp"
#include "storage/index/status.hpp"

namespace huecry::index {

/// All that are set must hold.
struct Filter {
  std::optional<documents::Colour> colour;
  std::optional<NoticeState> state;
  std::optional<life::ExtractState> extract;
  std::optional<bool> diffusion;  // or notices
  std::optional<CountryCode> origin;
  std::optional<CountryCode> recipient;  // see recipients()
  std::optional<Region> region;          // see concerns()
  std::optional<std::string> offence;    // code, exact
  std::optional<bool> urgent;
  std::optional<Overdue> overdue;   // at least one recipient is
  std::optional<std::string> text;  // folded like the search text; each of its words is a part of the search text
};

/// Who asks. Default: nobody may see anything of anyone else, and there is no else.
class Visibility {
 public:
  /// What it originated, in any state, and the published notices that it holds or is released to.
  [[nodiscard]] static Visibility member(CountryCode country) { return {Kind::member, country, Region::none}; }
  /// Everything.
  [[nodiscard]] static Visibility secretariat() { return {Kind::secretariat, {}, Region::none}; }
  /// What was ever published and concerns the region; nothing of its content.
  [[nodiscard]] static Visibility coordinator(Region region) { return {Kind::coordinator, {}, region}; }

  /// The published notices that it holds itself, whatever its bureau holds.
  [[nodiscard]] static Visibility entity(journal::Entity const& entity) {
    Visibility visibility(Kind::entity, entity.country, Region::none);
    visibility.organisation_ = entity.organisation;
    return visibility;
  }

  [[nodiscard]] Result<bool> sees(kv::Reader const& state, Head const& head) const;
  /// Whose part in a notice it may learn: filters say nothing about others.
  [[nodiscard]] CountrySet sees_of(Head const& head) const;
  [[nodiscard]] bool sees_content() const { return kind_ != Kind::coordinator; }
  /// That an extract is asked for, or was, is between the source and the reviewers; what is public everyone may learn.
  [[nodiscard]] life::ExtractState extract_of(Head const& head) const;
  /// The filter, so narrow that no candidate tells of extracts that this party may not know of; nullopt: there are
  /// none.
  [[nodiscard]] std::optional<Filter> narrowed(Filter filter) const;
  /// The head as it may be shown: never the search text; title and file number only to those who see content.
  [[nodiscard]] Head shown(Head head) const;

 private:
  enum class Kind { member, secretariat, coordinator, entity };
  Visibility(Kind kind, CountryCode country, Region region) : kind_(kind), country_(country), region_(region) {}

  Kind kind_;
  CountryCode country_;
  Region region_;
  std::string organisation_;
};

/// Who has the notice: while it is in force everyone who is released to it or holds it, afterwards everyone who was
/// ever sent it, because their recall may still be open.
[[nodiscard]] CountrySet recipients(Head const& head);

/// Its origin, or one of those countries that was ever sent it, lies in the region.
[[nodiscard]] bool concerns(Head const& head, Region region, CountrySet const& shown);

/// The words of a text filter. Errors: Errc::parameter_invalid (no word, or over limits::filter_text_*);
/// role_required when the one who asks may not see content, since an answer would tell it.
[[nodiscard]] Result<std::vector<std::string>> words_of(Filter const& filter, Visibility const& visibility);

/// Everything but `overdue`, which needs the store, and `extract`, which not everyone sees. REQUIRES: words as words_of
/// tells. `shown`: Visibility::sees_of.
[[nodiscard]] bool matches(Filter const& filter, std::vector<std::string> const& words, Head const& head,
                           CountrySet const& shown);

}
