#include "tests/support/test_hub.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "certs/identity/certificate.hpp"
#include "certs/keys/open_signer.hpp"
#include "gateway/convert/sample.hpp"
#include "protocol/json/write.hpp"
#include "tests/support/seed.hpp"

namespace huecry::test {
namespace {

template <class T>
std::string why(Result<T> const& result) {
  return result ? std::string() : result.error().detail;
}

std::vector<CountryCode> countries() {
  std::vector<CountryCode> list;
  for (auto code : {"FR", "DE", "IT", "ES", "BR", "SG", "US"}) list.push_back(*CountryCode::parse(code));
  return list;
}

/// Made once for the whole run: keys and certificates cost a second. Each hub gets a copy that it may change.
std::filesystem::path const& template_federation() {
  static TempDir const dir;
  static std::filesystem::path const path = [] {
    SystemClock const clock;
    SeededRandom random(seed());
    auto const made = certs::federation::init({dir / "federation", clock, random, {}}, countries());
    REQUIRE_MESSAGE(made, why(made));
    return dir / "federation";
  }();
  return path;
}

std::string read_text(std::filesystem::path const& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string folder_of(std::string const& party) { return party.size() == 2 ? party + "/NCB" : party; }

Reply reply_of(Result<client::Response> const& response) {
  Reply reply;
  REQUIRE_MESSAGE(response, why(response));
  reply.status = response->status;
  reply.text = response->body;
  json::ReadOptions options;
  options.fractions = true;
  if (auto body = json::read(response->body, options)) reply.body = *std::move(body);
  if (reply.body.is_object()) reply.code = reply.body.value("code", "");
  return reply;
}

convert::SampleRequest sample_request(std::string const& country, std::uint64_t seed, std::string const& excluded) {
  convert::SampleRequest request;
  request.colour = documents::k_colours[seed % documents::k_colours.size()];
  request.iss = *CountryCode::parse(country);
  request.seed = seed;
  request.issued = std::chrono::floor<std::chrono::days>(SystemClock().now());
  if (!excluded.empty()) request.excluded.add(*CountryCode::parse(excluded));
  return request;
}

}

TestHub::TestHub(Change change) : random_(seed()) {
  std::filesystem::copy(template_federation(), federation_dir(), std::filesystem::copy_options::recursive);
  config_.data_dir = dir_ / "data";
  config_.publish_at_once = true;
  config_.listen_port = 0;
  config_.operator_port = 0;
  config_.tls_chain = federation_dir() / "hub/tls.pem";
  config_.tls_key = "file:" + (federation_dir() / "hub/tls.key").string();
  config_.sign_certificate = federation_dir() / "hub/signing.pem";
  config_.sign_key = "file:" + (federation_dir() / "hub/signing.key").string();
  config_.trust_list = federation_dir() / "trust/list.jws";
  config_.trust_crls = federation_dir() / "trust/crls";
  config_.trust_ceremony = federation_dir() / "ceremony/ceremony.pem";
  config_.log_key = "file:" + (federation_dir() / "hub/log.key").string();
  config_.disk_floor_mib = 1;
  config_.block_cache_mib = 8;
  config_.threads = 2;
  change(config_);
  start();
}

TestHub::~TestHub() { stop(); }

Result<> TestHub::try_start(Change const& change) {
  change(config_);
  HUECRY_TRY(hub_, app::Hub::start(config_, clock_, random_, log_));
  return ok();
}

void TestHub::start() {
  auto const started = try_start([](ops::Config&) {});
  REQUIRE_MESSAGE(started, why(started));
}

void TestHub::stop() { hub_.reset(); }

void TestHub::restart() {
  stop();
  start();
}

std::unique_ptr<client::Client> TestHub::client(std::string const& party) {
  auto const folder = federation_dir() / folder_of(party);
  client::Options options;
  options.host = "127.0.0.1";
  options.port = hub_->port();
  options.server_name = "localhost";
  options.chain = folder / "tls.pem";
  options.key = "file:" + (folder / "tls.key").string();
  options.hub_root = federation_dir() / "hub/root.pem";
  options.patience = std::chrono::milliseconds(0);
  auto opened = client::Client::open(std::move(options), clock_);
  REQUIRE_MESSAGE(opened, why(opened));
  return *std::move(opened);
}

Reply TestHub::get(std::string const& party, std::string const& target) { return reply_of(client(party)->get(target)); }

Reply TestHub::post(std::string const& party, std::string const& target, std::string const& type,
                    std::string const& body) {
  return reply_of(client(party)->submit(target, type, body));
}

std::string TestHub::sign(std::string const& party, envelope::DocumentType type, std::string const& payload,
                          std::string const& purpose, std::int64_t iat_offset_seconds) {
  auto const folder = federation_dir() / folder_of(party);
  auto const certificate = certs::Certificate::from_pem(read_text(folder / (purpose + ".pem")));
  auto const signer = certs::open_signer("file:" + (folder / (purpose + ".key")).string());
  REQUIRE(certificate);
  REQUIRE(signer);
  envelope::SigningRequest request;
  request.type = type;
  request.payload = payload;
  request.x5t = certificate->thumbprint();
  request.iat = to_seconds(clock_.now()) + std::chrono::seconds(iat_offset_seconds);
  auto const compact = envelope::sign(request, **signer);
  REQUIRE(compact);
  return envelope::to_container(*compact);
}

Reply TestHub::submit(std::string const& party, std::string const& payload) {
  return post(party, "/v1/notices", "application/vnd.huecry.notice+jws",
              sign(party, envelope::DocumentType::notice, payload));
}

Reply TestHub::put_policy(std::string const& party, json::Json const& payload) {
  std::string const target =
      "/v1/policies/" + payload["iss"].get<std::string>() + "/" + payload["kind"].get<std::string>();
  return reply_of(client(party)->put(target, "application/vnd.huecry.policy+jws",
                                     sign(party, envelope::DocumentType::policy, json::write(payload), "policy")));
}

Reply TestHub::say(std::string const& party, std::string const& kind, json::Json const& item) {
  static std::atomic<int> counter{0};
  json::Json const payload = {
      {"v", 1},
      {"id",
       party.substr(0, 2) + "-" + (party.size() == 2 ? "" : party.substr(3) + ".") + "E-" + std::to_string(++counter)},
      {"iss", party.substr(0, 2)},
      {"kind", kind},
      {"at", to_seconds(clock_.now()).time_since_epoch().count()},
      {"items", json::Json::array({{{"id", item["id"]}, {"ver", item["ver"]}, {"obj", item["object"]}}})}};
  return post(party, "/v1/evidence", "application/vnd.huecry.evidence+jws",
              sign(party, envelope::DocumentType::evidence, json::write(payload)));
}

std::string sample(std::string const& country, std::uint64_t seed, std::string const& excluded) {
  return convert::sample_notice(sample_request(country, seed, excluded));
}

std::string coloured(std::string const& country, std::uint64_t seed, documents::Colour colour) {
  convert::SampleRequest request = sample_request(country, seed, "");
  request.colour = colour;
  return convert::sample_notice(request);
}

std::string withdrawal(std::string const& country, std::uint64_t seed, std::uint32_t ver) {
  return convert::sample_withdrawal(sample_request(country, seed, ""), ver);
}

std::string changed(std::string const& payload, std::function<void(json::Json&)> const& change) {
  json::ReadOptions options;
  options.fractions = true;
  auto value = json::read(payload, options);
  REQUIRE(value);
  change(*value);
  return json::write(*value);
}

}
