#pragma once
// The JSON of the public notices interface (red, yellow, UN persons and entities) → notice payloads of an importing
// bureau. The mapping, and what is marked because the public record lacks it: docs/import-interpol.md. Pure; any
// thread.

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/country.hpp"
#include "protocol/base/result.hpp"
#include "protocol/documents/colour.hpp"

namespace huecry::convert {

enum class PublicKind { detect, red, yellow, un_person, un_entity };

struct ImportContext {
  CountryCode iss;                       // the importing bureau, issuer of what comes out
  std::chrono::sys_days retrieved;       // when the record was fetched; becomes issued
  PublicKind kind = PublicKind::detect;  // detect: by the links and members of each record
};

struct Imported {
  std::string source_id;  // "2023/12345"
  documents::Colour colour = documents::Colour::red;
  std::string payload;               // valid for documents::read_notice
  std::vector<std::string> ignored;  // members of the record that no notice has a place for
};

/// One detail object, or a page with _embedded.notices. Either every record is converted or none.
/// Errors: json_invalid (not strict JSON), request_malformed (not a record of this interface; its faults have
/// pointers), payload_schema or payload_rule (a value that no notice can hold; faults point into the made notice).
[[nodiscard]] Result<std::vector<Imported>> import_interpol(std::string_view text, ImportContext const& context);

}
