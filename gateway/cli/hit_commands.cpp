// huecry hit report, answer, pause, outcome, list, show, statistics: a hit on a notice, from its report to what came of
// it (docs/hits.md).

#include <CLI/CLI.hpp>

#include "gateway/cli/choices.hpp"
#include "gateway/cli/command.hpp"
#include "gateway/cli/evidence.hpp"
#include "gateway/cli/hit_tables.hpp"
#include "gateway/cli/target.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/documents/hit.hpp"
#include "protocol/envelope/jws.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/write.hpp"

namespace huecry::cli {
namespace {

using documents::HitAct;
using envelope::DocumentType;
using json::Json;

struct Words {
  std::string notice, hit, clock, place, case_no, code, until, text;
  std::uint32_t ver = 0, year = 0;
  bool open = false, overdue = false;
};

std::string target_of(std::string const& hit) { return "/v1/hits/" + encoded(hit); }

void add_texts(Json& payload, Words const& words) {
  std::pair<char const*, std::string const*> const texts[] = {
      {"place", &words.place}, {"case_no", &words.case_no}, {"until", &words.until}, {"text", &words.text}};
  for (auto const& [name, text] : texts)
    if (!text->empty()) payload[name] = *text;
}

/// Checked here as the hub will check it: a fault is named before anything is signed.
Result<std::string> send(Session const& session, Connection& connection, Json payload, std::string id = {}) {
  HUECRY_TRY(CountryCode const iss, country_of(connection.profile));
  if (id.empty()) {
    HUECRY_TRY(id, new_document_id(connection.profile, 'H', session.clock.now()));
  }
  payload["v"] = 1;
  payload["id"] = id;
  payload["iss"] = iss.text();
  std::string const text = json::write(payload);
  HUECRY_CHECK(documents::read_hit(documents::Schemas(), text));
  HUECRY_TRY(std::string const container,
             signed_container(session, connection.profile, DocumentType::hit, "notices", text));
  std::string const type(envelope::media_type_of(DocumentType::hit));
  HUECRY_TRY(auto const response, expect_success(connection.hub->submit("/v1/hits", type, container)));
  HUECRY_TRY(Json const answer, read_json(response.body));
  session.output().value(answer);
  return id;
}

Result<> report(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(Received const notice, fetch_notice(connection, words.notice, words.ver));
  Json payload = {{"act", "report"}, {"notice", words.notice}, {"ver", notice.ver}, {"clock", words.clock}};
  add_texts(payload, words);
  HUECRY_TRY(std::string const id, send(session, connection, std::move(payload), words.hit));
  session.output().line("the source of " + words.notice + " is told; the hit is " + id, Tone::good);
  session.output().line("do not act on it until the source has confirmed it: huecry hit show " + id, Tone::dim);
  return ok();
}

/// "answer" or "outcome" is there, with this code.
bool says(Json const& hit, std::string_view act, std::string const& code) {
  auto const found = hit.find(std::string(act));
  return found != hit.end() && found->is_object() && found->value("code", "") == code;
}

/// A step of a hit that is there: the hub says which notice it is about.
Result<> step(Session const& session, Words const& words, HitAct act) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(Json const before, get_json(connection, target_of(words.hit)));
  HUECRY_TRY(std::string const notice, json::member_string(before, "notice"));
  Json payload = {{"act", to_text(act)}, {"notice", notice}, {"of", words.hit}, {to_text(act), words.code}};
  add_texts(payload, words);
  auto const sent = send(session, connection, std::move(payload));
  auto const after = get_json(connection, target_of(words.hit));
  // A call that is repeated after a lost answer finds its own word there.
  bool const there =
      !sent && sent.error().code == Errc::state_conflict && after && says(*after, to_text(act), words.code);
  if (!sent && !there) return sent.error();
  if (there) session.output().note("that was there already");
  if (!after) return session.output().note("done; where the hit stands now the hub did not say"), ok();
  show_hit(session.output(), *after);
  return ok();
}

Result<> answer(Session const& session, Words const& words) { return step(session, words, HitAct::answer); }
Result<> pause(Session const& session, Words const& words) { return step(session, words, HitAct::pause); }
Result<> outcome(Session const& session, Words const& words) { return step(session, words, HitAct::outcome); }

Result<> show(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(Json const hit, get_content(connection, target_of(words.hit)));
  session.output().value(hit);
  show_hit(session.output(), hit);
  return ok();
}

Result<> list(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  std::string const target = "/v1/hits?limit=" + std::to_string(limits::hit_page_items_max) +
                             (words.open ? "&open=true" : "") + (words.overdue ? "&overdue=true" : "") +
                             (words.notice.empty() ? "" : "&notice=" + encoded(words.notice));
  std::vector<Json> items;
  for (std::string page = target; !page.empty();) {
    HUECRY_TRY(Json const found, get_json(connection, page));
    for (Json const& item : found["items"]) {
      session.output().value(item);
      items.push_back(item);
    }
    page = found["next"].is_null() ? "" : target + "&cursor=" + found["next"].dump();
  }
  show_hits(session.output(), items);
  return ok();
}

Result<> statistics(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  std::string const year = words.year == 0 ? "" : "?year=" + std::to_string(words.year);
  HUECRY_TRY(Json const counted, get_json(connection, "/v1/statistics/hits" + year));
  session.output().value(counted);
  show_hit_statistics(session.output(), counted);
  return ok();
}

}

void add_hit(CLI::App& program, Session& session) {
  auto const words = std::make_shared<Words>();
  CLI::App* const group =
      program.add_subcommand("hit", "a hit on a notice: report, confirmation, time limit, outcome (docs/hits.md)");
  group->require_subcommand(1);
  auto const with_text = [&](CLI::App* made) {
    made->add_option("--text", words->text, "in words, for the other side");
    return made;
  };
  CLI::App* const reporting =
      with_text(command(group, session, words, "report", "tell the source of a notice that you have a hit", report));
  reporting->add_option("NOTICE", words->notice, "identifier of the notice")->required();
  reporting->add_option("--ver", words->ver, "version that was looked at; the newest without it");
  reporting->add_option("--clock", words->clock, "time limit of the answer")
      ->required()
      ->transform(one_of("clock", code_names("time_limit")));
  reporting->add_option("--id", words->hit,
                        "a name of your own for the hit; repeat a call that had no answer with the same");
  reporting->add_option("--place", words->place, "where it was");
  reporting->add_option("--case", words->case_no, "your own file");
  auto const of_hit = [&](CLI::App* made) {
    made->add_option("HIT", words->hit, "the hit, by the id of its report")->required();
    return made;
  };
  of_hit(with_text(command(group, session, words, "answer", "say as its source whether it is the subject", answer)))
      ->add_option("CODE", words->code, "what you say to it")
      ->required()
      ->transform(one_of("answer", code_names("hit_answer")));
  CLI::App* const pausing = of_hit(
      with_text(command(group, session, words, "pause", "stop the time limit of your answer for a while", pause)));
  pausing->add_option("--reason", words->code, "why")
      ->required()
      ->transform(one_of("reason", code_names("pause_reason")));
  pausing->add_option("--until", words->until, "when it runs again: 2027-03-01T00:00:00Z")->required();
  CLI::App* const ending =
      of_hit(with_text(command(group, session, words, "outcome", "say what came of your hit", outcome)));
  ending->add_option("CODE", words->code, "what came of it")
      ->required()
      ->transform(one_of("outcome", code_names("outcome")));
  ending->add_option("--place", words->place, "where it was");
  of_hit(command(group, session, words, "show", "where a hit stands", show));
  CLI::App* const listing = command(group, session, words, "list", "hits, newest first", list);
  listing->add_option("--notice", words->notice, "on this notice");
  listing->add_flag("--open", words->open, "that wait for an answer");
  listing->add_flag("--overdue", words->overdue, "whose time limit has passed");
  command(group, session, words, "statistics", "how hits were answered in a year, by time limit", statistics)
      ->add_option("--year", words->year, "the present one without it");
}

}
