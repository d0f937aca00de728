#include "protocol/documents/detail/embedded_schemas.hpp"

#include "protocol/base/assert.hpp"
#include "protocol/base/embedded.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"

namespace huecry::documents::detail {

extern Embedded const k_schema_files[];  // generated: huecry_embed in CMakeLists.txt

namespace {

char const* text_of(std::string_view name) {
  Embedded const* file = k_schema_files;
  while (file->name != nullptr && name != file->name) ++file;
  return file->text;
}

}

json::Json embedded_schema(std::string_view name) {
  char const* const text = text_of(name);
  HUECRY_ASSERT(text != nullptr);
  auto parsed = json::read(text);
  HUECRY_ASSERT(parsed);
  return *std::move(parsed);
}

}
