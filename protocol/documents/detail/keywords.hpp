#pragma once
// The keywords of schema_forms.hpp as valijson constraints. Included by schema.cpp only: valijson costs seconds to
// compile.

#include <valijson/schema_parser.hpp>

#include "protocol/documents/codes.hpp"

namespace huecry::documents::detail {

/// Makes the parser understand the keywords. The lists must outlive every schema that it parses.
void add_keywords(valijson::SchemaParser& parser, CodeLists const& lists);

}
