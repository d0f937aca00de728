#include "server/exchange/trust_intake.hpp"

#include "protocol/base/durable_file.hpp"

#include <algorithm>
#include <vector>

#include "protocol/base/encoding.hpp"
#include "protocol/base/error_table.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/log/leaf.hpp"
#include "server/exchange/commit.hpp"
#include "storage/trust/trust_view.hpp"

namespace huecry::exchange {
namespace {

CountryCode secretariat() { return *CountryCode::parse("XP"); }

journal::Record list_record(certs::TrustStore::Change const& change, std::string const& text) {
  journal::Record record;
  record.kind = log::LeafKind::trustlist;
  record.id = "trustlist";
  record.ver = static_cast<std::uint32_t>(change.snapshot->seq());
  record.iss = secretariat();
  record.document = text;
  record.object = change.object;
  record.signing = crypto::sha256(text);
  record.crls = change.snapshot->crl_set_digest();
  return record;
}

/// Which CA issued the list that a change brings: the key of its row, so that a newer one takes its place.
std::string issuer_of(certs::TrustStore::Change const& change) {
  for (auto const& status : change.snapshot->crls())
    if (status.crl && status.crl->digest() == change.object) return hex_encode(status.issuer.view());
  return hex_encode(change.object.view());
}

journal::Record crl_record(certs::TrustStore::Change const& change, ByteView der) {
  journal::Record record;
  record.kind = log::LeafKind::crl;
  record.id = "crl-" + hex_encode(change.object.view()).substr(0, 32);
  record.ver = 1;
  record.iss = change.country.value_or(secretariat());
  record.document = std::string(as_text(der));
  record.object = change.object;
  record.signing = change.object;
  record.crls = change.snapshot->crl_set_digest();
  record.facts = issuer_of(change);
  return record;
}

std::vector<std::filesystem::path> files_in(std::filesystem::path const& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (auto const& entry : std::filesystem::directory_iterator(folder, error))
    if (entry.path().extension() == ".crl") files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

}

TrustIntake::TrustIntake(certs::TrustStore& trust, kv::Store& store, journal::Journal& journal, Clock const& clock,
                         Log& log, std::function<void()> on_change)
    : trust_(trust), store_(store), journal_(journal), clock_(clock), log_(log), on_change_(std::move(on_change)) {}

Result<> TrustIntake::restore() {
  HUECRY_TRY(auto const kept, trust_rows::kept(store_));
  auto const now = to_seconds(clock_.now());
  if (kept.list) HUECRY_CHECK(trust_.restore_list(*kept.list, now));
  for (std::string const& der : kept.crls) {
    // A CA that has left the list leaves its row behind: no reason to refuse the start.
    if (auto const restored = trust_.restore_crl(as_bytes(der), now); !restored)
      log_.write(LogLevel::warning, "crl-not-restored", {{"reason", std::string_view(restored.error().detail)}});
  }
  return ok();
}

Result<TrustIntake::Outcome> TrustIntake::accept_list(std::string const& text) {
  std::lock_guard const lock(mutex_);
  HUECRY_TRY(auto const change, trust_.prepare_list(text, to_seconds(clock_.now())));
  return put_in_force(change, list_record(change, text));
}

Result<TrustIntake::Outcome> TrustIntake::accept_crl(ByteView der, std::optional<CountryCode> from) {
  std::lock_guard const lock(mutex_);
  HUECRY_TRY(auto const change, trust_.prepare_crl(der, to_seconds(clock_.now())));
  if (from && change.country != from) return Error(Errc::role_required, "the list of another country");
  return put_in_force(change, crl_record(change, der));
}

Result<TrustIntake::Outcome> TrustIntake::put_in_force(certs::TrustStore::Change const& change,
                                                       journal::Record record) {
  if (!change.changed) return Outcome{false, change.snapshot->generation()};
  HUECRY_CHECK(commit_and_wait(journal_, {std::move(record), {}, journal::Lane::flash}));
  HUECRY_CHECK(trust_.install(change));
  on_change_();
  return Outcome{true, change.snapshot->generation()};
}

void TrustIntake::reload(std::filesystem::path const& list, std::filesystem::path const& crls) {
  auto const take = [](std::filesystem::path const& path, std::size_t bytes_max, auto accept) -> Result<Outcome> {
    HUECRY_TRY(std::string const content, read_whole(path, bytes_max));
    return accept(content);
  };
  report("trust-list", list.string(),
         take(list, limits::trust_list_bytes_max, [this](std::string const& text) { return accept_list(text); }));
  for (auto const& file : files_in(crls))
    report("crl", file.filename().string(), take(file, limits::crl_bytes_max, [this](std::string const& der) {
             return accept_crl(as_bytes(der), std::nullopt);
           }));
}

void TrustIntake::report(std::string_view what, std::string const& file, Result<Outcome> const& outcome) {
  if (!outcome) {
    log_.write(LogLevel::error, "trust-refused",
               {{"what", what},
                {"file", std::string_view(file)},
                {"code", token_of(outcome.error().code)},
                {"reason", std::string_view(outcome.error().detail)}});
    return;
  }
  if (outcome->changed)
    log_.write(LogLevel::info, "trust-changed",
               {{"what", what}, {"file", std::string_view(file)}, {"generation", outcome->generation}});
}

}
