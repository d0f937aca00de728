#include "server/api/acceptance.hpp"

#include "protocol/base/encoding.hpp"
#include "protocol/base/error_table.hpp"
#include "protocol/base/iso_time.hpp"
#include "protocol/json/write.hpp"

namespace huecry::api {

void append_countries(std::string& out, CountrySet const& countries) {
  out += '[';
  for (CountryCode country : countries.members()) {
    if (out.back() != '[') out += ',';
    out.append("\"").append(country.text()).append("\"");
  }
  out += ']';
}

std::string acceptance_json(exchange::Accepted const& accepted) {
  std::string out = R"({"id":)";
  json::append_quoted(out, accepted.id);
  out.append(R"(,"ver":)").append(std::to_string(accepted.ver));
  out.append(R"(,"iss":")").append(accepted.iss.text());
  out.append(R"(","position":)").append(std::to_string(accepted.receipt.position));
  out.append(R"(,"received":")").append(iso_time(accepted.receipt.received));
  out.append(R"(","object":")").append(to_base64url(accepted.object));
  out.append(accepted.receipt.duplicate ? R"(","duplicate":true)" : R"(","duplicate":false)");
  if (accepted.waits) out += R"(,"waits":true)";
  out += R"(,"released":)";
  append_countries(out, accepted.released);
  out += R"(,"redacted":)";
  append_countries(out, accepted.redacted);
  out += R"(,"recalled":)";
  append_countries(out, accepted.recalled);
  out += R"(,"receipt":)";
  json::append_quoted(out, log::to_text(accepted.receipt.proof));
  return out += '}';
}

void count_submission(Context const& context, std::string_view kind, Result<exchange::Accepted> const& result) {
  if (!result) return context.metrics.submission(kind, token_of(result.error().code));
  context.metrics.submission(kind, result->receipt.duplicate ? "duplicate" : "accepted");
}

net::Answer acceptance_answer(Result<exchange::Accepted> const& result, Call const& call) {
  if (!result) return problem_answer(result.error(), call.request.correlation_id);
  return json_answer(result->receipt.duplicate ? 200 : 201, acceptance_json(*result));
}

}
