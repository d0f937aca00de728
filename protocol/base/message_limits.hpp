#pragma once
// The limits of messages, as limits.hpp has all others; each has two tests: at it, and one past it.

#include "protocol/base/limits.hpp"

namespace huecry::limits {

// Sealed messages (signing.md §3)
inline constexpr std::size_t sealed_bytes_max = 512 * 1024;    // the JWE: a document of the largest size for everybody
inline constexpr std::size_t sealed_entries_max = 512;         // wrapped keys: two certificates of each bureau
inline constexpr std::size_t message_bytes_max = 1280 * 1024;  // a request's body: envelope and JWE, every byte escaped
inline constexpr std::size_t attachments_max = 32;             // of one message
inline constexpr auto encryption_life_min = 24h;  // of a certificate to seal to: it must still be readable on arrival
// How long the hub may be asked to keep what is sealed.
inline constexpr auto message_kept_min = 24h;
inline constexpr auto message_kept_max = 180 * 24h;
inline constexpr std::uint64_t attachment_bytes_max = std::uint64_t{4} << 30;  // before sealing

inline constexpr auto request_pause_max = 180 * 24h;   // one pause of the time limit of an answer
inline constexpr std::size_t request_pauses_max = 20;  // of one bureau, of one request

inline constexpr auto probe_interval_min = 5s;          // between two probes of one bureau: each is echoed by many
inline constexpr auto canary_left_after = 7 * 24h;      // since its last probe: then nobody expects any from it
inline constexpr std::size_t similar_requests_max = 8;  // that are told of one pair, and one keyed hash

inline constexpr std::size_t blob_part_bytes_max = 4 * 1024 * 1024;  // of an upload, and of an answer to a range
// Since its last part, or the last message that referred to it: then what nobody refers to is removed.
inline constexpr auto blob_orphan_after = 24h;
inline constexpr std::size_t blob_messages_max = 100'000;  // that are looked at to see whether a reader may have a blob

static_assert(sealed_bytes_max > document_bytes_max * 4 / 3 + sealed_entries_max * 256);
static_assert(message_bytes_max >= document_bytes_max + 2 * sealed_bytes_max);

}
