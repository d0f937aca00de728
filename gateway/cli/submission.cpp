#include "gateway/cli/submission.hpp"

#include <algorithm>

#include "gateway/cli/target.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/documents/partial_date.hpp"
#include "protocol/envelope/jws.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/write.hpp"

namespace huecry::cli {
namespace {

using envelope::DocumentType;
using json::Json;

constexpr std::size_t k_batch_documents = 100;  // of one request: progress moves, and a failure repeats little

/// What the hub would have answered had the same bytes come again; the conflict when it has something else.
Result<Json> was_there(Connection& connection, DocumentType type, std::string const& container, SameContent same,
                       Error const& conflict) {
  HUECRY_TRY(auto const ours, envelope::parse_container(container, type, limits::document_bytes_max));
  HUECRY_TRY(Json const payload, read_json(ours.payload()));
  HUECRY_TRY(std::string const id, json::member_string(payload, "id"));
  HUECRY_TRY(std::int64_t const ver, json::member_integer(payload, "ver"));
  auto const theirs = fetch_notice(connection, id, static_cast<std::uint32_t>(ver));
  // A notice and a diffusion may say the same: what waits for review there is not what was to go out at once.
  bool const there =
      theirs && theirs->document.header().type == type && same(ours.payload(), theirs->document.payload());
  if (!there) return conflict;
  return Json{{"id", id}, {"ver", ver}, {"object", to_base64url(theirs->document.digest())}, {"duplicate", true}};
}

std::string country_text(Json const& countries) {
  std::string text;
  for (auto const& country : countries) text += (text.empty() ? "" : " ") + country.get<std::string>();
  return text.empty() ? "nobody" : text;
}

/// "FR-1 version 1 is accepted at position 41"
std::string acceptance_text(Json const& answer) {
  std::string const name = answer.value("id", "") + " version " + std::to_string(answer.value("ver", 0));
  std::string const what = answer.value("duplicate", false) ? " was there already" : " is accepted";
  return name + what + (answer.contains("position") ? " at position " + answer["position"].dump() : "");
}

void report_acceptance(Output const& output, Json const& answer) {
  output.line(acceptance_text(answer), Tone::good);
  if (!answer.contains("released")) return;
  if (answer.value("waits", false))
    output.line("  it waits for the secretariat's review; nobody else knows of it yet");
  else
    output.line("  released to " + country_text(answer["released"]));
  if (answer.contains("redacted") && !answer["redacted"].empty())
    output.line("  without some blocks, as an edition of the hub, to " + country_text(answer["redacted"]));
  if (!answer["recalled"].empty()) output.line("  recalled from " + country_text(answer["recalled"]), Tone::warning);
}

Json without_dates(std::string_view payload) {
  auto read = read_json(payload);
  if (!read || !read->is_object()) return {};
  for (char const* const name : {"issued", "review_on"}) read->erase(name);
  if (auto const import = read->find("import"); import != read->end() && import->is_object())
    import->erase("retrieved");
  return *std::move(read);
}

/// The documents of one call and what the hub has said of them so far.
class Batch {
 public:
  Batch(Session const& session, Connection& connection, SameContent same)
      : output_(session.output()), connection_(connection), same_(same) {}

  void take(Submission const& one, Json const& result) {
    if (!result.contains("code")) return accept(result);
    Error error = client::error_of_problem(result);
    if (error.code == Errc::id_conflict)
      if (auto const there = was_there(connection_, DocumentType::notice, one.container, same_, error))
        return accept(*there);
    refuse(one, result, std::move(error));
  }

  [[nodiscard]] Result<> outcome() {
    if (first_) return std::move(*first_).with_context(tally_.text());
    output_.line(tally_.text(), Tone::good);
    return ok();
  }

 private:
  void accept(Json const& answer) {
    ++(answer.value("duplicate", false) ? tally_.there : tally_.accepted);
    output_.value(answer);
    output_.line("  " + acceptance_text(answer));
  }

  void refuse(Submission const& one, Json result, Error error) {
    ++tally_.refused;
    result["document"] = one.label;
    output_.value(result);
    output_.line("  " + one.label + " is refused: " + result.value("code", ""), Tone::bad);
    if (!first_) first_ = std::move(error).with_context(one.label);
  }

  Output output_;
  Connection& connection_;
  SameContent same_;
  Tally tally_;
  std::optional<Error> first_;
};

}

bool same_bytes(std::string_view ours, std::string_view theirs) { return ours == theirs; }

bool same_record(std::string_view ours, std::string_view theirs) {
  Json const content = without_dates(ours);
  return content.is_object() && content == without_dates(theirs);
}

std::string Tally::text() const {
  std::string out;
  auto const add = [&out](std::size_t number, char const* what) {
    if (number != 0) out += (out.empty() ? "" : ", ") + std::to_string(number) + what;
  };
  add(accepted, " accepted");
  add(there, there == 1 ? " was there already" : " were there already");
  add(refused, " refused");
  return out.empty() ? "nothing to submit" : out;
}

Result<std::uint32_t> newest_version(Connection& connection, std::string const& id) {
  HUECRY_TRY(Json const standing, get_content(connection, "/v1/review/" + encoded(id)));
  return standing.value("newest", 0U);
}

Result<> take_back(Session const& session, std::string const& id, std::string const& reason) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(Received const newest, fetch_notice(connection, id, 0));
  Json const& before = newest.notice();
  HUECRY_TRY(std::uint32_t const ver, newest_version(connection, id));
  Json const payload = {{"v", 1},
                        {"id", id},
                        {"ver", ver + 1},
                        {"iss", before["iss"]},
                        {"action", "withdraw"},
                        {"colour", before["colour"]},
                        {"file_no", before["file_no"]},
                        {"issued", documents::date_text(std::chrono::floor<std::chrono::days>(session.clock.now()))},
                        {"reason", reason}};
  DocumentType const type = newest.is_diffusion() ? DocumentType::diffusion : DocumentType::notice;
  HUECRY_TRY(std::string const container,
             signed_container(session, connection.profile, type, "notices", json::write(payload)));
  return submit_one(session, connection, type, container);
}

Result<Json> submit_container(Connection& connection, DocumentType type, std::string const& container) {
  std::string const target = type == DocumentType::diffusion ? "/v1/diffusions" : "/v1/notices";
  auto const response =
      expect_success(connection.hub->submit(target, std::string(envelope::media_type_of(type)), container));
  bool const conflict = !response && response.error().code == Errc::id_conflict;
  if (conflict) return was_there(connection, type, container, same_bytes, response.error());
  return response ? read_json(response->body) : Result<Json>(response.error());
}

Result<> submit_one(Session const& session, Connection& connection, DocumentType type, std::string const& container) {
  HUECRY_TRY(Json const answer, submit_container(connection, type, container));
  session.output().value(answer);
  report_acceptance(session.output(), answer);
  return ok();
}

Result<> submit_many(Session const& session, Connection& connection, std::vector<Submission> const& all,
                     SameContent same) {
  Batch batch(session, connection, same);
  for (std::size_t first = 0; first < all.size(); first += k_batch_documents) {
    std::string body;
    std::size_t const end = std::min(all.size(), first + k_batch_documents);
    for (std::size_t i = first; i < end; ++i) body += all[i].container + '\n';
    auto response = expect_success(connection.hub->submit("/v1/notices", "application/vnd.huecry.batch+jsonl", body));
    if (!response)
      return std::move(response).error().with_context("after " + std::to_string(first) + " of " +
                                                      std::to_string(all.size()) + " documents");
    HUECRY_TRY(Json const answer, read_json(response->body));
    for (std::size_t i = 0; i < answer["results"].size() && first + i < end; ++i)
      batch.take(all[first + i], answer["results"][i]);
    HUECRY_CHECK(Output::flush());
    session.output().progress("submitted", end, all.size());
  }
  return batch.outcome();
}

}
