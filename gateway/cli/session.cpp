#include "gateway/cli/session.hpp"

#include "protocol/envelope/jws.hpp"

namespace huecry::cli {

Result<std::string> signed_container(Session const& session, Profile const& profile, envelope::DocumentType type, std::string const& purpose,
                                     std::string payload) {
  HUECRY_TRY(SigningIdentity const identity, signing_identity(profile, purpose));
  envelope::SigningRequest request;
  request.type = type;
  request.payload = std::move(payload);
  request.x5t = identity.certificate.thumbprint();
  request.iat = to_seconds(session.clock.now());
  HUECRY_TRY(std::string const compact, envelope::sign(request, *identity.signer));
  return envelope::to_container(compact);
}

void run(Session& session, std::function<Result<>()> const& work) {
  auto const result = work();
  if (!result) session.exit = session.output().problem(result.error());
}

}
