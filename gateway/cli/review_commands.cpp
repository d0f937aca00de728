// huecry review, huecry extract: the desk of the secretariat, what a source may decide about its own notice, and what
// of a notice the public may see (docs/review.md).

#include <CLI/CLI.hpp>

#include "gateway/cli/choices.hpp"
#include "gateway/cli/command.hpp"
#include "gateway/cli/evidence.hpp"
#include "gateway/cli/received.hpp"
#include "gateway/cli/review_tables.hpp"
#include "gateway/cli/target.hpp"
#include "protocol/documents/review_decision.hpp"
#include "protocol/envelope/jws.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "protocol/life/extract_life.hpp"

namespace huecry::cli {
namespace {

using envelope::DocumentType;
using json::Json;

struct Words {
  std::string notice, ground, until, reason, review_on;
  std::vector<std::string> missing;
};

/// About what is in force; the others are about what waits.
bool is_about_force(std::string const& act) {
  auto const event = event_of(act);
  return event && !life::is_about_request(*event);
}

/// Where the hub tells the step before.
char const* prev_of(std::string const& act) {
  auto const event = event_of(act);
  if (event && life::is_about_extract(*event)) return "prev_extract";
  return is_about_force(act) ? "prev_in_force" : "prev";
}

Json payload_of(std::string const& act, std::string const& id, CountryCode iss, Json const& standing,
                Words const& words) {
  bool const waits = standing.contains("request") && !is_about_force(act);
  Json payload = {{"v", 1},
                  {"id", id},
                  {"iss", iss.text()},
                  {"act", act},
                  {"notice", words.notice},
                  {"ver", waits ? standing["request"]["ver"] : standing["ver"]},
                  {"prev", standing[prev_of(act)]}};
  if (!words.ground.empty()) payload["ground"] = words.ground;
  if (!words.missing.empty()) payload["missing"] = words.missing;
  if (!words.until.empty()) payload["answer_until"] = words.until;
  if (!words.review_on.empty()) payload["review_on"] = words.review_on;
  if (!words.reason.empty()) payload["reason"] = words.reason;
  return payload;
}

std::string standing_of(std::string const& notice) { return "/v1/review/" + encoded(notice); }

/// Names the step before, as the hub has it now: whoever was overtaken is told, and looks again.
Result<> decide(Session const& session, std::string const& act, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(CountryCode const iss, country_of(connection.profile));
  HUECRY_TRY(Json const standing, get_content(connection, standing_of(words.notice)));
  HUECRY_TRY(std::string const id, new_document_id(connection.profile, 'D', session.clock.now()));
  std::string const payload = json::write(payload_of(act, id, iss, standing, words));
  HUECRY_CHECK(documents::read_review_decision(documents::Schemas(), payload));
  std::string const purpose = iss.text() == "XP" ? "review" : "notices";
  HUECRY_TRY(std::string const container,
             signed_container(session, connection.profile, DocumentType::decision, purpose, payload));
  std::string const type(envelope::media_type_of(DocumentType::decision));
  HUECRY_TRY(auto const response, expect_success(connection.hub->submit("/v1/decisions", type, container)));
  HUECRY_TRY(Json const answer, read_json(response.body));
  session.output().value(answer);
  HUECRY_TRY(Json const now, get_content(connection, standing_of(words.notice)));
  show_outcome(session.output(), now);
  return ok();
}

Result<> list(Session const& session, Words const&) {
  HUECRY_TRY(Connection connection, connect(session));
  std::vector<Json> items;
  std::size_t asked = 0;
  std::string target = "/v1/review";
  while (!target.empty()) {
    HUECRY_TRY(Json const page, get_content(connection, target));
    for (Json const& item : page["items"]) {
      session.output().value(item);
      items.push_back(item);
    }
    asked = page.value("extracts_asked", std::size_t{0});
    target = page["next"].is_null() ? "" : "/v1/review?cursor=" + page["next"].get<std::string>();
  }
  show_queue(session.output(), items);
  if (asked > 0)
    session.output().line("public extracts are asked for, too: huecry notice list --extract asked", Tone::warning);
  return ok();
}

Result<> show(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(Json const standing, get_content(connection, standing_of(words.notice)));
  HUECRY_TRY(Json const history, get_json(connection, "/v1/notices/" + encoded(words.notice) + "/history"));
  session.output().value(standing);
  show_matter(session.output(), standing, history);
  return ok();
}

/// The notice that a step is about.
CLI::App* about(CLI::App* made, Words& words) {
  made->add_option("NOTICE", words.notice, "identifier of the notice")->required();
  return made;
}

void take_reason(CLI::App* made, Words& words, bool needed) {
  auto* const option = made->add_option("--reason", words.reason, "in words, for the source and the secretariat");
  if (needed) option->required();
}

/// A subcommand that says this act.
CLI::App* make_step(CLI::App* group, Session& session, std::shared_ptr<Words> const& words, std::string const& name,
                    char const* act, char const* help) {
  CLI::App* const made = about(group->add_subcommand(name, help), *words);
  made->callback([&session, words, act] { run(session, [&] { return decide(session, act, *words); }); });
  return made;
}

}

void add_extract(CLI::App& program, Session& session) {
  auto const words = std::make_shared<Words>();
  CLI::App* const group = program.add_subcommand(
      "extract", "what of a notice the public may see, asked for, published or removed (docs/review.md)");
  group->require_subcommand(1);
  auto const add = [&](char const* name, char const* act, char const* help) {
    take_reason(make_step(group, session, words, name, act, help), *words, false);
  };
  add("ask", "ask_extract",
      "the public may see a part of your notice, RED or YELLOW, not H2 or H3: a reviewer looks at it");
  add("publish", "publish_extract", "let the public see an extract that its source has asked for");
  add("remove", "remove_extract",
      "no extract of it is public, or what was asked for is refused; its source may ask anew");
}

void add_review(CLI::App& program, Session& session) {
  auto const words = std::make_shared<Words>();
  CLI::App* const group =
      program.add_subcommand("review", "the desk of the secretariat: what waits, and each step (docs/review.md)");
  group->require_subcommand(1);
  command(group, session, words, "list", "what waits, the urgent first, then the oldest", list);
  about(command(group, session, words, "show", "one notice: what waits, the conditions of its colour, its steps", show),
        *words);
  auto const deciding = [&](char const* act, char const* help) {
    return make_step(group, session, words, act, act, help);
  };
  auto const with_reason = [&](CLI::App* made, bool needed) { take_reason(made, *words, needed); };
  auto const with_ground = [&](CLI::App* made) {
    made->add_option("--ground", words->ground, "why (docs/review.md, Grounds of refusal)")
        ->required()
        ->transform(one_of("ground", code_names("refusal_ground")));
    with_reason(made, false);
  };
  deciding("take", "work on a request; for some hours nobody else does");
  with_reason(deciding("release", "give a request back to the queue"), false);
  CLI::App* const returning = deciding("return", "send a request back to its source");
  returning->add_option("--missing", words->missing, "what must be added or mended; once for each")->required();
  returning->add_option("--until", words->until, "when an answer is awaited: 2027-03-01T00:00:00Z")->required();
  with_reason(returning, false);
  with_ground(deciding("refuse", "refuse a request for good"));
  with_reason(deciding("approve", "publish it, or agree where two must"), false);
  with_reason(deciding("suspend", "hold a notice back while there is doubt"), true);
  with_reason(deciding("resume", "let it be acted upon again"), true);
  with_reason(deciding("cancel", "end a notice and recall it from everyone"), true);
  with_reason(deciding("send", "let a diffusion out that is held"), false);
  with_reason(deciding("clear", "find a diffusion in order that went out"), false);
  with_ground(deciding("reject", "a diffusion that is held never goes out"));
  with_ground(deciding("object", "a diffusion that went out does not comply: recall it from everyone"));
  with_reason(deciding("remark", "add words of the secretariat to a notice, for everyone who has it"), true);
  with_reason(deciding("hold", "a legal hold: whatever ends, its content is not erased meanwhile"), true);
  with_reason(deciding("lift", "the hold of your body is over"), true);
  CLI::App* const renewing = deciding("renew", "confirm that your notice is still needed");
  renewing->add_option("--until", words->review_on, "the new review date, at most five years on: 2031/03/14")
      ->required();
}

}
