#pragma once
// Files attached to messages: sealed into a file before they are sent, opened into a file once they have come
// (envelope/attachment.hpp). Whatever their size, one chunk is in memory. Any thread.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "protocol/base/random.hpp"
#include "protocol/base/result.hpp"
#include "protocol/documents/message.hpp"

namespace huecry::mail {

/// Called with the bytes that are done, and all.
using Progress = std::function<void(std::uint64_t done, std::uint64_t all)>;

/// Of a file that others may exchange: a link in its place leads to what they may not read themselves.
enum class Links { follow, refuse };

/// Reads `file`, writes `sealed` durably. Its name is the file's; its media type is not guessed. `message`: the id that
/// it is bound to. Errors: io, also for a link that is not to be followed; parameter_invalid for what is no file;
/// body_too_large (limits::attachment_bytes_max); payload_rule for a name that no recipient would take.
[[nodiscard]] Result<documents::Attachment> seal_file(std::filesystem::path const& file,
                                                      std::filesystem::path const& sealed, std::string const& message,
                                                      Random& random, Progress const& progress,
                                                      Links links = Links::follow);

/// What was downloaded into `sealed`, checked and opened into `file`, which is whole or not there. Errors: not_verified
/// for other bytes than the message names, which is nobody's fault but the way's; seal_mismatch for those very bytes
/// where they do not open to what the sender has promised; io.
[[nodiscard]] Result<> open_file(std::filesystem::path const& sealed, std::filesystem::path const& file,
                                 documents::Attachment const& attachment, std::string const& message,
                                 Progress const& progress);

}
