#pragma once
// What is inside the seal of a message: the payload of a message+jws, and whether it keeps what its envelope promises
// (signing.md §3). Pure; any thread. Fields: docs/schemas/message.json. Input: any sender's; the hub never has it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/result.hpp"
#include "protocol/crypto/aead.hpp"
#include "protocol/documents/message_envelope.hpp"
#include "protocol/documents/schema.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::documents {

/// An earlier message of the conversation, as a sender names it.
struct MessageName {
  std::string id;
  CountrySet to;
};

struct Attachment {
  std::string name, media_type;
  std::uint64_t bytes = 0;  // before sealing
  Digest digest;            // the same
  SealedBlob sealed;
  crypto::SealKey key;
};

/// What is only inside; the rest is the envelope's.
struct Message {
  std::string created, language, subject, body;
  std::vector<MessageName> after;       // the newest that the sender knew
  std::vector<Attachment> attachments;  // in the order of the envelope's
  std::vector<std::string> forwarded;   // compact documents, each its author's
};

/// By itself. Errors: payload_json, payload_schema, payload_rule; the last two name every fault by JSON pointer.
[[nodiscard]] Result<Message> read_message(Schemas const& schemas, std::string_view payload);

/// Both payloads as they were signed. Errors: seal_mismatch, with every member that is not the same.
[[nodiscard]] Result<> check_promise(std::string_view envelope, std::string_view message);

}
