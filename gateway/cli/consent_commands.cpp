// huecry consent ask, grant, refuse, revoke, list: asking the owner of a notice for it, and answering as its owner.

#include <CLI/CLI.hpp>

#include "gateway/cli/command.hpp"
#include "gateway/cli/evidence.hpp"
#include "gateway/cli/target.hpp"
#include "protocol/documents/consent.hpp"
#include "protocol/envelope/jws.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"

namespace huecry::cli {
namespace {

using documents::ConsentAct;
using envelope::DocumentType;
using json::Json;

struct Words {
  std::string notice, country, purpose, until, code, reason;
  std::uint32_t ver = 0;
  bool onward = false;
  bool open_only = false;
};

Json payload_of(std::string const& id, CountryCode iss, ConsentAct act, Words const& words) {
  Json payload = {{"v", 1}, {"id", id}, {"iss", iss.text()}, {"act", to_text(act)}, {"notice", words.notice}};
  std::pair<char const*, std::string const*> const texts[] = {{"to", &words.country},
                                                              {"purpose", &words.purpose},
                                                              {"until", &words.until},
                                                              {"code", &words.code},
                                                              {"reason", &words.reason}};
  for (auto const& [name, text] : texts)
    if (!text->empty()) payload[name] = *text;
  if (words.ver != 0) payload["ver"] = words.ver;
  if (words.onward) payload["onward"] = true;
  return payload;
}

/// Checked here as the hub will check it: a fault is named before anything is signed.
Result<> send(Session const& session, ConsentAct act, Words const& words, std::string const& done) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(CountryCode const iss, country_of(connection.profile));
  HUECRY_TRY(std::string const id, new_document_id(connection.profile, 'C', session.clock.now()));
  std::string const payload = json::write(payload_of(id, iss, act, words));
  HUECRY_CHECK(documents::read_consent(documents::Schemas(), payload));
  HUECRY_TRY(std::string const container,
             signed_container(session, connection.profile, DocumentType::consent, "policy", payload));
  std::string const type(envelope::media_type_of(DocumentType::consent));
  HUECRY_TRY(auto const response, expect_success(connection.hub->submit("/v1/consents", type, container)));
  HUECRY_TRY(Json const answer, read_json(response.body));
  session.output().value(answer);
  session.output().line(
      done + "; " + answer.value("id", "") + " at position " + std::to_string(answer.value("position", 0)), Tone::good);
  return ok();
}

Result<> ask(Session const& session, Words const& words) {
  HUECRY_CHECK(send(session, ConsentAct::request, words, "the hub has taken the request"));
  session.output().line("the answer comes to the inbox; whether there is such a notice, only its owner can say",
                        Tone::dim);
  return ok();
}

Result<> grant(Session const& session, Words const& words) {
  return send(session, ConsentAct::grant, words,
              words.notice + " is granted to " + words.country + " until " + words.until);
}

Result<> refuse(Session const& session, Words const& words) {
  return send(session, ConsentAct::refuse, words, words.notice + " is refused to " + words.country);
}

Result<> revoke(Session const& session, Words const& words) {
  return send(session, ConsentAct::revoke, words,
              "what " + words.country + " was granted of " + words.notice + " has ended");
}

Tone tone_of(std::string const& state) {
  if (state == "open") return Tone::warning;
  return state == "granted" ? Tone::good : Tone::dim;
}

std::vector<std::string> row_of(Output const& output, Json const& item) {
  std::string const state = item.value("state", "");
  std::string scope = item.contains("ver") ? "version " + std::to_string(item.value("ver", 0)) : "";
  if (item.value("onward", false)) scope += scope.empty() ? "onward" : ", onward";
  auto const time = [&item](char const* name) {
    return item.contains(name) ? item[name].value("time", "").substr(0, 10) : std::string();
  };
  return {item.value("notice", ""),
          item.value("country", ""),
          output.coloured(state, tone_of(state)),
          time("asked"),
          time("answered"),
          item.value("until", ""),
          scope};
}

Result<> list(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  std::vector<std::vector<std::string>> rows;
  std::string target = "/v1/consents";
  while (!target.empty()) {
    HUECRY_TRY(Json const page, get_json(connection, target));
    for (Json const& item : page["items"]) {
      if (words.open_only && item.value("state", "") != "open") continue;
      session.output().value(item);
      rows.push_back(row_of(session.output(), item));
    }
    target = page["next"].is_null() ? "" : "/v1/consents?cursor=" + page["next"].dump();
  }
  if (rows.empty())
    return session.output().line(words.open_only ? "no request waits for an answer"
                                                 : "nobody has asked for a notice of yours"),
           ok();
  session.output().table({"NOTICE", "COUNTRY", "STATE", "ASKED", "ANSWERED", "UNTIL", "SCOPE"}, rows);
  return ok();
}

}

void add_consent(CLI::App& program, Session& session) {
  auto const words = std::make_shared<Words>();
  CLI::App* const group = program.add_subcommand(
      "consent", "ask the owner of a notice for it, or answer as its owner (docs/policy.md, Ask the originator)");
  group->require_subcommand(1);
  auto const about_notice = [&](CLI::App* command, bool answers) {
    command->add_option("NOTICE", words->notice, "identifier of the notice")->required();
    if (answers) command->add_option("COUNTRY", words->country, "who asked, or is given")->required();
    command->add_option("--reason", words->reason, "in words, for the other side");
    return command;
  };
  about_notice(command(group, session, words, "ask", "ask the owner for a notice", ask), false)
      ->add_option("--purpose", words->purpose, "what for: a code of the list purpose, such as WANTED")
      ->required();
  CLI::App* const granting =
      about_notice(command(group, session, words, "grant", "let a country have a notice of yours", grant), true);
  granting->add_option("--until", words->until, "when the grant ends: 2027-03-01T00:00:00Z")->required();
  granting->add_option("--ver", words->ver, "this version alone; without it, every version");
  granting->add_flag("--onward", words->onward, "its national entities may have it too");
  about_notice(command(group, session, words, "refuse", "refuse a notice of yours to one who asked", refuse), true)
      ->add_option("--code", words->code, "NO_NEED, OPERATION, PERSON_AT_RISK, LAW, JUDICIAL_HOLD, OTHER")
      ->required();
  about_notice(command(group, session, words, "revoke", "end a grant before its time", revoke), true);
  command(group, session, words, "list", "what was asked and agreed about your notices", list)
      ->add_flag("--open", words->open_only, "only what waits for an answer");
}

}
