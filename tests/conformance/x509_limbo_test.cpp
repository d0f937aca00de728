// x509-limbo (C2SP/x509-limbo @ 8a2e6f4) through our own path and structure checks, without the identity rule: no
// certificate of the suite has our names. What we decide stands in x509_limbo_decisions.tsv, with a reason where it
// differs from the suite; any change of behaviour shows as a difference to that file.
//
// HUECRY_LIMBO_WRITE=FILE writes the decisions of this build to FILE, for review.

#include <doctest/doctest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "certs/identity/certificate.hpp"
#include "certs/trust/path.hpp"
#include "protocol/base/error_table.hpp"
#include "protocol/json/json.hpp"
#include "tests/conformance/vectors.hpp"

using namespace huecry;
using json::Json;

namespace {

// The suite's certificates do not age: "null" means any time, so it is a fixed one here.
constexpr std::int64_t k_now_seconds = 1'800'000'000;
constexpr int k_depth_default = 3;

struct Decision {
  std::string upstream;  // SUCCESS, FAILURE
  std::string ours;      // accept, reject
  std::string rule;      // what refused it, in the order of our checks
  std::string reason;    // why we differ; empty where we do not
};

crypto::X509CrlPtr read_crl(std::string const& pem) {
  crypto::Bio const input(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return crypto::X509CrlPtr(PEM_read_bio_X509_CRL(input.get(), nullptr, nullptr, nullptr));
}

Result<certs::Crl> parse_crl(std::string const& pem) {
  crypto::X509CrlPtr const native = read_crl(pem);
  if (native == nullptr) return Error(Errc::crl_invalid, "CRL: no PEM");
  unsigned char* raw = nullptr;
  int const length = i2d_X509_CRL(native.get(), &raw);
  crypto::OpensslBytes const owner(raw);
  return certs::Crl::from_der(ByteView(raw, static_cast<std::size_t>(length)));
}

// As at registration: an anchor or a CRL that does not fit is not taken, and the reason is kept for the list.
certs::PathVerifier::Authority authority_of(Json const& test, std::string& note) {
  certs::PathVerifier::Authority authority;
  authority.shape = certs::Shape::structure;
  authority.revocation = test["crls"].empty() ? certs::Revocation::unchecked : certs::Revocation::required;
  authority.intermediates_max =
      test["max_chain_depth"].is_null() ? k_depth_default : test["max_chain_depth"].get<int>();
  for (Json const& pem : test["trusted_certs"]) {
    auto const anchor = certs::Certificate::from_pem(pem.get<std::string>());
    auto const fits = anchor ? certs::check_structure(*anchor, certs::Profile::root_ca) : Result<>(anchor.error());
    if (fits) authority.anchors.push_back(*anchor);
    if (!fits) note = "anchor not taken: " + fits.error().detail;
  }
  for (Json const& pem : test["crls"]) {
    auto const crl = parse_crl(pem.get<std::string>());
    if (crl) authority.crls.push_back(*crl);
    if (!crl) note = "CRL not taken: " + crl.error().detail;
  }
  return authority;
}

crypto::X509Stack untrusted_of(Json const& test) {
  crypto::X509Stack stack(sk_X509_new_null());
  for (Json const& pem : test["untrusted_intermediates"]) {
    auto const text = pem.get<std::string>();
    crypto::Bio const input(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    if (X509* certificate = PEM_read_bio_X509(input.get(), nullptr, nullptr, nullptr))
      sk_X509_push(stack.get(), certificate);
  }
  return stack;
}

std::int64_t days_from(std::string const& date) {
  std::chrono::year_month_day const day{std::chrono::year(std::stoi(date.substr(0, 4))),
                                        std::chrono::month(static_cast<unsigned>(std::stoi(date.substr(5, 2)))),
                                        std::chrono::day(static_cast<unsigned>(std::stoi(date.substr(8, 2))))};
  return std::chrono::sys_days(day).time_since_epoch().count();
}

// "2024-03-01T00:00:00.999+00:00": fractions are cut off, as our clock's are.
UnixSeconds time_of(Json const& test) {
  if (test["validation_time"].is_null()) return UnixSeconds(std::chrono::seconds(k_now_seconds));
  auto const text = test["validation_time"].get<std::string>();
  std::int64_t const seconds =
      std::stoi(text.substr(11, 2)) * 3600 + std::stoi(text.substr(14, 2)) * 60 + std::stoi(text.substr(17, 2));
  return UnixSeconds(std::chrono::seconds(days_from(text) * 86400 + seconds));
}

Result<> check_host(Json const& test, certs::Certificate const& leaf) {
  Json const& peer = test["expected_peer_name"];
  if (peer.is_null()) return ok();
  if (peer["kind"] != "DNS") return Error(Errc::certificate_chain, "a peer name is a DNS name");
  auto const host = peer["value"].get<std::string>();
  unsigned const flags = X509_CHECK_FLAG_NO_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;
  if (X509_check_host(leaf.native(), host.data(), host.size(), flags, nullptr) == 1) return ok();
  return Error(Errc::certificate_chain, "another host's certificate");
}

Result<> decide(Json const& test, std::string& note) {
  HUECRY_TRY(certs::Certificate const leaf, certs::Certificate::from_pem(test["peer_certificate"].get<std::string>()));
  HUECRY_TRY(auto const paths, certs::PathVerifier::make(authority_of(test, note)));
  bool const client = test["validation_kind"] == "CLIENT";
  auto const profile = client ? certs::Profile::gateway_tls : certs::Profile::hub_tls;
  crypto::X509Stack const untrusted = untrusted_of(test);
  HUECRY_CHECK(paths.verify(leaf, untrusted.get(), profile, time_of(test)));
  return check_host(test, leaf);
}

Decision decision_of(Json const& test) {
  std::string note;
  Result<> const result = decide(test, note);
  std::string rule = "-";
  if (!result) rule = note.empty() ? std::string(token_of(result.error().code)) + ": " + result.error().detail : note;
  return {test["expected_result"].get<std::string>(), result ? "accept" : "reject", rule, ""};
}

std::map<std::string, Decision> decisions() {
  std::map<std::string, Decision> all;
  Json const suite = Json::parse(test::read_vector("x509-limbo/limbo.json"));
  for (Json const& test : suite["testcases"]) all.emplace(test["id"].get<std::string>(), decision_of(test));
  return all;
}

std::map<std::string, Decision> recorded() {
  std::ifstream file(HUECRY_LIMBO_DECISIONS);
  std::map<std::string, Decision> all;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream fields(line);
    std::string id;
    Decision decision;
    std::getline(fields, id, '\t');
    std::getline(fields, decision.upstream, '\t');
    std::getline(fields, decision.ours, '\t');
    std::getline(fields, decision.rule, '\t');
    std::getline(fields, decision.reason);
    all.emplace(id, decision);
  }
  return all;
}

bool differs(Decision const& decision) { return (decision.upstream == "SUCCESS") != (decision.ours == "accept"); }

void write(std::map<std::string, Decision> const& all, char const* path) {
  std::ofstream file(path);
  for (auto const& [id, decision] : all) {
    file << id << '\t' << decision.upstream << '\t' << decision.ours << '\t' << decision.rule << '\t'
         << (differs(decision) ? "?" : "") << '\n';
  }
}

}

TEST_SUITE("conformance x509-limbo") {
  TEST_CASE("each of the 193 cases is decided as recorded") {
    HUECRY_NEEDS_VECTORS;
    auto const found = decisions();
    if (char const* path = std::getenv("HUECRY_LIMBO_WRITE")) write(found, path);
    auto const wanted = recorded();
    CHECK(found.size() == 193);
    CHECK(wanted.size() == 193);
    for (auto const& [id, decision] : found) {
      CAPTURE(id);
      CAPTURE(decision.rule);
      REQUIRE(wanted.contains(id));
      CHECK(decision.upstream == wanted.at(id).upstream);
      CHECK(decision.ours == wanted.at(id).ours);
      CHECK(decision.rule == wanted.at(id).rule);
    }
  }

  TEST_CASE("the record has a reason for each difference, and no other, and its counts are known") {
    std::map<std::string, int> counts;
    for (auto const& [id, decision] : recorded()) {
      CAPTURE(id);
      CHECK(decision.reason.empty() != differs(decision));
      ++counts[decision.upstream + " " + decision.ours];
    }
    CHECK(counts ==
          std::map<std::string, int>{
              {"SUCCESS accept", 24}, {"SUCCESS reject", 25}, {"FAILURE accept", 8}, {"FAILURE reject", 136}});
  }
}
