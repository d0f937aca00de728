#pragma once
// One row for each Errc: what a client sees and who can do something about it. The only mapping from errors to the
// wire.

#include <string_view>

#include "protocol/base/errc.hpp"

namespace huecry {

/// Who can resolve the problem; goes to the wire so that a gateway engineer knows whom to call.
enum class Resolver { sender, bureau, secretariat, operator_, nobody };

struct ErrorRow {
  Errc code;
  std::string_view token;  // stable, on the wire as `code` and in the problem type
  int status;              // HTTP
  bool retryable;          // the same request may succeed later without a change
  Resolver resolver;
  bool detail_public;       // Error::detail speaks only of what the peer sent, so it may be shown to the peer
  std::string_view title;   // one sentence for a person
  std::string_view remedy;  // the next step, in the imperative
};

[[nodiscard]] ErrorRow const& row_of(Errc code) noexcept;
/// nullptr for a token that no row has: a newer hub may know more than this client.
[[nodiscard]] ErrorRow const* row_of_token(std::string_view token) noexcept;
[[nodiscard]] std::string_view to_text(Resolver resolver) noexcept;
[[nodiscard]] inline std::string_view token_of(Errc code) noexcept { return row_of(code).token; }

}
