#include "storage/index/filter.hpp"

#include <algorithm>

#include "protocol/base/limits.hpp"
#include "storage/index/holdings.hpp"

namespace huecry::index {
namespace {

template <class T>
bool is_or_unset(std::optional<T> const& wanted, T const& value) {
  return !wanted || *wanted == value;
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    auto const* const end = std::ranges::find_if(text, is_space);
    if (end != text.begin()) words.emplace_back(text.begin(), end);
    text = {end == text.end() ? end : end + 1, text.end()};
  }
  return words;
}

Result<bool> holds(kv::Reader const& state, Head const& head, journal::Entity const& entity) {
  if (!life::is_live(head.state)) return false;
  HUECRY_TRY(auto const holding, holding_of(state, head.first.position, entity));
  return holding && holding->is_current(head);
}

bool has_all(std::string_view text, std::vector<std::string> const& words) {
  return std::ranges::all_of(words, [&](std::string const& word) { return text.find(word) != std::string_view::npos; });
}

}

Result<bool> Visibility::sees(kv::Reader const& state, Head const& head) const {
  switch (kind_) {
    case Kind::secretariat: return true;
    case Kind::coordinator:
      return life::was_published(head.state) && head.state != NoticeState::suspended &&
             concerns(head, region_, CountrySet::everyone());
    case Kind::entity: return holds(state, head, {country_, organisation_});
    case Kind::member: break;
  }
  if (head.iss == country_) return true;
  // A suspended notice is absent for all but its source and the reviewers (domain N10).
  return life::is_live(head.state) && recipients(head).contains(country_);
}

CountrySet Visibility::sees_of(Head const& head) const {
  switch (kind_) {
    case Kind::secretariat: return CountrySet::everyone();
    case Kind::coordinator: return members_of(region_);
    case Kind::entity: return {};
    case Kind::member: break;
  }
  return head.iss == country_ ? CountrySet::everyone() : CountrySet{country_};
}

life::ExtractState Visibility::extract_of(Head const& head) const {
  bool const all = kind_ == Kind::secretariat || (kind_ == Kind::member && head.iss == country_);
  return all || head.extract == life::ExtractState::published ? head.extract : life::ExtractState::none;
}

std::optional<Filter> Visibility::narrowed(Filter filter) const {
  using enum life::ExtractState;
  bool const is_private = filter.extract == asked || filter.extract == removed;
  if (!is_private || kind_ == Kind::secretariat) return filter;
  bool const own = kind_ == Kind::member && filter.origin.value_or(country_) == country_;
  if (!own) return std::nullopt;
  filter.origin = country_;
  return filter;
}

Head Visibility::shown(Head head) const {
  head.search_text.clear();
  head.extract = extract_of(head);
  if (sees_content()) return head;
  head.title.clear();
  head.file_no.clear();
  return head;
}

CountrySet recipients(Head const& head) {
  return life::is_in_force(head.state) ? head.released | head.holders : head.sent;
}

bool concerns(Head const& head, Region region, CountrySet const& shown) {
  return head.iss.region() == region || !(head.sent & members_of(region) & shown).empty();
}

Result<std::vector<std::string>> words_of(Filter const& filter, Visibility const& visibility) {
  if (!filter.text) return std::vector<std::string>();
  if (!visibility.sees_content()) return Error(Errc::role_required, "a text filter asks for content");
  if (filter.text->size() > limits::filter_text_bytes_max) return Error(Errc::parameter_invalid, "text is too long");
  auto words = split(*filter.text);
  if (words.empty()) return Error(Errc::parameter_invalid, "text has no word");
  if (words.size() > limits::filter_text_words_max) return Error(Errc::parameter_invalid, "text has too many words");
  return words;
}

bool matches(Filter const& filter, std::vector<std::string> const& words, Head const& head, CountrySet const& shown) {
  if (!is_or_unset(filter.colour, head.colour) || !is_or_unset(filter.state, head.state)) return false;
  if (!is_or_unset(filter.diffusion, head.diffusion)) return false;
  if (!is_or_unset(filter.origin, head.iss) || !is_or_unset(filter.urgent, head.urgent)) return false;
  if (filter.recipient && !(recipients(head) & shown).contains(*filter.recipient)) return false;
  if (filter.region && !concerns(head, *filter.region, shown)) return false;
  if (filter.offence && std::ranges::find(head.offences, *filter.offence) == head.offences.end()) return false;
  return has_all(head.search_text, words);
}

}
