#include "protocol/documents/detail/faults.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

#include "protocol/base/limits.hpp"

namespace huecry::documents::detail {
namespace {

/// valijson's sentences begin with these. A number in the sentence goes between our two halves.
struct Wording {
  std::string_view theirs, before, after;
};
constexpr Wording k_wordings[] = {{"Target should not validate", "is no member of this kind of document", ""},
                                  {"Failed to match expected value", "must be the one value that the schema names", ""},
                                  {"Expected number less than or equal to ", "must be at most ", ""},
                                  {"Expected number greater than or equal to ", "must be at least ", ""},
                                  {"Array should contain no fewer than ", "must hold at least ", " item(s)"},
                                  {"Array should contain no more than ", "must hold at most ", " items"},
                                  {"Object should have no fewer than ", "must have at least ", " member(s)"}};
constexpr std::string_view k_missing = "Missing required property '";

/// What a parent says about a fault that a child has already named.
constexpr std::string_view k_echoes[] = {"Failed to validate against schema associated with property name",
                                         "Failed to validate against additional properties schema",
                                         "Failed to validate item #"};

bool is_echo(std::string_view sentence) {
  return std::ranges::any_of(k_echoes, [sentence](auto echo) { return sentence.starts_with(echo); });
}

/// "3.000000." → "3"; "4 elements." → "4".
std::string number_in(std::string_view text) {
  auto const end = text.find_first_not_of("0123456789.-");
  std::string number(text.substr(0, end));
  auto const point = number.find('.');
  if (point == std::string::npos) return number;
  auto const last = number.find_last_not_of('0');  // at the point at least
  number.erase(last == point ? point : last + 1);
  return number;
}

std::string in_our_words(std::string_view sentence) {
  for (Wording const& wording : k_wordings) {
    if (!sentence.starts_with(wording.theirs)) continue;
    if (wording.theirs.back() != ' ') return std::string(wording.before);
    return std::string(wording.before) + number_in(sentence.substr(wording.theirs.size())) + std::string(wording.after);
  }
  return std::string(sentence);  // of our own keywords, which speak for themselves
}

/// Steps are "<root>", then "[name]" or "[index]".
std::string pointer_of(std::vector<std::string> const& steps) {
  std::string pointer;
  for (std::string_view const step : steps)
    if (step.starts_with('[')) append_pointer(pointer, step.substr(1, step.size() - 2));
  return pointer;
}

std::optional<FieldFault> fault_of(valijson::ValidationResults::Error const& error) {
  if (is_echo(error.description)) return std::nullopt;
  std::string pointer = pointer_of(error.context);
  if (!error.description.starts_with(k_missing)) return FieldFault{std::move(pointer), in_our_words(error.description)};
  auto const name = std::string_view(error.description).substr(k_missing.size());
  append_pointer(pointer, name.substr(0, name.rfind('\'')));
  return FieldFault{std::move(pointer), "is required"};
}

}

void append_pointer(std::string& pointer, std::string_view name) {
  pointer += '/';
  for (char const c : name) {
    if (pointer.size() >= limits::fault_pointer_bytes_max && (static_cast<unsigned char>(c) & 0xC0) != 0x80) return;
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

void bound(std::vector<FieldFault>& faults) {
  if (faults.size() <= limits::field_faults_max) return;
  auto const more = faults.size() - limits::field_faults_max;
  faults.resize(limits::field_faults_max);
  faults.push_back({"", "and " + std::to_string(more) + " more faults"});
}

std::vector<FieldFault> faults_of(valijson::ValidationResults const& results) {
  std::vector<FieldFault> faults;
  for (auto const& error : results)
    if (auto fault = fault_of(error)) faults.push_back(*std::move(fault));
  bound(faults);
  return faults;
}

}
