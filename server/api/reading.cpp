#include "server/api/reading.hpp"

#include "protocol/base/limits.hpp"

namespace huecry::api {
namespace {

/// It is printed in a table: no control character, U+0080 to U+009F among them, nor one that turns the direction of
/// what follows (U+202A to U+202E, U+2066 to U+2069). It is UTF-8 (net/target.hpp).
bool is_line(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto const byte = [&](std::size_t offset) {
      return at + offset < text.size() ? static_cast<unsigned char>(text[at + offset]) : 0U;
    };
    bool const control = byte(0) < 0x20 || byte(0) == 0x7F || (byte(0) == 0xC2 && byte(1) < 0xA0);
    bool const general = byte(0) == 0xE2;
    bool const turns = (general && byte(1) == 0x80 && byte(2) >= 0xAA && byte(2) <= 0xAE) ||
                       (general && byte(1) == 0x81 && byte(2) >= 0xA6 && byte(2) <= 0xA9);
    if (control || turns) return false;
  }
  return true;
}

Result<std::string> line_parameter(net::Request const& request, std::string_view name) {
  auto const text = request.parameter(name);
  if (!text) return std::string();
  bool const good = !text->empty() && text->size() <= limits::reader_text_bytes_max && is_line(*text);
  if (good) return std::string(*text);
  return Error(Errc::parameter_invalid, std::string(name) + " must be one line of 1 to " +
                                            std::to_string(limits::reader_text_bytes_max) + " bytes");
}

Result<index::ReadWords> words_of(exchange::Services const& services, Call const& call) {
  index::ReadWords words;
  HUECRY_TRY(words.user, line_parameter(call.request, "user"));
  HUECRY_TRY(words.case_no, line_parameter(call.request, "case"));
  HUECRY_TRY(auto const purpose, purpose_of(services, call.request));
  if (purpose) words.purpose = call.request.parameter("purpose").value_or("");
  return words;
}

}

Result<AnswerWithContent> begin_reading(exchange::Services const& services, Call const& call, index::Shown what) {
  auto const& identity = call.peer.identity;
  AnswerWithContent shown;
  shown.entry.country = identity.country;
  shown.entry.organisation = identity.organisation;
  HUECRY_TRY(shown.entry.words, words_of(services, call));
  shown.entry.shown = what;
  shown.entry.policy = services.policy.get().digest();
  return shown;
}

void note_read(AnswerWithContent& shown, Call const& call, CountryCode iss, std::string const& id,
               index::ReadFacts::Item item) {
  auto const& identity = call.peer.identity;
  bool const own = identity.role == certs::Role::bureau && identity.country == iss;
  bool const content = identity.role != certs::Role::coordinator && !call.request.head_only;
  if (!own && content) shown.entry.items.push_back({id, item});
}

void note_read(AnswerWithContent& shown, Call const& call, index::Head const& head, std::uint32_t ver) {
  note_read(shown, call, head.iss, head.id, {head.first.position, ver});
}

Result<SignedReading> signed_reading(Context const& context, Call const& call, AnswerWithContent shown) {
  SignedReading reading{std::move(shown.answer), {}};
  if (shown.entry.items.empty()) return reading;
  HUECRY_CHECK(context.quota.take(call.peer.identity, shown.entry.items.size()));
  HUECRY_TRY(reading.entry, context.ledger.propose(shown.entry));
  return reading;
}

asio::awaitable<net::Answer> answer_after_entry(Context const& context, Call& call, Result<SignedReading> reading) {
  if (!reading) co_return problem_answer(reading.error(), call.request.correlation_id);
  if (reading->entry) {
    Result<> written = co_await context.ledger.write(*std::move(reading->entry));
    if (!written) co_return problem_answer(written.error(), call.request.correlation_id);
  }
  co_return std::move(reading->answer);
}

}
