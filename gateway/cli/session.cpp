#include "gateway/cli/session.hpp"

#include <chrono>
#include <memory>
#include <optional>

#include "protocol/envelope/jws.hpp"

namespace huecry::cli {

Result<std::string> signed_container(Session const& session, Profile const& profile, envelope::DocumentType type,
                                     std::string const& purpose, std::string payload) {
  HUECRY_TRY(SigningIdentity const identity, signing_identity(profile, purpose));
  envelope::SigningRequest request;
  request.type = type;
  request.payload = std::move(payload);
  request.x5t = identity.certificate.thumbprint();
  request.iat = to_seconds(session.clock.now());
  HUECRY_TRY(std::string const compact, envelope::sign(request, *identity.signer));
  return envelope::to_container(compact);
}

namespace {

constexpr auto k_told_every = std::chrono::seconds(10);

/// A short gap is nobody's business; a longer one is told, and told again while it lasts.
auto teller(Output output) {
  auto begin = std::make_shared<std::optional<std::chrono::milliseconds>>();
  auto next = std::make_shared<std::chrono::milliseconds>(0);
  return [output, begin, next](std::string const& why, std::chrono::milliseconds left) {
    if (!*begin || left > **begin) *begin = left, *next = left - std::chrono::seconds(1);
    if (left > *next) return;
    *next = left - k_told_every;
    output.note(why + "; trying again, " + std::to_string(left.count() / 1000) + " s left");
  };
}

}

Result<Connection> connect(Session const& session) {
  Connection connection;
  HUECRY_TRY(connection.profile, load_profile(session.choice));
  Profile const& profile = connection.profile;
  client::Options options;
  options.host = profile.host;
  options.port = profile.port;
  options.server_name = profile.server_name;
  options.chain = profile.party / "tls.pem";
  options.key = key_uri(profile, "tls");
  options.hub_root = profile.party / "hub-root.pem";
  options.on_retry = teller(session.output());
  if (session.patience) options.patience = *session.patience;
  HUECRY_TRY(connection.hub, client::Client::open(std::move(options), session.clock));
  return connection;
}

Result<client::Response> expect_success(Result<client::Response> response) {
  if (!response || response->success()) return response;
  return client::error_of(*response);
}

void run(Session& session, std::function<Result<>()> const& work) {
  auto result = work();
  if (result) result = Output::flush();
  if (!result) session.exit = session.output().problem(result.error());
}

void run_question(Session& session, std::function<Result<Exit>()> const& work) {
  auto result = work();
  if (auto const printed = Output::flush(); result && !printed) result = printed.error();
  session.exit = result ? static_cast<int>(*result) : session.output().problem(result.error());
}

}
