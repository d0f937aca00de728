#pragma once
// Questions of the Authorization API answered by the policy in force (CompiledPolicy::decide), for one who asks
// (docs/policy.md, "AuthZEN").
//
// Whoever may see every recipient of a notice gets the grounds; a recipient gets them for what is given, and of a
// denial nothing: then an absent notice, one that it may not see, and whatever the hub does not know are the same
// answer.

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "certs/identity/identity.hpp"
#include "protocol/policy/explain.hpp"
#include "server/api/authzen_questions.hpp"
#include "server/exchange/reader.hpp"
#include "server/exchange/services.hpp"

namespace huecry::api::authzen {

struct Grounds {
  policy::EntityDecision decision;
  Digest policy;                         // of the policy set that decided
  std::optional<policy::Clause> reason;  // for those who see every recipient
};

struct Answer {
  bool decision = false;
  std::optional<Grounds> grounds;
};

/// {"decision":…,"context":{"verdict","missing","obligations","policy","reason"}}
[[nodiscard]] std::string to_json(Answer const& answer);

/// For the questions of one request: all are decided by one policy set and one state of the hub. One thread at a time;
/// the referred objects, and the bodies of the questions, outlive it.
class Decider {
 public:
  Decider(exchange::Services const& services, certs::Identity const& caller);

  /// Errors: request_malformed for a document that is none, payload_issuer for another's that was not sent; corrupt,
  /// io.
  [[nodiscard]] Result<Answer> answer(Question const& question);

 private:
  using Reader = exchange::Reader;  // who is asked about
  /// What policy is asked about; nullopt: nothing that the caller may ask about.
  struct Material {
    policy::Subject subject;
    policy::Circumstances now;
  };
  using Found = Result<std::optional<Material>>;

  [[nodiscard]] std::optional<Reader> reader_of(Question const& question) const;
  [[nodiscard]] std::optional<Reader> entity_of(CountryCode country, std::string_view organisation) const;
  [[nodiscard]] bool is_own(Reader const& reader) const;
  [[nodiscard]] Found material_of(Question const& question, Reader const& reader);
  [[nodiscard]] Found live(Question const& question, Reader const& reader) const;
  [[nodiscard]] Found unsent(Question const& question) const;
  [[nodiscard]] Answer decide(Reader const& reader, policy::Subject const& subject,
                              policy::Circumstances const& now) const;

  exchange::Services const& services_;
  certs::Identity const& caller_;
  std::shared_ptr<certs::TrustSnapshot const> trust_;
  policy::CompiledPolicy policy_;
  std::unique_ptr<kv::Reader const> state_;
  policy::Circumstances now_;
  std::map<json::Json const*, Found> documents_;  // one that stands beside the list is read once
};

}
