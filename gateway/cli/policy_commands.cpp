// huecry policy lint, put, list, show: writing a policy, bringing it into force, reading what is in force.

#include <CLI/CLI.hpp>

#include <algorithm>

#include "gateway/cli/command.hpp"
#include "gateway/cli/policy_files.hpp"
#include "gateway/cli/policy_tables.hpp"
#include "gateway/cli/session.hpp"
#include "gateway/cli/target.hpp"
#include "gateway/cli/trust.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/envelope/jws.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"

namespace huecry::cli {
namespace {

using documents::Policy;
using envelope::DocumentType;
using json::Json;

struct Words {
  std::vector<std::string> files;
  std::string baseline;
  std::string country;
  std::string kind;
  std::uint32_t seq = 0;
  bool as_signed = false, as_payload = false;
};

std::string target_of(std::string_view country, std::string_view kind) {
  return "/v1/policies/" + encoded(country) + '/' + encoded(kind);
}

Result<Exit> lint_files(Session const& session, Words const& words) {
  PolicyReader const reader;
  std::optional<Policy> baseline;
  if (!words.baseline.empty()) {
    HUECRY_TRY(PolicyFile const file, open_policy(words.baseline));
    HUECRY_TRY(baseline, read_policy(reader, file));
  }
  bool clean = true, unknown = false;
  for (std::string const& name : words.files) {
    HUECRY_TRY(PolicyFile const file, open_policy(name));
    Linted const linted = lint(reader, file, baseline ? &*baseline : nullptr, session.clock.now());
    unknown = unknown || (!baseline && linted.names_secretariat());
    session.output().value(to_json(linted));
    show_findings(session.output(), linted);
    if (linted.findings.empty()) session.output().line(linted.file + ": in order", Tone::good);
    clean = clean && linted.findings.empty();
  }
  if (unknown)
    session.output().note(
        "for groups of the secretariat: huecry policy show XP baseline --payload > xp.json, then --baseline xp.json");
  return clean ? Exit::ok : Exit::refused;
}

Result<envelope::SignedDocument> fetch_policy(Connection& connection, std::string const& target) {
  HUECRY_TRY(auto const response, expect_success(connection.hub->get(target)));
  return envelope::parse_container(response.body, DocumentType::policy, limits::document_bytes_max);
}

/// For lint: without it, every group of the secretariat would look unknown.
Result<std::optional<Policy>> baseline_in_force(Connection& connection, PolicyReader const& reader) {
  auto const document = fetch_policy(connection, target_of(documents::secretariat().text(), "baseline"));
  if (!document && document.error().code == Errc::not_found) return std::optional<Policy>();
  if (!document) return document.error();
  HUECRY_TRY(Policy baseline, documents::read_policy(reader.schemas, document->payload()));
  return std::optional(std::move(baseline));
}

std::string name_of(Policy const& policy) {
  return std::string(to_text(policy.kind)) + " policy of " + std::string(policy.iss.text()) + ", seq " +
         std::to_string(policy.seq);
}

/// Signing the same payload twice makes two documents, and a seq is used once. Whether the answer to the first was
/// lost, its content tells.
Result<Json> was_there(Connection& connection, PolicyFile const& file, Policy const& policy, Error conflict) {
  auto const theirs = fetch_policy(
      connection, target_of(policy.iss.text(), to_text(policy.kind)) + "?seq=" + std::to_string(policy.seq));
  auto const payload = theirs ? read_json(theirs->payload()) : Result<Json>(theirs.error());
  auto const ours = read_json(file.text);
  if (payload && ours && *payload == *ours)
    return Json{{"object", to_base64url(theirs->digest())}, {"duplicate", true}};
  conflict.detail += "; seq " + std::to_string(policy.seq) + " is used up: give the next one, see huecry policy list";
  return conflict;
}

/// Of what was to come into force later, and will not: a later seq is effective before it.
void show_replaced(Session const& session, Connection& connection, Policy const& policy) {
  auto const answer = get_json(connection, "/v1/policies");
  if (!answer) return session.output().note("what else is scheduled could not be read: " + answer.error().detail);
  for (Json const& row : (*answer)["policies"]) {
    bool const same = row.value("iss", "") == policy.iss.text() && row.value("kind", "") == to_text(policy.kind);
    if (same && row.value("state", "") == "replaced")
      session.output().line("seq " + std::to_string(row.value("seq", 0)) + ", effective " + row.value("effective", "") +
                                ", will not come into force: a later seq is effective before it",
                            Tone::warning);
  }
}

/// A baseline has all modes: what it does not name any more ends with it.
void show_ended_modes(Session const& session, Policy const& policy, std::optional<Policy> const& in_force) {
  if (policy.kind != documents::PolicyKind::baseline || !in_force) return;
  for (documents::ModeEntry const& mode : in_force->modes) {
    auto const stays = [&mode](documents::ModeEntry const& other) {
      return other.country == mode.country && other.mode == mode.mode && other.until >= mode.until;
    };
    if (mode.until <= to_seconds(session.clock.now()) || std::ranges::any_of(policy.modes, stays)) continue;
    session.output().line("the mode " + mode.mode + " of " + std::string(mode.country.text()) + " until " +
                              documents::moment_text(mode.until) + " is not in it as it was: it ends, or ends earlier",
                          Tone::warning);
  }
}

Result<> send(Session const& session, Connection& connection, PolicyFile const& file, Policy const& policy) {
  HUECRY_TRY(std::string const container,
             signed_container(session, connection.profile, DocumentType::policy, "policy", file.text));
  std::string const type(envelope::media_type_of(DocumentType::policy));
  std::string const kind(to_text(policy.kind));
  auto const response = expect_success(connection.hub->put(target_of(policy.iss.text(), kind), type, container));
  bool const conflict =
      !response && (response.error().code == Errc::id_conflict || response.error().code == Errc::version_conflict);
  HUECRY_TRY(Json answer, conflict   ? was_there(connection, file, policy, response.error())
                          : response ? read_json(response->body)
                                     : Result<Json>(response.error()));
  answer["kind"] = kind;
  answer["seq"] = policy.seq;
  answer["effective"] = documents::moment_text(policy.effective);
  session.output().value(answer);
  std::string const where =
      answer.contains("position") ? " at position " + std::to_string(answer.value("position", 0)) : "";
  session.output().line(name_of(policy) + (answer.value("duplicate", false) ? ", was there already" : ", is accepted") +
                            where + "; effective " + documents::moment_text(policy.effective),
                        Tone::good);
  show_replaced(session, connection, policy);
  return ok();
}

Result<Exit> put(Session const& session, Words const& words) {
  PolicyReader const reader;
  HUECRY_TRY(PolicyFile const file, open_policy(words.files.front()));
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(auto const baseline, baseline_in_force(connection, reader));
  Linted const linted = lint(reader, file, baseline ? &*baseline : nullptr, session.clock.now());
  if (!linted.findings.empty()) session.output().value(to_json(linted));
  show_findings(session.output(), linted);
  if (linted.has_errors()) {
    session.output().line("nothing was sent; correct the errors and try again", Tone::bad);
    return Exit::refused;
  }
  HUECRY_TRY(Policy const policy, read_policy(reader, file));
  show_ended_modes(session, policy, baseline);
  HUECRY_CHECK(send(session, connection, file, policy));
  return Exit::ok;
}

Result<Exit> list(Session const& session, Words const&) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(Json const answer, get_json(connection, "/v1/policies"));
  session.output().value(answer);
  show_policies(session.output(), answer);
  return Exit::ok;
}

/// What was asked for, signed by the member that it is of. Nothing says when the hub took it, so it counts at the time
/// that its signer claims.
Result<std::string> signer_of(Session const& session, Connection& connection, envelope::SignedDocument const& document,
                              Words const& words) {
  PolicyReader const reader;
  UnixMillis const now = session.clock.now();
  HUECRY_TRY(Trust const trust, fetch_trust(connection, now));
  HUECRY_TRY(std::string signer, trust.signer_of(document, signed_at(document), now));
  HUECRY_TRY(Policy const policy, documents::read_policy(reader.schemas, document.payload()));
  bool const asked = policy.iss.text() == words.country && to_text(policy.kind) == words.kind &&
                     (words.seq == 0 || policy.seq == words.seq);
  if (!asked || !signer.starts_with(words.country + "/"))
    return Error(Errc::not_verified, "the hub answered with another policy, or one signed by another: " + signer);
  return signer;
}

Result<Exit> show(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  std::string const target =
      target_of(words.country, words.kind) + (words.seq == 0 ? "" : "?seq=" + std::to_string(words.seq));
  HUECRY_TRY(auto const document, fetch_policy(connection, target));
  HUECRY_TRY(std::string const signer, signer_of(session, connection, document, words));
  session.output().note("signed by " + signer);
  if (words.as_signed) {
    Output::raw(envelope::to_container(document.compact()) + "\n");
    return Exit::ok;
  }
  if (words.as_payload) {
    Output::raw(std::string(document.payload()) + "\n");
    return Exit::ok;
  }
  HUECRY_TRY(Json const payload, read_json(document.payload()));
  Output::raw((session.as_json ? json::write(payload) : payload.dump(2)) + "\n");
  return Exit::ok;
}

}

void add_policy(CLI::App& program, Session& session) {
  auto const words = std::make_shared<Words>();
  CLI::App* const group = program.add_subcommand("policy", "write, check and read sharing policies (docs/policy.md)");
  group->require_subcommand(1);

  CLI::App* const lint_command = command(
      group, session, words, "lint",
      "what is wrong with policies before they are signed, by line; status 4 unless all are in order", lint_files);
  lint_command->add_option("FILE", words->files, "payloads; - is standard input")->required();
  lint_command->add_option("--baseline", words->baseline, "the secretariat's policy, for its groups and regions");

  CLI::App* const put_command =
      command(group, session, words, "put", "check, sign and send a policy; errors stop it, warnings are shown", put);
  put_command->add_option("FILE", words->files, "a payload; - is standard input")->required()->expected(1);

  command(group, session, words, "list", "the policies that you may see, in force and scheduled", list);

  CLI::App* const show_command =
      command(group, session, words, "show", "the payload of a policy; its signature is checked", show);
  show_command->add_option("COUNTRY", words->country, "whose policy")->required();
  show_command->add_option("KIND", words->kind, "release, intake, baseline")->required();
  show_command->add_option("--seq", words->seq, "which of its documents; the one in force without it");
  auto* const as_signed =
      show_command->add_flag("--signed", words->as_signed, "the signed container as the hub has it");
  show_command
      ->add_flag("--payload", words->as_payload, "the text that was signed, to change it, or for lint and compare")
      ->excludes(as_signed);
}

}
