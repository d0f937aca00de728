#include "protocol/json/read.hpp"

#include "protocol/json/detail/builder.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/text.hpp"

namespace huecry::json {

Result<Json> read(std::string_view text, ReadOptions options) {
  HUECRY_CHECK(check_text(text));
  detail::Builder builder(options);
  try {
    if (!Json::sax_parse(text.begin(), text.end(), &builder)) return std::move(builder).take_error();
  } catch (Json::exception const&) {
    // Not known to happen with a handler of our own; still, none of nlohmann's exceptions may leave.
    return Error(Errc::json_invalid, "the text cannot be represented");
  }
  return std::move(builder).take();
}

}
