#include "certs/trust/detail/domain.hpp"

#include <algorithm>

#include "protocol/base/limits.hpp"

namespace huecry::certs::detail {
namespace {

std::vector<Certificate> anchors_of(std::vector<Authority> const& authorities) {
  std::vector<Certificate> anchors;
  for (Authority const& authority : authorities) {
    if (authority.root) anchors.push_back(authority.certificate);
  }
  return anchors;
}

std::vector<Crl> crls_of(std::vector<Authority> const& authorities) {
  std::vector<Crl> crls;
  for (Authority const& authority : authorities) {
    if (authority.crl) crls.push_back(*authority.crl);
  }
  return crls;
}

std::vector<UnixSeconds> changes_of(std::vector<Authority> const& authorities) {
  std::vector<UnixSeconds> times;
  for (Authority const& authority : authorities) {
    times.push_back(authority.certificate.not_before());
    times.push_back(authority.certificate.not_after());
    if (!authority.crl) continue;
    times.push_back(authority.crl->this_update() - limits::crl_ahead_max);  // when the path check begins to take it
    times.push_back(authority.crl->next_update());
  }
  std::ranges::sort(times);
  return times;
}

// Narrows a span to the side of `time` on which `now` stands. OpenSSL's spans are half-open too: at notAfter and at
// nextUpdate a thing is over (X509_cmp_time never returns "equal").
void narrow(Span& span, UnixSeconds now, UnixSeconds time) {
  if (time <= now) {
    span.from = std::max(span.from, time);
  } else {
    span.until = std::min(span.until, time);
  }
}

Result<> check_path(std::vector<Certificate> const& path) {
  // A root signs no leaves here: between them stands an issuing CA that is confined to one party.
  if (path.size() < 3) return Error(Errc::certificate_chain, "there is no issuing CA between leaf and root");
  return check_constraints(path[1], path[0]);
}

void add(std::vector<Authority>& authorities, Certificate const& certificate, bool root) {
  auto const same = [&certificate](Authority const& known) { return known.certificate == certificate; };
  if (std::ranges::none_of(authorities, same)) authorities.push_back({certificate, root, {}, {}});
}

void take_over(Authority& authority, std::vector<CrlSource> const& sources, TrustDomain const* before) {
  auto const source = std::ranges::find(sources, authority.certificate.thumbprint(), &CrlSource::issuer);
  if (source != sources.end()) authority.url = source->url;
  if (before == nullptr) return;
  for (Authority const& known : before->authorities()) {
    if (known.certificate == authority.certificate) authority.crl = known.crl;
  }
}

}

std::vector<Authority> authorities_of(std::vector<Certificate> const& anchors,
                                      std::vector<CertificateRow const*> const& rows,
                                      std::vector<CrlSource> const& sources, TrustDomain const* before) {
  std::vector<Authority> authorities;
  for (Certificate const& anchor : anchors) add(authorities, anchor, true);
  for (CertificateRow const* row : rows) add(authorities, row->issuing_ca, false);
  for (Authority& authority : authorities) take_over(authority, sources, before);
  return authorities;
}

TrustDomain::TrustDomain(std::vector<Authority> authorities, PathVerifier paths)
    : authorities_(std::move(authorities)), paths_(std::move(paths)), changes_(changes_of(authorities_)) {}

Result<std::shared_ptr<TrustDomain const>> TrustDomain::make(std::vector<Authority> authorities) {
  HUECRY_TRY(PathVerifier paths, PathVerifier::make({anchors_of(authorities), crls_of(authorities)}));
  return std::shared_ptr<TrustDomain const>(new TrustDomain(std::move(authorities), std::move(paths)));
}

Result<std::shared_ptr<TrustDomain const>> TrustDomain::with_crl(Certificate const& issuer, Crl const& crl) const {
  std::vector<Authority> authorities = authorities_;
  for (Authority& authority : authorities) {
    if (authority.certificate == issuer) authority.crl = crl;
  }
  return make(std::move(authorities));
}

std::vector<Authority const*> TrustDomain::issuers_of(Crl const& crl) const {
  std::vector<Authority const*> found;
  for (Authority const& authority : authorities_) {
    if (crl.check_issuer(authority.certificate)) found.push_back(&authority);
  }
  return found;
}

Span TrustDomain::span_at(UnixSeconds now, std::vector<Certificate> const& path) const {
  Span span{UnixSeconds::min(), UnixSeconds::max()};
  auto const next = std::ranges::upper_bound(changes_, now);
  if (next != changes_.end()) narrow(span, now, *next);
  if (next != changes_.begin()) narrow(span, now, *std::prev(next));
  for (Certificate const& certificate : path) {
    narrow(span, now, certificate.not_before());
    narrow(span, now, certificate.not_after());
  }
  return span;
}

crypto::X509View TrustDomain::helpers(STACK_OF(X509) const* untrusted) const {
  crypto::X509View helpers(untrusted == nullptr ? sk_X509_new_null() : sk_X509_dup(untrusted));
  for (Authority const& authority : authorities_) {
    if (!authority.root) sk_X509_push(helpers.get(), authority.certificate.native());
  }
  return helpers;
}

TrustDomain::Judged TrustDomain::judge(Certificate const& leaf, STACK_OF(X509) const* untrusted, Profile profile,
                                       UnixSeconds now) const {
  crypto::X509View const helpers = this->helpers(untrusted);
  auto const path = paths_.verify(leaf, helpers.get(), profile, now);
  if (!path) return {path.error(), span_at(now, {leaf})};
  return {check_path(*path), span_at(now, *path)};
}

Result<> TrustDomain::check_peer(Certificate const& leaf, STACK_OF(X509) const* untrusted, Profile profile,
                                 UnixSeconds now) const {
  if (auto known = peers_.find(leaf.thumbprint(), now)) return *std::move(known);
  Judged const judged = judge(leaf, untrusted, profile, now);
  if (judged.verdict) peers_.put(leaf.thumbprint(), judged.span, judged.verdict);
  return judged.verdict;
}

Result<> TrustDomain::check_registered(Certificate const& leaf, Profile profile, UnixSeconds now) const {
  if (auto known = registered_.find(leaf.thumbprint(), now)) return *std::move(known);
  Judged const judged = judge(leaf, nullptr, profile, now);
  registered_.put(leaf.thumbprint(), judged.span, judged.verdict);
  return judged.verdict;
}

Result<> TrustDomain::check_past(Certificate const& leaf, Profile profile, UnixSeconds at, UnixSeconds now) const {
  crypto::X509View const helpers = this->helpers(nullptr);
  HUECRY_TRY(auto const path, paths_.verify(leaf, helpers.get(), profile, at, Tense::past));
  HUECRY_CHECK(check_path(path));
  for (std::size_t i = 1; i < path.size(); ++i) HUECRY_CHECK(check_fresh(path[i], now));
  return ok();
}

/// An authority that has ended publishes no more: its last CRL is its last word.
Result<> TrustDomain::check_fresh(Certificate const& authority, UnixSeconds now) const {
  auto const known = std::ranges::find(authorities_, authority, &Authority::certificate);
  bool const fresh =
      known != authorities_.end() && known->crl && (known->crl->next_update() > now || authority.not_after() <= now);
  return fresh ? ok() : Result<>(Error(Errc::crl_stale, "no fresh CRL of " + authority.subject().common_name));
}

}
