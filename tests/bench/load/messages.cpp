// Sealed messages of one urgency, each to the member after its sender.

#include <algorithm>

#include "certs/identity/certificate.hpp"
#include "certs/keys/open_signer.hpp"
#include "gateway/messages/compose.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/crypto/random.hpp"
#include "protocol/documents/schema.hpp"
#include "protocol/json/json.hpp"
#include "tests/bench/load/scenarios.hpp"
#include "tests/bench/measure/meters.hpp"
#include "tests/bench/measure/must.hpp"

namespace huecry::bench {
namespace {

using json::Json;

certs::Certificate certificate_of(Target const& target, CountryCode member, std::string const& name) {
  return must(certs::Certificate::from_pem(read_text(target.folder(member) / (name + ".pem"))));
}

CountryCode after(Target const& target, CountryCode member) {
  auto const at = std::ranges::find(target.members, member);
  return std::next(at) == target.members.end() ? target.members.front() : *std::next(at);
}

class Writer {
 public:
  Writer(Target const& target, CountryCode member)
      : from_(member),
        to_(after(target, member)),
        thumbprint_(certificate_of(target, member, "messages").thumbprint()),
        signer_(must(certs::open_signer("file:" + (target.folder(member) / "messages.key").string()))) {
    require(from_ != to_, "a message needs a second member");
    for (CountryCode const reader : {from_, to_}) {
      auto const certificate = certificate_of(target, reader, "encryption");
      readers_.push_back({certificate.thumbprint(), must(certificate.public_key())});
    }
  }

  std::string write(Choice const& choice, std::size_t number) {
    std::string const id =
        std::string(from_.text()) + "-B-" + std::to_string(choice.series) + "-" + std::to_string(number);
    auto const now = to_seconds(SystemClock().now());
    Json const message = {{"v", 1},
                          {"id", id},
                          {"from", from_.text()},
                          {"to", Json::array({to_.text()})},
                          {"conv", id},
                          {"act", "message"},
                          {"prio", choice.urgency},
                          {"handling", "H0"},
                          {"created", "2026-11-30T08:00:00Z"},
                          {"lang", "ENG"},
                          {"subject", "Load"},
                          {"body", std::string(std::max<std::size_t>(choice.body_bytes, 1), 'x')}};
    return must(
        mail::compose(schemas_, message, now + std::chrono::days(30), readers_, {thumbprint_, *signer_}, now, random_));
  }

 private:
  CountryCode from_, to_;
  Digest thumbprint_;
  std::shared_ptr<crypto::Signer> signer_;
  std::vector<envelope::SealFor> readers_;
  documents::Schemas schemas_;
  crypto::SystemRandom random_;
};

}

json::Json messages(Target const& target, Choice const& choice) {
  Fleet fleet(target, choice.connections, choice.members_max);
  auto const members = fleet.members().size();
  std::vector<std::vector<std::string>> waiting(members);
  for (std::size_t member = 0; member < members; ++member) {
    Writer writer(target, fleet.members()[member]);
    for (std::size_t i = 0; i < choice.documents / members; ++i)
      waiting[member].push_back(
          post_request("/v1/messages", mail::k_media_type, writer.write(choice, i), choice.urgency == "flash" ? 0 : 3));
  }
  Work work;
  work.next = [&](std::size_t connection, std::string& request) {
    auto& own = waiting[connection % members];
    if (own.empty()) return false;
    request = std::move(own.back());
    own.pop_back();
    return true;
  };
  std::string refusal;
  work.units = [&](std::size_t, Connection const& answered) {
    std::size_t const accepted = answered.status() == 201 ? 1 : 0;
    if (accepted == 0 && refusal.empty()) refusal = answered.body().substr(0, 400);
    return accepted;
  };
  json::Json out = drive(fleet, target.pid, choice.plan, work, "messages");
  out["members"] = members;
  if (!refusal.empty()) out["first_refusal"] = refusal;
  return out;
}

}
