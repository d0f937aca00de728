#pragma once
// Host name syntax: labels of letters, digits and inner hyphens (RFC 1123 §2.1), 63 and 253 characters at most.
// No wildcard, no underscore, no trailing dot. Pure; any thread.

#include <string_view>

namespace huecry::certs {

[[nodiscard]] bool is_host_name(std::string_view name) noexcept;

}
