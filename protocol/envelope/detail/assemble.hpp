#pragma once
// Steps 3 to 5 of the verification: from three base64url texts to a document.

#include "protocol/envelope/detail/container.hpp"
#include "protocol/envelope/jws.hpp"

namespace huecry::envelope::detail {

/// The only maker of SignedDocument.
class Assembler {
 public:
  /// Errors: jws_base64, then those of read_header().
  [[nodiscard]] static Result<SignedDocument> assemble(Parts const& parts, DocumentType expected);
};

}
