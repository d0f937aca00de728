#pragma once
// OpenSSL's view of a non-blocking socket that Asio owns. OpenSSL's own socket BIO writes with write(2), which raises
// SIGPIPE in a library's host; this one does not.

#include <openssl/types.h>

namespace huecry::net {

/// Does not own `descriptor`, which stays open as long as the BIO is used. Null when memory is short.
[[nodiscard]] BIO* new_socket_bio(int descriptor);

}
