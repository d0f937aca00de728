#include "protocol/policy/detail/lines.hpp"

namespace huecry::policy::detail {
namespace {

/// Walks text that is known to be JSON. Depth is bounded by the reader that took it before.
class Walker {
 public:
  explicit Walker(std::string_view text) : text_(text) {}

  std::map<std::string, std::size_t, std::less<>> walk() {
    value("");
    return std::move(lines_);
  }

 private:
  char peek() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\r' || text_[at_] == '\n')) {
      if (text_[at_] == '\n') ++line_;
      ++at_;
    }
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  void value(std::string const& pointer) {
    char const first = peek();
    lines_.emplace(pointer, line_);
    if (first == '{' || first == '[') {
      members(pointer, first == '{' ? '}' : ']');
    } else if (first == '"') {
      string();
    } else {
      word();
    }
  }

  void word() {
    while (at_ < text_.size() && std::string_view(",]} \t\r\n").find(text_[at_]) == std::string_view::npos) ++at_;
  }

  void members(std::string const& pointer, char closing) {
    ++at_;
    for (std::size_t index = 0; peek() != closing && at_ < text_.size(); ++index) {
      std::string name = std::to_string(index);
      if (closing == '}') {
        name = string();
        peek();
        ++at_;  // the colon
      }
      std::string below = pointer;
      value(below.append("/").append(name));
      if (peek() == ',') ++at_;
    }
    ++at_;
  }

  /// Names of policies have no escapes; in other strings only the end matters.
  std::string string() {
    std::size_t const begin = ++at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2U : 1U;
    std::string inner(text_.substr(begin, at_ - begin));
    ++at_;
    return inner;
  }

  std::string_view text_;
  std::size_t at_ = 0, line_ = 1;
  std::map<std::string, std::size_t, std::less<>> lines_;
};

}

std::map<std::string, std::size_t, std::less<>> lines_of(std::string_view text) { return Walker(text).walk(); }

std::size_t line_at(std::map<std::string, std::size_t, std::less<>> const& lines, std::string pointer) {
  for (;;) {
    if (auto const at = lines.find(pointer); at != lines.end()) return at->second;
    auto const slash = pointer.rfind('/');
    if (slash == std::string::npos) return 1;
    pointer.resize(slash);
  }
}

}
