#pragma once
// Bounds of a trust list, beside the size of its text (limits::trust_list_bytes_max).

#include <cstddef>

namespace huecry::certs::detail {

inline constexpr std::size_t k_bureaus_max = 255;
inline constexpr std::size_t k_anchors_max = 4;
inline constexpr std::size_t k_crls_max = 256;
inline constexpr std::size_t k_parties_max = 64;       // of one bureau
inline constexpr std::size_t k_certificates_max = 64;  // of one party: purposes times overlaps
inline constexpr std::size_t k_tls_subjects_max = 16;
inline constexpr std::size_t k_vkeys_max = 16;
inline constexpr std::size_t k_text_chars_max = 256;  // names, subjects, verifier keys
inline constexpr std::size_t k_url_chars_max = 512;
inline constexpr std::size_t k_organisation_chars_max = 32;

}
