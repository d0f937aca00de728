#include "server/api/problem.hpp"

#include "protocol/base/encoding.hpp"
#include "protocol/json/write.hpp"

namespace huecry::api {
namespace {

constexpr int k_too_many_requests = 429;
constexpr int k_unavailable = 503;

void append_member(std::string& out, std::string_view name, std::string_view value) {
  out.append(",\"").append(name).append("\":");
  json::append_quoted(out, value);
}

void append_faults(std::string& out, std::vector<FieldFault> const& faults) {
  out += R"(,"errors":[)";
  for (FieldFault const& fault : faults) {
    if (out.back() != '[') out += ',';
    out += R"({"pointer":)";
    json::append_quoted(out, fault.pointer);
    append_member(out, "message", fault.message);
    out += '}';
  }
  out += ']';
}

bool may_show(ErrorRow const& row, std::string const& detail) {
  return row.detail_public && !detail.empty() && is_utf8(detail);
}

}

std::string problem_json(Error const& error, std::string_view correlation_id) {
  ErrorRow const& row = row_of(error.code);
  std::string out = R"({"type":")" + std::string(k_problem_type_base) + std::string(row.token) + '"';
  append_member(out, "title", row.title);
  out += R"(,"status":)" + std::to_string(row.status);
  append_member(out, "code", row.token);
  if (may_show(row, error.detail)) append_member(out, "detail", error.detail);
  append_member(out, "remedy", row.remedy);
  append_member(out, "resolver", to_text(row.resolver));
  out += row.retryable ? R"(,"retryable":true)" : R"(,"retryable":false)";
  append_member(out, "correlation", correlation_id);
  if (!error.faults.empty()) append_faults(out, error.faults);
  return out + '}';
}

net::Answer problem_answer(Error const& error, std::string_view correlation_id) {
  ErrorRow const& row = row_of(error.code);
  net::Answer answer(row.status, "application/problem+json", problem_json(error, correlation_id));
  if (row.status == k_too_many_requests || row.status == k_unavailable) answer.headers.emplace_back("Retry-After", "1");
  return answer;
}

}
