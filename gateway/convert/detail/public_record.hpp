#pragma once
// One record of the public notices interface, copied member by member into blocks of a notice. Input: whatever the file
// holds.
//
// null and missing are absent and stay absent; 0 and "-" and zero parts of dates are kept, because they mean something.
// Our own writing may be tidied: form C, control characters become spaces. Wrong types are collected as faults.

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::convert::detail {

enum class Copy {
  code,       // a string, as it is
  line,       // a string, one line
  paragraph,  // a string with its line breaks
  number,
  codes,  // a list of strings, as they are
  lines,  // a list of strings or of objects, one line each
};

struct FieldMap {
  std::string_view target;  // member of the block
  std::string_view source;  // member of the record
  Copy copy;
};

class PublicRecord {
 public:
  /// REQUIRES: record is an object and outlives this.
  PublicRecord(json::Json const& record, std::string pointer) : record_(record), pointer_(std::move(pointer)) {}

  [[nodiscard]] bool has(std::string_view member) const;
  /// The string member or "".
  [[nodiscard]] std::string text(std::string_view member);
  /// The list member or an empty list.
  [[nodiscard]] json::Json list(std::string_view member);

  /// Sets what the record states; leaves the rest of the block alone.
  void copy(json::Json& block, std::span<FieldMap const> fields);
  void add_fault(std::string_view member, std::string_view message);
  [[nodiscard]] std::vector<FieldFault> const& faults() const noexcept { return faults_; }
  [[nodiscard]] std::string const& pointer() const noexcept { return pointer_; }
  /// Takes over what an inner record found.
  void merge(PublicRecord const& inner);

  /// Members that nothing asked for, in alphabetical order.
  [[nodiscard]] std::vector<std::string> unread() const;

 private:
  json::Json const* stated(std::string_view member);
  void copy_one(json::Json& block, FieldMap const& field, json::Json const& value);
  [[nodiscard]] json::Json copy_list(FieldMap const& field, json::Json const& value);

  json::Json const& record_;
  std::string pointer_;
  std::vector<FieldFault> faults_;
  std::set<std::string, std::less<>> read_;
};

}
