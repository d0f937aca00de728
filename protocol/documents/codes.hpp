#pragma once
// The code lists of docs/schemas/codes.json: what the codes in documents may be, and their labels. Immutable; any
// thread.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace huecry::documents {

struct Code {
  std::string code;
  std::string label;  // English, for people
};

/// One list, for example "offence". Its codes are unique.
class CodeList {
 public:
  CodeList(std::string name, std::vector<Code> codes);

  [[nodiscard]] std::string const& name() const noexcept { return name_; }
  [[nodiscard]] bool contains(std::string_view code) const noexcept { return find(code) != nullptr; }
  [[nodiscard]] std::optional<std::string_view> label(std::string_view code) const noexcept;
  /// Sorted by code.
  [[nodiscard]] std::vector<Code> const& codes() const noexcept { return codes_; }

 private:
  [[nodiscard]] Code const* find(std::string_view code) const noexcept;

  std::string name_;
  std::vector<Code> codes_;
};

/// All lists. Schemas holds one; others borrow it from there.
class CodeLists {
 public:
  /// Reads the embedded file; that it is well-formed is asserted.
  CodeLists();

  [[nodiscard]] std::string const& version() const noexcept { return version_; }
  /// nullptr if there is no such list.
  [[nodiscard]] CodeList const* find(std::string_view name) const noexcept;
  [[nodiscard]] std::vector<CodeList> const& lists() const noexcept { return lists_; }

 private:
  std::string version_;
  std::vector<CodeList> lists_;
};

}
