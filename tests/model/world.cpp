#include "tests/model/world.hpp"

#include <fstream>
#include <sstream>

#include "certs/federation/federation.hpp"
#include "certs/identity/certificate.hpp"
#include "certs/keys/open_signer.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/crypto/hash.hpp"
#include "server/exchange/commit.hpp"
#include "server/exchange/evidence.hpp"
#include "server/exchange/hits.hpp"
#include "server/exchange/life_cycle.hpp"
#include "storage/journal/rebuild.hpp"
#include "storage/kv/key.hpp"
#include "tests/support/must.hpp"

namespace huecry::model {

using test::must;
using test::require;

namespace {

std::string read_file(std::filesystem::path const& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

certs::CeremonyKeys ceremony_of(std::filesystem::path const& federation) {
  return must(certs::CeremonyKeys::from_pem(read_file(federation / "ceremony/ceremony.pem")));
}

std::shared_ptr<crypto::Signer> key_of(std::filesystem::path const& file) {
  return must(certs::open_signer("file:" + file.string()));
}

exchange::HubSigner hub_signer(std::filesystem::path const& federation) {
  return {key_of(federation / "hub/signing.key"), thumbprint_of(federation / "hub/signing.pem")};
}

}

Digest thumbprint_of(std::filesystem::path const& pem) {
  return must(certs::Certificate::from_pem(read_file(pem))).thumbprint();
}

World::World(std::filesystem::path const& federation, UnixMillis now, std::size_t cache_bytes)
    : cache_bytes_(cache_bytes),
      clock_(now),
      trust_(ceremony_of(federation)),
      signer_(hub_signer(federation)),
      log_key_(key_of(federation / "hub/log.key")),
      words_(std::make_shared<policy::Vocabulary const>(schemas_.codes())),
      policy_(words_) {
  must(trust_.restore_list(read_file(federation / "trust/list.jws"), to_seconds(now)));
  for (auto const& file : must(certs::federation::crl_files(federation))) {
    std::string const der = read_file(file);
    must(trust_.restore_crl(as_bytes(der), to_seconds(now)));
  }
  open();
}

World::~World() {
  if (journal_) journal_->stop();
}

void World::open() {
  kv::RocksOptions options;
  options.directory = dir_ / "store";
  options.disk_free_bytes_min = 0;
  options.block_cache_bytes = cache_bytes_;
  store_ = must(kv::RocksStore::open(std::move(options), log_));
  journal::Options how;
  how.sync = kv::Sync::no;
  journal_ = must(journal::Journal::open(how, *store_, clock_, random_, log_,
                                         must(log::NoteSigner::make("hub.example/log", log_key_)), views_));
  blobs_ = must(blob::BlobStore::open(dir_ / "attachments", 1 << 20));
  services_ = std::make_unique<exchange::Services>(
      exchange::Services{clock_, log_, schemas_, trust_, policy_, *store_, *journal_, false, time_, *blobs_});
  releases_ = std::make_unique<exchange::Releases>(*services_, signer_);
  duties_ = std::make_unique<exchange::Duties>(*services_, [this] { return signer_; });
}

void World::restart() {
  journal_->stop();
  duties_.reset();
  releases_.reset();
  services_.reset();
  journal_.reset();
  store_.reset();
  open();
  follow_all();  // as after every start
}

bool World::stands(Digest const& signer) const {
  auto const trust = trust_.current();
  auto const* const row = trust->signer(signer);
  require(row != nullptr, "a signer that the trust list does not name");
  return static_cast<bool>(trust->verdict(*row, now()));
}

std::optional<index::Head> World::head(std::string const& id) const {
  return must(index::current_head(*store_, cc(id.substr(0, 2)), id));
}

/// What the intake would have taken from the signed document: any digests that nobody else has.
Result<> World::propose(journal::Record record, journal::Settle settle) {
  Digest const unique = crypto::sha256(kv::be64(++count_));
  record.object = unique;
  record.signing = unique;
  record.document = "document " + std::to_string(count_);
  HUECRY_TRY(auto const receipt, exchange::commit_and_wait(*journal_, {std::move(record), std::move(settle)}));
  return receipt.duplicate ? Result<>(Error(Errc::internal, "a duplicate")) : ok();
}

Result<> World::submit(documents::Notice notice) {
  auto const policy = policy_.get();
  auto ruling = std::make_shared<exchange::Ruling>();
  ruling->question = {policy::subject_of(policy.vocabulary(), notice),
                      exchange::circumstances(*trust_.current(), clock_.now())};
  ruling->question.now.stage = policy::Stage::submit;
  journal::Record record;
  record.kind = log::LeafKind::notice;
  record.id = notice.id;
  record.ver = notice.ver;
  record.iss = notice.iss;
  exchange::decide(policy, *ruling, record);
  return propose(std::move(record), exchange::settle_notice(*services_, std::move(notice), std::move(ruling)));
}

Result<> World::decide(documents::ReviewDecision const& decision, exchange::Decider const& decider) {
  journal::Record record;
  record.kind = log::LeafKind::decision;
  record.id = "D-" + std::to_string(count_);
  record.iss = decider.country;
  record.certificate = decider.signer;
  auto follow = [this](exchange::NoticeName name) { followed_.insert(std::move(name)); };
  return propose(std::move(record), exchange::settle_decision(*services_, decision, decider, std::move(follow)));
}

Result<> World::say(documents::EvidenceKind kind, CountryCode by, std::string const& id, std::uint32_t ver) {
  HUECRY_TRY(auto const version, index::version_of(*store_, cc(id.substr(0, 2)), id, ver));
  return say(kind, by, {{id, ver, version ? version->object : Digest()}});
}

Result<> World::hit(documents::Hit hit) {
  journal::Record record;
  record.kind = log::LeafKind::evidence;
  record.id = hit.id;
  record.iss = hit.iss;
  return propose(std::move(record), exchange::settle_hit(*services_, std::move(hit)));
}

Result<> World::say(documents::EvidenceKind kind, CountryCode by, std::vector<documents::EvidenceItem> items) {
  documents::Evidence evidence;
  evidence.kind = kind;
  evidence.iss = by;
  evidence.items = std::move(items);
  HUECRY_TRY(index::EvidenceFacts const facts, index::facts_of(evidence, "NCB"));
  journal::Record record;
  record.kind = log::LeafKind::evidence;
  record.id = "E-" + std::to_string(count_);
  record.iss = by;
  record.facts = index::encode(facts);
  return propose(std::move(record), exchange::settle_evidence(std::move(evidence)));
}

void World::install(policy::PolicySet set) {
  policy_.install(policy::CompiledPolicy(std::move(set), words_));
  follow_all();
}

/// No two looks in one millisecond, as of a clock that goes on: each names its publications by it.
void World::follow_all() {
  clock_.advance(std::chrono::milliseconds(1));
  std::optional<journal::Position> before;
  do {
    require(must(releases_->review_page(before)).overtaken.empty(), "somebody else is there");
  } while (before);
}

void World::follow_some() {
  std::vector<exchange::NoticeName> const names(followed_.begin(), followed_.end());
  followed_.clear();
  if (names.empty()) return;
  clock_.advance(std::chrono::milliseconds(1));
  require(must(releases_->review(names)).overtaken.empty(), "somebody else is there");
}

void World::catch_up() {
  follow_some();
  must(duties_->perform());
}

std::string World::rebuilt_differently() {
  test::TempDir const other;
  kv::RocksOptions options;
  options.directory = other / "store";
  options.secrets_file = store_->secrets().file();
  options.disk_free_bytes_min = 0;
  auto const scratch = must(kv::RocksStore::open(std::move(options), log_));
  auto const rebuilt = journal::rebuild(*store_, views_, *scratch);
  if (!rebuilt) return rebuilt.error().detail;
  auto const found = must(journal::differences(*store_, *scratch, journal::rebuilt_families(views_), 1));
  return found.empty() ? std::string() : found.front().what;
}

}
