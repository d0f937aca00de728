#pragma once
// huecry inbox audit: that the hub has kept nothing from the bureau, and put nothing in later.

#include "gateway/cli/session.hpp"

namespace huecry::cli {

void add_inbox_audit(CLI::App& inbox, Session& session);

}
