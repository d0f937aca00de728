#include "tests/bench/load/documents.hpp"

#include <atomic>
#include <thread>

#include "certs/identity/certificate.hpp"
#include "certs/keys/open_signer.hpp"
#include "gateway/convert/sample.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/envelope/jws.hpp"
#include "tests/bench/measure/meters.hpp"
#include "tests/bench/measure/must.hpp"

namespace huecry::bench {
namespace {

constexpr std::uint64_t k_series_documents_max = 1'000'000;

convert::SampleRequest sample_of(CountryCode member, std::uint64_t seed) {
  convert::SampleRequest request;
  request.colour = documents::k_colours[seed % documents::k_colours.size()];
  request.iss = member;
  request.seed = seed;
  request.issued = std::chrono::floor<std::chrono::days>(SystemClock().now());
  return request;
}

std::string id_of(std::string const& payload, CountryCode member) {
  // Parsing everything again would double the preparation; no other member of a notice looks like this.
  std::string const name = R"("id":")" + std::string(member.text()) + "-";
  auto const at = payload.find(name);
  require(at != std::string::npos, "a sample notice without its id");
  auto const begin = at + name.size() - 3;
  return payload.substr(begin, payload.find('"', begin) - begin);
}

void fill(Target const& target, Documents& documents, std::size_t count, std::uint64_t series) {
  auto const folder = target.folder(documents.member);
  auto const certificate = must(certs::Certificate::from_pem(read_text(folder / "notices.pem")));
  auto const signer = must(certs::open_signer("file:" + (folder / "notices.key").string()));
  for (std::size_t i = 0; i < count; ++i) {
    envelope::SigningRequest request;
    request.type = envelope::DocumentType::notice;
    request.payload = convert::sample_notice(sample_of(documents.member, series * k_series_documents_max + i));
    request.x5t = certificate.thumbprint();
    request.iat = to_seconds(SystemClock().now());
    documents.ids.push_back(id_of(request.payload, documents.member));
    documents.containers.push_back(envelope::to_container(must(envelope::sign(request, *signer))));
  }
}

}

std::vector<Documents> make_documents(Target const& target, std::vector<CountryCode> const& members, std::size_t count,
                                      std::uint64_t series) {
  require(count <= k_series_documents_max, "too many documents in one series");
  std::vector<Documents> all(members.size());
  for (std::size_t i = 0; i < members.size(); ++i) all[i].member = members[i];
  std::atomic<std::size_t> next = 0;
  auto const work = [&] {
    for (std::size_t i = next++; i < all.size(); i = next++) fill(target, all[i], count, series);
  };
  std::vector<std::thread> threads(std::max(1U, std::thread::hardware_concurrency()));
  for (auto& thread : threads) thread = std::thread(work);
  for (auto& thread : threads) thread.join();
  return all;
}

}
