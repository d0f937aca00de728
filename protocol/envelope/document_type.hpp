#pragma once
// Kinds of signed documents and their names on the wire (signing.md §2.1).

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace huecry::envelope {

enum class DocumentType : std::uint8_t {
  notice,
  diffusion,
  message,  // only inside a seal
  envelope,
  policy,
  evidence,
  decision,
  publication,
  edition,
  consent,  // asks the owner of a notice for it, or answers
  hit,      // tells the source of a notice of a hit, or answers
  logkey,
  trustlist
};

[[nodiscard]] std::string_view name_of(DocumentType type) noexcept;        // "notice"
[[nodiscard]] std::string_view typ_of(DocumentType type) noexcept;         // "vnd.huecry.notice+jws"
[[nodiscard]] std::string_view cty_of(DocumentType type) noexcept;         // "vnd.huecry.notice+json"
[[nodiscard]] std::string_view media_type_of(DocumentType type) noexcept;  // "application/vnd.huecry.notice+jws"

/// Exact and case-sensitive; empty for anything else.
[[nodiscard]] std::optional<DocumentType> from_typ(std::string_view typ) noexcept;
[[nodiscard]] std::optional<DocumentType> from_name(std::string_view name) noexcept;
/// Exact, without parameters: media types of the protocol have none.
[[nodiscard]] std::optional<DocumentType> from_media_type(std::string_view media_type) noexcept;

/// All of them, in the order of the enumeration.
[[nodiscard]] std::span<DocumentType const> document_types() noexcept;

}
