#pragma once
// Requests between the same two bureaus that are about the same, as far as their keyed hashes say so: the hub learns
// that they are, and not about what. Reads only; any thread, on any Reader. Errors: Errc::corrupt, io.

#include <vector>

#include "protocol/base/result.hpp"
#include "storage/kv/kv.hpp"
#include "storage/messages/lookup.hpp"

namespace huecry::messages {

/// Another request, and between whom it is.
struct Similar {
  Row request;
  CountrySet between;  // the two
};

/// Requests from before this one, to which no answer had come when it was made: of one who asks there the same one, or
/// the other way round. What `reader` takes part in; newest first, at most so many of each pair.
[[nodiscard]] Result<std::vector<Similar>> similar(kv::Reader const& state, Row const& request, CountryCode reader);

/// The rows of a request with hints.
void put_hints(Row const& request, kv::Transaction& transaction);

}
