#pragma once
// A trust list, indexed for the hot path. Immutable; any thread.

#include <array>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "certs/trust/snapshot.hpp"
#include "certs/trust/trust_list.hpp"

namespace huecry::certs::detail {

class Registry {
 public:
  /// Errors: Errc::trust_list_invalid (a key that cannot be used).
  [[nodiscard]] static Result<std::shared_ptr<Registry const>> make(SignedTrustList list);

  [[nodiscard]] SignedTrustList const& source() const noexcept { return source_; }
  [[nodiscard]] SignerRow const* signer(Digest const& x5t) const noexcept;
  [[nodiscard]] std::vector<SignerRow const*> encryption(CountryCode country) const;
  [[nodiscard]] std::vector<Party> const& parties() const noexcept { return parties_; }
  [[nodiscard]] Party const* party(CountryCode country, std::string_view organisation) const noexcept;
  /// "C=FR,O=NCB,OU=gateway", or a URI: listed for this very party (null: for the hub).
  [[nodiscard]] bool is_tls_name(Party const* party, std::string const& name) const noexcept;
  /// Registered for signing or encryption, so no TLS certificate may have it.
  [[nodiscard]] bool is_registered_key(Digest const& key) const noexcept { return keys_.contains(key); }
  [[nodiscard]] CountrySet const& members() const noexcept { return members_; }
  [[nodiscard]] CountrySet const& suspended() const noexcept { return suspended_; }

 private:
  explicit Registry(SignedTrustList source) : source_(std::move(source)) {}
  Result<> add(BureauRow const& bureau);
  Result<> add_certificates(std::vector<CertificateRow> const& rows, Party const& party);
  void add_tls_names(std::vector<std::string> const& names, std::size_t owner);

  static constexpr std::size_t k_hub = static_cast<std::size_t>(-1);  // owner of the hub's TLS names
  SignedTrustList source_;
  std::vector<Party> parties_;
  std::unordered_map<std::string, std::size_t> party_index_;  // "FR/NCB"
  std::unordered_map<std::string, std::size_t> tls_names_;    // to the owner
  std::unordered_map<Digest, SignerRow> signers_;
  std::unordered_set<Digest> keys_;
  CountrySet members_;
  CountrySet suspended_;
};

}
