#pragma once
// What the index must know of a document: it travels inside Record::facts, in a binary form of our own, so that a view
// never parses a document. Pure; any thread. Stored form, byte by byte: docs/storage.md.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/country.hpp"
#include "protocol/base/result.hpp"
#include "protocol/documents/consent.hpp"
#include "protocol/documents/evidence.hpp"
#include "protocol/documents/notice.hpp"
#include "protocol/life/extract_life.hpp"
#include "storage/journal/record.hpp"

namespace huecry::index {

using life::NoticeState;

/// "2026/17": assigned with the first publication.
struct NoticeNumber {
  std::uint16_t year = 0;
  std::uint32_t n = 0;  // from 1; 0: none yet
  friend bool operator==(NoticeNumber const&, NoticeNumber const&) = default;
};

[[nodiscard]] std::string to_text(NoticeNumber number);  // "2026/17"

/// Of one version of a notice. A withdrawal tells nothing of content: the head keeps that of the version before. What
/// tells of a person travels in Record::content, and is empty once it is erased.
struct NoticeFacts {
  documents::Action action = documents::Action::publish;
  documents::Colour colour = documents::Colour::red;
  NoticeState state = NoticeState::published;  // of the notice, once this entry is in the journal
  bool urgent = false;
  bool diffusion = false;
  bool waits = false;  // for the secretariat: it is in force only once it is approved, or cleared
  life::Publicity publicity = life::Publicity::never;
  std::chrono::sys_days issued;
  std::optional<std::chrono::sys_days> review_on;
  std::optional<journal::Position> prior;  // where the version before this one is
  // Content:
  std::string subject;  // what policy was asked about, for those who decide again (policy/subject_form.hpp)
  std::vector<std::string> offences;
  std::string file_no;
  std::string title;
  std::string search_text;  // folded (protocol/text); cut at limits::search_text_bytes_max
  friend bool operator==(NoticeFacts const&, NoticeFacts const&) = default;
};

/// One version of one notice, as evidence names it.
struct NoticeVersion {
  CountryCode iss;
  std::string id;
  std::uint32_t ver = 0;
  friend bool operator==(NoticeVersion const&, NoticeVersion const&) = default;
};

/// The hub's own word on the version in force: whom policy lets have it since.
struct PublicationFacts {
  NoticeVersion notice;
  journal::Position of = 0;  // where that version is
  std::uint8_t missing = 0;  // blocks that this edition lacks, by bit; 0: it is the issuer's document as it was signed
  friend bool operator==(PublicationFacts const&, PublicationFacts const&) = default;
};

/// A request to the owner of a notice, or the owner's answer.
struct ConsentFacts {
  documents::ConsentAct act = documents::ConsentAct::request;
  CountryCode recipient;
  std::optional<journal::Position> of;  // the notice's first version; absent: the request reaches nobody
  std::uint32_t ver = 0;                // of a grant: this version alone; 0: every version
  bool onward = false;                  // of a grant
  UnixSeconds until;                    // of a grant
  friend bool operator==(ConsentFacts const&, ConsentFacts const&) = default;
};

/// One step of a notice's life that is no version of it.
struct DecisionFacts {
  NoticeVersion notice;  // and the version that it is about
  life::NoticeEvent act{};
  NoticeState after = NoticeState::requested;        // of the notice
  std::optional<NoticeState> request;                // where the request stands after it; absent: none is open
  std::string party;                                 // the organisation that decided
  UnixSeconds until;                                 // of a lease, or for an answer
  NoticeNumber number;                               // that was assigned with it
  std::optional<std::chrono::sys_days> review_on{};  // NOLINT(readability-redundant-member-init): of a renewal
  std::optional<life::ExtractState> extract{};       // NOLINT(readability-redundant-member-init): of a step of it
  friend bool operator==(DecisionFacts const&, DecisionFacts const&) = default;
};

struct EvidenceFacts {
  documents::EvidenceKind kind = documents::EvidenceKind::retrieved;
  CountryCode by;
  std::string party;  // the organisation within the country that says so
  std::vector<NoticeVersion> items;
  bool by_entity = false;  // the party speaks for itself, not for its bureau
  std::string code{};      // NOLINT(readability-redundant-member-init): of a rejection, of an outcome
  CountrySet silent{};     // NOLINT(readability-redundant-member-init): of the hub's word: who was not heard of
  friend bool operator==(EvidenceFacts const&, EvidenceFacts const&) = default;
};

[[nodiscard]] NoticeFacts facts_of(documents::Notice const& notice, NoticeState after, std::string subject);
/// Errors: Errc::payload_rule for an item whose id begins with no known country.
[[nodiscard]] Result<EvidenceFacts> facts_of(documents::Evidence const& evidence, std::string party,
                                             bool by_entity = false);

[[nodiscard]] std::string encode(NoticeFacts const& facts);          // without the content
[[nodiscard]] std::string encode_content(NoticeFacts const& facts);  // the rest
[[nodiscard]] std::string encode(EvidenceFacts const& facts);
[[nodiscard]] std::string encode(PublicationFacts const& facts);
[[nodiscard]] std::string encode(ConsentFacts const& facts);
[[nodiscard]] std::string encode(DecisionFacts const& facts);

enum class FactsKind { other, notice, evidence, publication, consent, decision, hit, read };
inline constexpr std::uint8_t k_hit_tag = 'H';   // of hit_facts.hpp
inline constexpr std::uint8_t k_read_tag = 'L';  // of reads.hpp
/// By the first byte; `other` also for no facts at all.
[[nodiscard]] FactsKind facts_kind(std::string_view facts) noexcept;

/// Errors: Errc::corrupt, also for an unknown version of the form.
[[nodiscard]] Result<NoticeFacts> decode_notice_facts(std::string_view bytes);      // without the content
[[nodiscard]] Result<> decode_content(std::string_view bytes, NoticeFacts& facts);  // no bytes: there is none
/// With the content, as far as the record still has it.
[[nodiscard]] Result<NoticeFacts> notice_facts_of(journal::Record const& record);
[[nodiscard]] Result<EvidenceFacts> decode_evidence_facts(std::string_view bytes);
[[nodiscard]] Result<PublicationFacts> decode_publication_facts(std::string_view bytes);
[[nodiscard]] Result<ConsentFacts> decode_consent_facts(std::string_view bytes);
[[nodiscard]] Result<DecisionFacts> decode_decision_facts(std::string_view bytes);

}
