#include "protocol/policy/detail/classes.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace huecry::policy::detail {
namespace {

/// Which rules a value satisfies; values with the same answer are one class.
using Signature = std::vector<bool>;

template <class Value, class Sign>
std::vector<Value> first_of_each(std::vector<Value> const& values, std::size_t of_each, Sign&& sign) {
  std::map<Signature, std::size_t> seen;
  std::vector<Value> found;
  for (Value const& value : values)
    if (seen[sign(value)]++ < of_each) found.push_back(value);
  return found;
}

/// The numbers of an attribute that `within` takes, one for each class.
template <class Mask>
std::vector<std::uint8_t> numbers(ClassesOf const& given, Mask Rule::* mask,
                                  std::vector<std::uint8_t> const& plain_first, bool each_alone = false) {
  std::vector<std::uint8_t> taken;
  for (std::uint8_t const value : plain_first)
    if (has_bit(given.within.*mask, value)) taken.push_back(value);
  return first_of_each(taken, 1, [&](std::uint8_t value) {
    Signature signature(given.rules.size());
    for (std::size_t i = 0; i < given.rules.size(); ++i) signature[i] = has_bit(given.rules[i]->*mask, value);
    for (unsigned i = 0; each_alone && i < 8; ++i) signature.push_back(i == value);
    return signature;
  });
}

std::vector<std::uint8_t> up_to(std::size_t count, std::initializer_list<std::uint8_t> last) {
  std::vector<std::uint8_t> values;
  values.reserve(count + last.size());
  for (std::size_t i = 0; i < count; ++i) values.push_back(static_cast<std::uint8_t>(i));
  values.insert(values.end(), last);
  return values;
}

std::vector<std::uint8_t> offences(ClassesOf const& given) {
  auto const all = up_to(given.vocabulary.offences().size(), {});
  auto classes = first_of_each(all, 1, [&](std::uint8_t code) {
    Signature signature{!given.within.any_offence && given.within.offences[code]};
    for (Rule const* const rule : given.rules) signature.push_back(!rule->any_offence && rule->offences[code]);
    return signature;
  });
  std::erase_if(classes, [&](std::uint8_t code) {
    bool const named = std::ranges::any_of(
        given.rules, [code](Rule const* rule) { return !rule->any_offence && rule->offences[code]; });
    return !named && (given.within.any_offence || !given.within.offences[code]);
  });
  return classes;
}

std::vector<CountryCode> origins(ClassesOf const& given) {
  std::vector<CountryCode> const all = (given.members & given.within.origins).members();
  return first_of_each(all, 2, [&](CountryCode country) {
    Signature signature;
    for (Rule const* const rule : given.rules) signature.push_back(rule->origins.contains(country));
    for (CountryCode const special : given.apart) signature.push_back(country == special);
    return signature;
  });
}

std::vector<std::int64_t> moments(ClassesOf const& given) {
  std::set<std::int64_t> cuts(given.moments.begin(), given.moments.end());
  cuts.insert(given.at);
  for (Rule const* const rule : given.rules) cuts.insert({rule->from, rule->until});
  cuts.insert({given.within.from, given.within.until});
  std::vector<std::int64_t> found;
  for (std::int64_t const cut : cuts)
    if (cut >= given.at && cut != std::numeric_limits<std::int64_t>::max() && given.within.holds_at(cut))
      found.push_back(cut);
  return found;
}

}

std::uint64_t Classes::size() const noexcept {
  constexpr std::uint64_t most = std::uint64_t{1} << 50;
  std::uint64_t product = nationalities ? 5 : 1;
  std::uint64_t sets = 1, choose = 1;
  for (std::size_t taken = 1; taken <= std::min(offences_together, offences.size()) && sets < most; ++taken) {
    choose = choose * (offences.size() - taken + 1) / taken;
    sets += choose;
  }
  for (std::uint64_t const factor :
       {sets, std::uint64_t{channels.size()}, std::uint64_t{colours.size()}, std::uint64_t{confidentialities.size()},
        std::uint64_t{handlings.size()}, std::uint64_t{purposes.size()}, std::uint64_t{minors.size()},
        std::uint64_t{origins.size()}, std::uint64_t{moments.size()}})
    product = product > most / std::max<std::uint64_t>(factor, 1) ? most : product * factor;
  return product;
}

Classes classes_of(ClassesOf const& given) {
  Classes classes;
  classes.channels = numbers(given, &Rule::channels, up_to(k_channels.size(), {}));
  classes.colours = numbers(given, &Rule::colours, up_to(documents::k_colours.size(), {Features::k_no_colour}));
  classes.confidentialities =
      numbers(given, &Rule::confidentiality,
              up_to(given.vocabulary.confidentialities().size(), {Features::k_no_confidentiality}));
  classes.handlings =
      numbers(given, &Rule::handling, up_to(k_handling.size(), {Features::k_no_handling}), given.by_handling);
  classes.purposes =
      numbers(given, &Rule::purposes, up_to(given.vocabulary.purposes().size(), {Features::k_no_purpose}));
  classes.minors = numbers(given, &Rule::minor, {0, 1, 2});
  classes.offences = offences(given);
  classes.origins = origins(given);
  classes.moments = moments(given);
  auto const looks = [](Rule const* rule) { return rule->of_origin != 7 || rule->of_recipient != 7; };
  classes.nationalities = looks(&given.within) || std::ranges::any_of(given.rules, looks);
  return classes;
}

}
