// huecry notice history: every step of a notice's life, verified link by link; from a hub, or from a file without any.

#include <CLI/CLI.hpp>

#include <fstream>

#include "gateway/cli/chain.hpp"
#include "gateway/cli/command.hpp"
#include "gateway/cli/files.hpp"
#include "gateway/cli/tables.hpp"
#include "gateway/cli/target.hpp"
#include "protocol/base/iso_time.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/read.hpp"
#include "protocol/json/write.hpp"

namespace huecry::cli {
namespace {

using json::Json;

struct Words {
  std::string id, save, file;
};

/// {"v","id","at","trust","crls","items"}: all that is needed to verify it, but the ceremony's keys.
Result<Json> fetch_chain(Connection& connection, std::string const& id, UnixMillis now) {
  Json items = Json::array();
  std::string target = "/v1/notices/" + encoded(id) + "/chain";
  for (std::string page = target; !page.empty();) {
    HUECRY_TRY(Json const answer, get_content(connection, page));
    for (Json const& item : answer["items"]) items.push_back(item);
    page = answer["next"].is_null() ? "" : target + "?after=" + answer["next"].dump();
  }
  HUECRY_TRY(TrustTexts const texts, fetch_trust_texts(connection));
  return Json{{"v", 1},
              {"id", id},
              {"at", iso_time(now)},
              {"trust", texts.list},
              {"crls", texts.crls},
              {"items", std::move(items)}};
}

/// As of the time at which the chain was read: what a file has kept does not spoil when revocation lists grow old.
Result<> verify(Session const& session, Profile const& profile, Json const& chain, std::string const& id) {
  TrustTexts texts;
  HUECRY_TRY(texts.list, json::member_string(chain, "trust"));
  HUECRY_TRY(texts.crls, json::member_string(chain, "crls"));
  HUECRY_TRY(std::string const at, json::member_string(chain, "at"));
  HUECRY_TRY(UnixMillis const then, received_time(at));
  HUECRY_TRY(Json const* const items, json::member_array(chain, "items"));
  HUECRY_TRY(Trust const trust, trust_of(profile, texts, then));
  Chain links(trust, id, then);
  std::vector<std::vector<std::string>> rows;
  std::optional<Error> broken;
  for (Json const& item : *items) {
    auto const row = links.add(item);
    if (!row) {
      broken = row.error();
      break;
    }
    session.output().value({{"position", row->position},
                            {"received", row->received},
                            {"ver", row->ver},
                            {"what", row->what},
                            {"signer", row->signer},
                            {"state", row->state}});
    rows.push_back({std::to_string(row->position), shown_time(row->received), std::to_string(row->ver), row->what,
                    row->signer, row->state});
  }
  if (!rows.empty()) session.output().table({"POSITION", "UTC", "VERSION", "STEP", "SIGNED BY", "THEN"}, rows);
  if (broken) return *broken;
  if (rows.empty()) return Error(Errc::not_verified, "the chain of " + id + " has no step");
  HUECRY_CHECK(links.finish());
  // That nothing came after the last step, no signature says.
  std::string const erased = links.erased() == 0 ? "" : ", but for " + std::to_string(links.erased()) + " erased";
  session.output().line("the chain holds up to position " + rows.back().front() + ": every step in its place (" +
                            std::to_string(rows.size()) + ") and signed" + erased + ", as read at " + shown_time(at),
                        Tone::good);
  if (links.erased() > 0)
    session.output().note(
        "of what is erased only the digest is left: a decision after it names it, in most cases; a "
        "receipt proves it in all");
  return ok();
}

Result<> save(Session const& session, std::string const& name, Json const& chain) {
  std::ofstream file(name, std::ios::binary);
  file << json::write(chain) << '\n';
  file.close();
  if (!file) return Error(Errc::config_invalid, "cannot write " + name);
  session.output().note("kept in " + name + "; to verify it without a hub: huecry notice history " +
                        chain.value("id", "") + " --file " + name);
  return ok();
}

/// For a recipient, which sees only the versions that it was given.
Result<> show_versions(Session const& session, Connection& connection, std::string const& id) {
  HUECRY_TRY(Json const answer, get_json(connection, "/v1/notices/" + encoded(id) + "/history"));
  session.output().value(answer);
  show_history(session.output(), answer);
  session.output().note("only its source and the secretariat see each step");
  return ok();
}

Result<> history(Session const& session, Words const& words) {
  if (!words.file.empty()) {
    HUECRY_TRY(Profile const profile, load_profile(session.choice));
    HUECRY_TRY(std::string const text, read_file(words.file, k_input_bytes_max));
    json::ReadOptions options;
    options.depth_max = 8;
    HUECRY_TRY(Json const chain, json::read(text, options));
    return verify(session, profile, chain, words.id);
  }
  HUECRY_TRY(Connection connection, connect(session));
  auto const chain = fetch_chain(connection, words.id, session.clock.now());
  bool const recipient = !chain && (chain.error().code == Errc::not_found || chain.error().code == Errc::role_required);
  if (recipient && !words.save.empty())
    return Error(Errc::role_required, "only its source and the secretariat see each step: there is nothing to keep");
  if (recipient) return show_versions(session, connection, words.id);
  if (!chain) return chain.error();
  HUECRY_CHECK(verify(session, connection.profile, *chain, words.id));
  return words.save.empty() ? ok() : save(session, words.save, *chain);
}

}

void add_history(CLI::App& notices, Session& session) {
  auto const words = std::make_shared<Words>();
  CLI::App* const made = command(&notices, session, words, "history",
                                 "each step of its life: signatures, and that none is missing or was put in", history);
  made->add_option("ID", words->id, "identifier of the notice")->required();
  auto* const keep = made->add_option("--save", words->save, "a file for all that is needed to verify it later");
  made->add_option("--file", words->file, "verify what --save has kept; no hub is asked")->excludes(keep);
}

}
