// huecry: a bureau's command.

#include <CLI/CLI.hpp>
#include <iostream>

#include "gateway/cli/choices.hpp"
#include "gateway/cli/session.hpp"

namespace {

/// The parser complains of what is missing before it looks at what was too much: of a mistyped command that is no help.
int missing(CLI::App const& program, CLI::RequiredError const& error) {
  auto const strangers = program.remaining(true);
  if (strangers.empty())
    program.exit(error);
  else
    std::cerr << "there is no command " << strangers.front() << " here; --help names those that there are\n";
  return static_cast<int>(huecry::cli::Exit::usage);
}

}

int main(int argc, char** argv) {  // NOLINT(bugprone-exception-escape): what nobody expected ends the program
  using namespace huecry::cli;
  Session session;
  CLI::App program("huecry: exchange police notices and messages through a hub that nobody has to trust");
  program.require_subcommand(1);
  program.fallthrough();  // huecry inbox --json is huecry --json inbox
  program.set_version_flag("--version", std::string("huecry ") + HUECRY_VERSION);
  program.add_option("--profile", session.choice.name, "whom to speak for: a profile of the configuration file")
      ->envname("HUECRY_PROFILE");
  program.add_option("--config", session.choice.config_file, "configuration file");
  program.add_option("--hub", session.choice.hub, "HOST:PORT, instead of the profile's");
  program.add_option("--party", session.choice.party,
                     "folder with the party's certificates and keys, instead of the profile's");
  program.add_option("--user", session.choice.user, "who reads: stands in the hub's ledger of reads");
  program
      .add_option("--purpose", session.choice.purpose,
                  "why, a code of docs/schemas/codes.json: policy may ask for it (before the command, where it has one "
                  "of its own)")
      ->transform(one_of("purpose", code_names("purpose")));
  program.add_option("--case", session.choice.case_no,
                     "for which file of yours: stands in the ledger (before the command, where it has one of its own)");
  program.add_flag("--json", session.as_json, "one JSON value a line, for scripts");

  add_notice(program, session);
  add_diffusion(program, session);
  add_policy(program, session);
  add_policy_questions(program, session);
  add_decision(program, session);
  add_consent(program, session);
  add_review(program, session);
  add_extract(program, session);
  add_hit(program, session);
  add_message(program, session);
  add_hint(program, session);
  add_entities(program, session);
  add_inbox(program, session);
  add_evidence(program, session);
  add_evidence_export(program, session);
  add_about(program, session);
  add_coordination(program, session);
  add_log(program, session);
  add_receipt(program, session);
  add_ping(program, session);
  add_gateway(program, session);
  add_witness(program, session);
  add_make(program, session);
  add_federation(program, session);
  add_help(program, session);

  try {
    program.parse(argc, argv);
  } catch (CLI::RequiredError const& error) {
    return missing(program, error);
  } catch (CLI::ParseError const& error) {
    return program.exit(error) == 0 ? 0 : static_cast<int>(Exit::usage);
  }
  return session.exit;
}
