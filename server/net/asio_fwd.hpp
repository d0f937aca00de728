#pragma once
// Asio's short name and the one type of it that other modules may see. Parts of net include more of Asio themselves.

#include <boost/asio/awaitable.hpp>

namespace huecry {
namespace asio = boost::asio;
}
