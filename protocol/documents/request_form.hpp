#pragma once
// The forms of requests, which are members of a message, by kind (docs/messages.md, "What is asked"). Their fields are
// defined in docs/schemas/message.json. Immutable; any thread.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace huecry::documents {

struct RequestForm {
  std::string_view kind;    // of the list request_kind
  std::string_view member;  // of a message
  bool needed = true;       // a question in words alone is one; all others need what they are about
};
[[nodiscard]] std::span<RequestForm const> request_forms() noexcept;
/// nullptr: there is no such kind.
[[nodiscard]] RequestForm const* request_form(std::string_view kind) noexcept;

/// A field as a person needs to know it.
struct FormField {
  std::string name;
  bool needed = false;
  std::string type;  // "text", "moment", "code of danger", "list of codes of offence", "entity", "block environment"
  std::string what;  // may be empty
};
/// In the order of the alphabet.
[[nodiscard]] std::vector<FormField> form_fields(RequestForm const& form);

}
