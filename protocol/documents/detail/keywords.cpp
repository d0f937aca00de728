#include "protocol/documents/detail/keywords.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <valijson/validation_results.hpp>
#include <vector>

#include "protocol/base/assert.hpp"
#include "protocol/documents/detail/patterns.hpp"
#include "protocol/documents/detail/schema_forms.hpp"

namespace huecry::documents::detail {
namespace {

using valijson::adapters::Adapter;
using Path = std::vector<std::string>;

/// A check of a value as a constraint. A value of another type passes: the keyword `type` speaks about that.
template <class Check>
class Keyword final : public valijson::constraints::PolyConstraint {
 public:
  explicit Keyword(Check check) : check_(std::move(check)) {}

  bool validate(Adapter const& value, Path const& path, valijson::ValidationResults* results) const override {
    if (check_.accepts(value)) return true;
    if (results != nullptr)
      for (std::string const& fault : check_.faults(value)) results->pushError(path, fault);
    return false;
  }

 private:
  Constraint* cloneInto(void* memory) const override { return new (memory) Keyword(*this); }
  std::size_t sizeOf() const override { return sizeof(Keyword); }

  Check check_;
};

template <class Check>
class Builder final : public valijson::ConstraintBuilder {
 public:
  using Make = Check (*)(Adapter const& argument, CodeLists const& lists);
  Builder(Make maker, CodeLists const& lists) : make_(maker), lists_(lists) {}
  valijson::constraints::Constraint* make(Adapter const& argument) const override {
    return std::make_unique<Keyword<Check>>(make_(argument, lists_)).release();
  }

 private:
  Make make_;
  CodeLists const& lists_;
};

struct CodeCheck {
  CodeList const* list;
  std::string const* version;

  static CodeCheck make(Adapter const& argument, CodeLists const& lists) {
    CodeCheck const check{lists.find(argument.asString()), &lists.version()};
    HUECRY_ASSERT(check.list != nullptr);
    return check;
  }
  bool accepts(Adapter const& value) const { return !value.isString() || list->contains(value.asString()); }
  std::vector<std::string> faults(Adapter const&) const {
    return {"must be a code of the list " + list->name() + ", version " + *version};
  }
};

/// Characters are code points; the text is UTF-8.
std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::size_t size_member(Adapter const& argument, std::string_view name, std::size_t otherwise) {
  argument.applyToObject([&](std::string const& member, Adapter const& value) {
    if (member == name) otherwise = static_cast<std::size_t>(value.asInteger());
    return true;
  });
  return otherwise;
}

Pattern const* pattern_member(Adapter const& argument) {
  Pattern const* pattern = nullptr;
  argument.applyToObject([&pattern](std::string const& member, Adapter const& value) {
    if (member == "pattern") pattern = find_pattern(value.asString());
    return true;
  });
  return pattern;
}

struct TextCheck {
  Pattern const* pattern;
  std::size_t chars_min, chars_max;

  static TextCheck make(Adapter const& argument, CodeLists const&) {
    TextCheck const check{pattern_member(argument), size_member(argument, "minLength", 0),
                          size_member(argument, "maxLength", 0)};
    HUECRY_ASSERT(check.pattern != nullptr && check.chars_max != 0);  // every text has a known form and a bound
    return check;
  }
  bool accepts(Adapter const& value) const { return !value.isString() || fits(value.asString()); }
  std::vector<std::string> faults(Adapter const& value) const {
    std::string const text = value.asString();
    std::size_t const chars = count_characters(text);
    std::vector<std::string> found;
    if (chars < chars_min) found.push_back("must have at least " + std::to_string(chars_min) + " character(s)");
    if (chars > chars_max) found.push_back("must have at most " + std::to_string(chars_max) + " characters");
    if (!pattern->matches(text)) found.push_back("must be " + std::string(pattern->meaning));
    return found;
  }

 private:
  bool fits(std::string const& text) const {
    std::size_t const chars = count_characters(text);
    return chars >= chars_min && chars <= chars_max && pattern->matches(text);
  }
};

std::vector<std::string> strings_of(Adapter const& array) {
  std::vector<std::string> strings;
  array.applyToArray([&strings](Adapter const& value) {
    if (value.isString()) strings.push_back(value.asString());
    return true;
  });
  return strings;
}

struct EnumCheck {
  std::vector<std::string> values;

  static EnumCheck make(Adapter const& argument, CodeLists const&) { return {strings_of(argument)}; }
  bool accepts(Adapter const& value) const {
    return !value.isString() || std::ranges::find(values, value.asString()) != values.end();
  }
  std::vector<std::string> faults(Adapter const&) const {
    std::string text = "must be one of";
    for (std::string const& value : values) text += (value == values.front() ? " " : ", ") + value;
    return {text};
  }
};

/// Of strings only, which is all that our schemas have; sorting, where valijson compares each with each.
struct UniqueCheck {
  static UniqueCheck make(Adapter const&, CodeLists const&) { return {}; }
  static bool accepts(Adapter const& value) {
    if (!value.isArray()) return true;
    auto strings = strings_of(value);
    std::ranges::sort(strings);
    return std::ranges::adjacent_find(strings) == strings.end();
  }
  static std::vector<std::string> faults(Adapter const&) { return {"must not hold a value twice"}; }
};

/// JSON types as bits. An integer is also a number; 1.0 is no integer, because it was written as a fraction.
constexpr std::pair<std::string_view, unsigned> k_types[] = {
    {"null", 1}, {"boolean", 2}, {"string", 4}, {"array", 8}, {"object", 16}, {"integer", 32}, {"number", 32 | 64}};
unsigned bits_of(std::string_view type) {
  auto const* found = std::ranges::find(k_types, type, [](auto const& entry) { return entry.first; });
  HUECRY_ASSERT(found != std::end(k_types));
  return found->second;
}

unsigned bit_of(Adapter const& value) {
  if (value.isString()) return bits_of("string");
  if (value.isObject()) return bits_of("object");
  if (value.isArray()) return bits_of("array");
  if (value.isInteger()) return bits_of("integer");
  if (value.isNumber()) return bits_of("number") & ~bits_of("integer");
  return value.isBool() ? bits_of("boolean") : bits_of("null");
}

/// Unlike valijson's own, says what it expects.
struct TypeCheck {
  std::vector<std::string> types;
  unsigned bits = 0;

  static TypeCheck make(Adapter const& argument, CodeLists const&) {
    TypeCheck check;
    check.types = argument.isString() ? std::vector{argument.asString()} : strings_of(argument);
    for (std::string const& type : check.types) check.bits |= bits_of(type);
    return check;
  }
  bool accepts(Adapter const& value) const { return (bits & bit_of(value)) != 0; }
  std::vector<std::string> faults(Adapter const&) const {
    std::string text = "must be of type " + types.front();
    for (std::size_t i = 1; i < types.size(); ++i) text += " or " + types[i];
    return {text};
  }
};

template <class Check>
void add(valijson::SchemaParser& parser, std::string_view keyword, CodeLists const& lists) {
  parser.addConstraintBuilder(std::string(keyword), std::make_unique<Builder<Check>>(&Check::make, lists).release());
}

}

void add_keywords(valijson::SchemaParser& parser, CodeLists const& lists) {
  add<CodeCheck>(parser, k_code, lists);
  add<TextCheck>(parser, k_text, lists);
  add<EnumCheck>(parser, k_enum, lists);
  add<UniqueCheck>(parser, k_unique, lists);
  add<TypeCheck>(parser, k_type, lists);
}

}
