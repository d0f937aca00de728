#include "server/exchange/activation.hpp"

#include "protocol/base/encoding.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "storage/policy/policy_view.hpp"

namespace huecry::exchange {
namespace {

/// signing.md §2.5, with the set in the place of a document: obj is the digest of its manifest.
std::string statement(Digest const& set, std::uint32_t number, UnixSeconds from) {
  json::Json const payload = {{"v", 1},
                              {"obj", to_base64url(set)},
                              {"id", policy_rows::k_activation_id},
                              {"ver", number},
                              {"state", "published"},
                              {"aud", json::Json::array()},
                              {"pol", to_base64url(set)},
                              {"from", from.time_since_epoch().count()}};
  return json::write(payload);
}

}

Result<policy::VersionedPolicy> stored_policy(kv::Reader const& state, documents::Schemas const& schemas,
                                              journal::Position position) {
  HUECRY_TRY(journal::Record const record, journal::read(state, position));
  HUECRY_TRY(auto const document, envelope::parse_compact(record.document, envelope::DocumentType::policy));
  HUECRY_TRY(documents::Policy policy, documents::read_policy(schemas, document.payload()));
  return policy::VersionedPolicy{std::move(policy), record.object};
}

Result<policy::PolicySet> restored_set(kv::Reader const& state, Digest const& set,
                                       std::vector<policy::VersionedPolicy> const& documents) {
  HUECRY_TRY(auto const manifest, policy_rows::manifest(state, set));
  if (!manifest) return Error(Errc::not_found, "no such policy set was ever in force");
  policy::PolicySet found;
  for (policy::VersionedPolicy const& document : documents)
    if (manifest->find(" " + to_base64url(document.object) + "\n") != std::string::npos) found.push_back(document);
  found = policy::in_force(found, UnixSeconds::max());  // the order of a set; each is the only one of its kind
  if (policy::manifest(found) != *manifest) return Error(Errc::corrupt, "documents of a policy set are missing");
  return found;
}

Result<journal::Proposal> activation(Services const& services, HubSigner const& signer, policy::CompiledPolicy next,
                                     std::uint32_t number) {
  auto const now = to_seconds(services.clock.now());
  HUECRY_TRY(journal::Record record,
             hub_record(signer, envelope::DocumentType::publication, statement(next.digest(), number, now), now));
  record.id = policy_rows::k_activation_id;
  record.ver = number;
  record.policy = next.digest();
  record.facts = policy_rows::activation_facts(policy::manifest(next.set()));
  // Its time has come, so it may decide even if this very commit fails and the entry is made again.
  return journal::Proposal{
      std::move(record),
      [&services, next = std::move(next)](kv::Reader const&, journal::Record&) -> Result<journal::Settled> {
        services.policy.install(next);
        return journal::Settled::proceed();
      },
      journal::Lane::flash};
}

}
