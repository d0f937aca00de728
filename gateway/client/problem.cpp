#include "gateway/client/problem.hpp"

#include "gateway/client/client.hpp"
#include "protocol/base/error_table.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"

namespace huecry::client {
namespace {

constexpr std::string_view k_problem_type = "application/problem+json";

std::string text(json::Json const& object, std::string_view name) {
  auto const found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

int number(json::Json const& object, std::string_view name) {
  auto const found = object.find(name);
  return found != object.end() && found->is_number_integer() ? found->get<int>() : 0;
}

bool flag(json::Json const& object, std::string_view name) {
  auto const found = object.find(name);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

std::vector<FieldFault> faults_of(json::Json const& problem) {
  std::vector<FieldFault> faults;
  auto const errors = problem.find("errors");
  if (errors == problem.end() || !errors->is_array()) return faults;
  for (json::Json const& one : *errors) {
    if (one.is_object()) faults.push_back({text(one, "pointer"), text(one, "message")});
  }
  return faults;
}

Error to_error(Problem problem) {
  ErrorRow const* const row = row_of_token(problem.code);
  if (row == nullptr) return Error(Errc::internal, problem.code + ": " + problem.title, std::move(problem.errors));
  std::string detail = std::move(problem.detail);
  bool const for_operator = row->status >= 500 && !problem.correlation.empty();
  // Codes that on this side mean this side: from a hub they are a failure of the hub.
  bool const ambiguous = row->code == Errc::io || row->code == Errc::config_invalid;
  if (ambiguous) return Error(Errc::internal, problem.code + ": " + problem.title + " " + problem.correlation);
  if (for_operator) detail += (detail.empty() ? "correlation " : "; correlation ") + problem.correlation;
  return Error(row->code, std::move(detail), std::move(problem.errors));
}

}

std::optional<Problem> problem_from(json::Json const& object) {
  if (!object.is_object()) return std::nullopt;
  Problem problem;
  problem.status = number(object, "status");
  problem.code = text(object, "code");
  problem.title = text(object, "title");
  problem.detail = text(object, "detail");
  problem.remedy = text(object, "remedy");
  problem.resolver = text(object, "resolver");
  problem.retryable = flag(object, "retryable");
  problem.correlation = text(object, "correlation");
  problem.errors = faults_of(object);
  return problem;
}

std::optional<Problem> problem_of(Response const& response) {
  if (!response.content_type.starts_with(k_problem_type)) return std::nullopt;
  auto const object = json::read(response.body, {});
  return object ? problem_from(*object) : std::nullopt;
}

Error error_of_problem(json::Json const& object) {
  auto problem = problem_from(object);
  if (!problem) return Error(Errc::transport, "the hub's problem is no JSON object");
  return to_error(*std::move(problem));
}

Error error_of(Response const& response) {
  auto problem = problem_of(response);
  if (problem) return to_error(*std::move(problem));
  return Error(Errc::transport,
               "the peer answered " + std::to_string(response.status) + " without saying why; is it a huecry hub?");
}

}
