#include "server/api/reading.hpp"

#include <algorithm>

#include "protocol/base/limits.hpp"

namespace huecry::api {
namespace {

/// Printed in tables and logs: no control characters.
bool is_line(std::string_view text) {
  return std::ranges::none_of(text, [](char byte) {
    auto const value = static_cast<unsigned char>(byte);
    return value < 0x20 || value == 0x7f;
  });
}

Result<std::string> line_parameter(net::Request const& request, std::string_view name) {
  auto const text = request.parameter(name);
  if (!text) return std::string();
  bool const good = !text->empty() && text->size() <= limits::reader_text_bytes_max && is_line(*text);
  if (good) return std::string(*text);
  return Error(Errc::parameter_invalid, std::string(name) + " must be one line of 1 to " +
                                            std::to_string(limits::reader_text_bytes_max) + " bytes");
}

}

Result<index::ReadBy> read_by(exchange::Services const& services, Call const& call) {
  auto const& identity = call.peer.identity;
  index::ReadBy by{identity.country, identity.organisation, {}, {}, {}};
  HUECRY_TRY(by.user, line_parameter(call.request, "user"));
  HUECRY_TRY(by.case_no, line_parameter(call.request, "case"));
  HUECRY_TRY(auto const purpose, purpose_of(services, call.request));
  if (purpose) by.purpose = call.request.parameter("purpose").value_or("");
  return by;
}

Result<Shown> begin_reading(exchange::Services const& services, Call const& call, index::Shown what) {
  Shown shown;
  HUECRY_TRY(shown.reading.by, read_by(services, call));
  shown.reading.shown = what;
  shown.reading.policy = services.policy.get().digest();
  return shown;
}

void note(Shown& shown, Call const& call, index::Head const& head, std::uint32_t ver) {
  auto const& identity = call.peer.identity;
  bool const own = identity.role == certs::Role::bureau && identity.country == head.iss;
  bool const content = identity.role != certs::Role::coordinator;
  if (!own && content) shown.reading.items.push_back({head.id, {head.first.position, ver}});
}

asio::awaitable<net::Answer> answer_after_note(Context const& context, Call& call, Result<Shown> shown) {
  if (!shown) co_return problem_answer(shown.error(), call.request.correlation_id);
  Result<> noted = co_await context.ledger.note(std::move(shown->reading));
  if (!noted) co_return problem_answer(noted.error(), call.request.correlation_id);
  co_return std::move(shown->answer);
}

}
