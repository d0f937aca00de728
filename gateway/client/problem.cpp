#include "gateway/client/client.hpp"
#include "protocol/base/error_table.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"

namespace huecry::client {
namespace {

std::string text(json::Json const& object, std::string_view name) {
  auto const found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::vector<FieldFault> faults_of(json::Json const& problem) {
  std::vector<FieldFault> faults;
  auto const errors = problem.find("errors");
  if (errors == problem.end() || !errors->is_array()) return faults;
  for (auto const& one : *errors)
    if (one.is_object()) faults.push_back({text(one, "pointer"), text(one, "message")});
  return faults;
}

}

Error error_of_problem(json::Json const& problem) {
  if (!problem.is_object()) return Error(Errc::transport, "the hub's problem is no JSON object");
  ErrorRow const* const row = row_of_token(text(problem, "code"));
  std::string detail = text(problem, "detail");
  if (row == nullptr) detail = text(problem, "code") + ": " + text(problem, "title");
  if (std::string const correlation = text(problem, "correlation");
      row != nullptr && row->status >= 500 && !correlation.empty())
    detail += (detail.empty() ? "" : "; ") + ("correlation " + correlation);
  return Error(row == nullptr ? Errc::internal : row->code, std::move(detail), faults_of(problem));
}

Error error_of(Response const& response) {
  auto const problem = json::read(response.body, {});
  if (response.content_type != "application/problem+json" || !problem)
    return Error(Errc::transport,
                 "the peer answered " + std::to_string(response.status) + " without saying why; is it a huecry hub?");
  return error_of_problem(*problem);
}

}
