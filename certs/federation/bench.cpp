#include "certs/federation/detail/bench.hpp"

#include "certs/keys/private_file.hpp"
#include "certs/trust/crl.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/envelope/general.hpp"

namespace huecry::certs::federation::detail {
namespace {

constexpr std::size_t k_pem_bytes_max = 64 * 1024;

Result<crypto::PrivateKey> read_key(fs::path const& path) {
  HUECRY_TRY(std::string const pem, read_private_file(path, k_pem_bytes_max));
  return crypto::PrivateKey::from_pem(pem);
}

// What the last CRL at this path said. A federation that has none yet starts with number 1.
Result<CrlSpec> next_crl(fs::path const& path) {
  CrlSpec spec;
  if (!fs::exists(path)) return spec;
  HUECRY_TRY(std::string const der, read_file(path, limits::crl_bytes_max));
  HUECRY_TRY(Crl const last, Crl::from_der(as_bytes(der)));
  spec.number = last.number() + 1;
  STACK_OF(X509_REVOKED)* entries = X509_CRL_get_REVOKED(last.native());
  for (int i = 0; entries != nullptr && i < sk_X509_REVOKED_num(entries); ++i) {
    HUECRY_TRY(Revoked entry, revoked_of(sk_X509_REVOKED_value(entries, i)));
    spec.revoked.push_back(std::move(entry));
  }
  return spec;
}

Result<> add_revoked(CrlSpec& spec, Certificate const& certificate, UnixSeconds at) {
  Bytes const serial = serial_of(certificate);
  for (Revoked const& known : spec.revoked) {
    if (known.serial == serial) return Error(Errc::state_conflict, "the certificate is revoked already");
  }
  spec.revoked.push_back({serial, at});
  return ok();
}

}

Result<Bench> Bench::create(Workshop const& workshop) {
  std::error_code error;
  fs::create_directories(workshop.directory, error);
  if (error) return Error(Errc::io, workshop.directory.string() + ": " + error.message());
  if (!fs::is_empty(workshop.directory, error))
    return Error(Errc::state_conflict, workshop.directory.string() + ": is not empty");
  fs::permissions(workshop.directory, fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec, error);
  HUECRY_TRY(DirectoryLock lock, DirectoryLock::take(workshop.directory));
  return Bench(workshop, std::move(lock));
}

Result<Bench> Bench::open(Workshop const& workshop) {
  HUECRY_TRY(DirectoryLock lock, DirectoryLock::take(workshop.directory));
  Bench bench(workshop, std::move(lock));
  HUECRY_TRY(std::string const pem, read_file(bench.path(k_ceremony), k_pem_bytes_max));
  HUECRY_TRY(CeremonyKeys const keys, CeremonyKeys::from_pem(pem));
  HUECRY_TRY(std::string const text, read_file(bench.path(k_list), limits::trust_list_bytes_max));
  HUECRY_TRY(SignedTrustList list, open_trust_list(text, keys, bench.now()));
  bench.list_ = std::move(list.list);
  return bench;
}

std::chrono::seconds Bench::life_of(Profile profile) const {
  Lifetimes const& life = lifetimes();
  switch (profile) {
    case Profile::gateway_tls: return life.gateway_tls;
    case Profile::hub_tls: return life.hub_tls;
    case Profile::encryption: return life.encryption;
    case Profile::root_ca: return life.root;
    case Profile::issuing_ca: return life.issuing_ca;
    case Profile::signing:
    case Profile::time_stamp: return life.signing;
  }
  return life.signing;
}

Result<Issuer> Bench::make_authority(fs::path const& stem, Profile profile, Names const& names, Issuer const* issuer) {
  auto const algorithm = profile == Profile::root_ca ? crypto::Algorithm::es384 : crypto::Algorithm::es256;
  HUECRY_TRY(crypto::PrivateKey key, crypto::PrivateKey::generate(algorithm));
  CertificateSpec const spec = shape_of(profile, names, now() - lifetimes().backdate, life_of(profile));
  Issuer const self{std::nullopt, key};
  HUECRY_TRY(Certificate certificate, issue(spec, key.public_key(), issuer == nullptr ? self : *issuer, random()));
  HUECRY_TRY(std::string pem, key.to_pem());
  files_.add_secret(with_suffix(stem, ".key"), std::move(pem));
  files_.add(with_suffix(stem, ".pem"), certificate.pem());
  Issuer made{std::move(certificate), std::move(key)};
  remember(stem, made);
  return made;
}

Result<Certificate> Bench::make_leaf(fs::path const& stem, Profile profile, Names const& names, Issuer const& issuer) {
  HUECRY_TRY(crypto::PrivateKey const key, crypto::PrivateKey::generate(crypto::Algorithm::es256));
  CertificateSpec const spec = shape_of(profile, names, now() - lifetimes().backdate, life_of(profile));
  HUECRY_TRY(Certificate certificate, issue(spec, key.public_key(), issuer, random()));
  HUECRY_TRY(std::string pem, key.to_pem());
  // The key first: who watches for the certificate finds both.
  files_.add_secret(with_suffix(stem, ".key"), std::move(pem));
  files_.add(with_suffix(stem, ".pem"), certificate.pem() + issuer.certificate->pem());
  return certificate;
}

Result<Issuer> Bench::authority(fs::path const& stem) {
  if (auto const found = made_.find(stem); found != made_.end()) return found->second;
  HUECRY_TRY(Certificate authority, certificate(stem));
  HUECRY_TRY(crypto::PrivateKey key, read_key(path(with_suffix(stem, ".key"))));
  return Issuer{std::move(authority), std::move(key)};
}

Result<Certificate> Bench::certificate(fs::path const& stem) const {
  HUECRY_TRY(std::string const pem, read_file(path(with_suffix(stem, ".pem")), k_pem_bytes_max));
  return Certificate::from_pem(pem);
}

Result<> Bench::renew_crl(fs::path const& crl, Issuer const& issuer, std::chrono::seconds life,
                          std::optional<Certificate> const& revoked) {
  HUECRY_TRY(CrlSpec spec, next_crl(path(crl)));
  spec.this_update = now() - lifetimes().backdate;
  spec.next_update = spec.this_update + life;
  if (revoked) HUECRY_CHECK(add_revoked(spec, *revoked, now()));
  HUECRY_TRY(Bytes const der, issue_crl(spec, issuer));
  last_.add(crl, std::string(as_text(der)));
  return ok();
}

Result<std::string> Bench::sign_list() {
  ++list_.seq;
  list_.issued = now();
  list_.next_update = now() + lifetimes().list;
  std::string const payload = write_trust_list(list_);
  HUECRY_CHECK(read_trust_list(payload));  // a list that no reader would take must not leave this house
  std::vector<std::string> compacts;
  for (char const* stem : {"ceremony/1", "ceremony/2"}) {
    HUECRY_TRY(Issuer signer, authority(stem));
    envelope::SigningRequest const request{
        envelope::DocumentType::trustlist, payload, signer.certificate->thumbprint(), now(), {}};
    HUECRY_TRY(std::string compact, envelope::sign(request, signer.key));
    compacts.push_back(std::move(compact));
  }
  return envelope::to_general(compacts);
}

Result<Changed> Bench::finish() {
  HUECRY_TRY(std::string text, sign_list());
  last_.add(k_list, std::move(text));
  return write_all();
}

Result<Changed> Bench::finish_without_list() { return write_all(); }

Result<Changed> Bench::write_all() {
  HUECRY_TRY(std::vector<fs::path> files, files_.write(workshop_->directory));
  HUECRY_TRY(std::vector<fs::path> const last, last_.write(workshop_->directory));
  files.insert(files.end(), last.begin(), last.end());
  return Changed{std::move(files), list_.seq};
}

Result<> make_ceremony(Bench& bench) {
  std::string pinned;
  for (char const* number : {"1", "2", "3"}) {
    HUECRY_TRY(crypto::PrivateKey const key, crypto::PrivateKey::generate(crypto::Algorithm::es256));
    Names const names{"XP", "CEREMONY", "", std::string("ceremony key ") + number, {}, {}, {}};
    Lifetimes const& life = bench.lifetimes();
    CertificateSpec spec = shape_of(Profile::signing, names, bench.now() - life.backdate, life.root);
    std::erase_if(spec.extensions,
                  [](Extension const& extension) { return extension.name == "authorityKeyIdentifier"; });
    HUECRY_TRY(Certificate const certificate, issue(spec, key.public_key(), {std::nullopt, key}, bench.random()));
    HUECRY_TRY(std::string pem, key.to_pem());
    fs::path const stem = fs::path("ceremony") / number;
    bench.files().add_secret(with_suffix(stem, ".key"), std::move(pem));
    bench.files().add(with_suffix(stem, ".pem"), certificate.pem());
    bench.remember(stem, {certificate, key});
    pinned += certificate.pem();
  }
  bench.files().add(k_ceremony, pinned);
  bench.files().add("trust/ceremony.pem", pinned);
  return ok();
}

}
