#pragma once
// The JSON value itself, for .cpp files. Its accessors throw when misused: use protocol/json/members.hpp on input.

#include <nlohmann/json.hpp>

#include "protocol/json/json_fwd.hpp"
