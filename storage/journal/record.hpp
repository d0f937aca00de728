#pragma once
// One entry of the journal: a signed document, the decision about it, who gets it, and what the views need to know of
// it. Stored form, byte by byte: docs/storage.md. Pure values; any thread.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/country.hpp"
#include "protocol/base/random.hpp"
#include "protocol/base/result.hpp"
#include "protocol/log/leaf.hpp"
#include "storage/kv/sealed.hpp"

namespace huecry::journal {

/// Place in the journal and index of the leaf in the log: 0, 1, 2, … without gaps.
using Position = std::uint64_t;

enum class DeliveryKind : std::uint8_t { document = 1, recall = 2 };

/// An authorised national entity, below its bureau.
struct Entity {
  CountryCode country;
  std::string organisation;  // 1 to 255 bytes
  friend auto operator<=>(Entity const&, Entity const&) = default;
};

/// Who finds this entry in the mailbox, and as what.
struct Delivery {
  DeliveryKind kind = DeliveryKind::document;
  CountrySet to;                   // bureaus
  std::vector<Entity> entities{};  // NOLINT(readability-redundant-member-init): callers may leave it out
  friend bool operator==(Delivery const&, Delivery const&) = default;
};

/// The bureaus of all deliveries of one kind.
[[nodiscard]] CountrySet recipients(std::vector<Delivery> const& deliveries, DeliveryKind kind);

/// Parts of an entry that are sealed with its key, and gone once that is destroyed (kv/secrets.hpp, docs/adr/0017).
enum class SealedPart : std::uint8_t { document = 1, decision = 2, content = 3 };

/// As they are stored (kv::unseal). Views that keep content keep these bytes of it.
struct Sealed {
  std::string document, decision, content;
  friend bool operator==(Sealed const&, Sealed const&) = default;
};

struct Record {
  log::LeafKind kind = log::LeafKind::notice;
  std::string id;  // 1 to 64 bytes; (iss, id, ver) is the identity
  std::uint32_t ver = 1;
  CountryCode iss;
  std::string document;  // compact JWS as received
  std::string decision;  // JSON bytes: who gets it and why, with the policy versions, and what was asked
  std::vector<Delivery> deliveries;
  std::string facts;      // for the views; opaque to the journal
  std::string content;    // for the views, too; what tells of a person
  Digest object;          // SHA-256(compact)
  Digest signing;         // SHA-256(signing input)
  Digest certificate;     // x5t#S256 of the signer
  Digest policy;          // of the policy set that decided
  Digest crls;            // of the CRL set that was used
  Position position = 0;  // set by the journal
  UnixMillis received{};  // set by the journal; never less than the position before
  Sealed sealed;          // set by seal()
  bool erased = false;    // set by decode(): the key was destroyed; document, decision and content are empty

  friend bool operator==(Record const&, Record const&) = default;
};

/// With the key of the record's position.
void seal(Record& record, crypto::SealKey const& key, Random& random);

/// REQUIRES: sealed.
[[nodiscard]] std::string encode(Record const& record);
/// Errors: Errc::corrupt, also for an unknown version of the form; io.
[[nodiscard]] Result<Record> decode(std::string_view bytes, kv::Secrets const& secrets);

}
