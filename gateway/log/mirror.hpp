#pragma once
// A copy of a log's tiles and newest checkpoint in a folder, in the layout of tlog-tiles, so that any web server can
// hand it out and anybody can check it with the log's key alone. Entries are not in it: they are for auditors.

#include <filesystem>
#include <functional>
#include <span>

#include "gateway/log/fetch.hpp"
#include "gateway/log/signed_head.hpp"
#include "protocol/base/result.hpp"

namespace huecry::follow {

using OnProgress = std::function<void(std::uint64_t done, std::uint64_t all)>;

/// Brings the folder up to date and returns its checkpoint. Tiles above the leaves are computed, not copied; the
/// checkpoint is written last, and only when the leaves give its root. A run that was cut off begins again at the
/// folder's checkpoint.
/// Errors: those of fetch; io; log_text_invalid, log_signature_invalid; not_verified when the log does not continue
/// what the folder has, or its leaves do not give the signed root.
[[nodiscard]] Result<SignedHead> mirror(std::filesystem::path const& folder, Fetch const& fetch,
                                        std::span<log::NoteKey const> keys, OnProgress const& on_progress);

}
