#pragma once
// How a gateway fares, from what it has written and what lies in its folders.

#include <string>

#include "gateway/cli/output.hpp"
#include "gateway/cli/session.hpp"

namespace huecry::cli {

/// Exit::answer_no when a part fails, the canary is stalled, or nothing was written for minutes. Errors: config_invalid
/// where no gateway has run; json_invalid; io.
[[nodiscard]] Result<Exit> show_gateway_status(Session const& session, std::string const& folder);

}
