#pragma once
// The JSON value by name only, for headers.

#include <nlohmann/json_fwd.hpp>

namespace huecry::json {

using Json = nlohmann::json;

}
