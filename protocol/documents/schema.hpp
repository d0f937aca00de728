#pragma once
// The JSON Schemas of docs/schemas, compiled once. They are the single definition of every document's fields; what a
// schema cannot say is a named check of the document's reader (notice_rules.hpp). Format: JSON Schema draft-07, checked
// by valijson.

#include <memory>
#include <vector>

#include "protocol/base/result.hpp"
#include "protocol/documents/codes.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::documents {

enum class DocumentKind { notice, evidence, policy, consent, decision, hit, envelope, message, entities };

/// Immutable once built: one for the whole process, shared by all threads. Cheap to copy.
class Schemas {
 public:
  /// Compiles the embedded files (some milliseconds). A schema that does not compile is a programmer error and asserts.
  Schemas();

  /// Every fault with its JSON pointer, up to limits::field_faults_max and then one that counts the rest; empty when
  /// the document fits. Never throws for any JSON value.
  [[nodiscard]] std::vector<FieldFault> check(DocumentKind kind, json::Json const& document) const;

  /// The lists that the schemas refer to. Live as long as any copy of this.
  [[nodiscard]] CodeLists const& codes() const noexcept;

 private:
  struct Compiled;
  std::shared_ptr<Compiled const> compiled_;
};

}
