#pragma once
// What a service tells the manager that has started it (sd_notify(3)). Any thread.

#include <string_view>

namespace huecry::cli {

/// "READY=1". To the socket that NOTIFY_SOCKET names; nothing where there is none.
void tell_service_manager(std::string_view state) noexcept;

}
