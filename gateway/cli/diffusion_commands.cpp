// huecry diffusion send, withdraw: requests that go straight to bureaus. Reading them: huecry notice show, list,
// status, history.

#include <CLI/CLI.hpp>

#include "gateway/cli/command.hpp"
#include "gateway/cli/files.hpp"
#include "gateway/cli/submission.hpp"

namespace huecry::cli {
namespace {

using envelope::DocumentType;

struct Words {
  std::string file, id, reason;
};

Result<> send(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(std::string const text, read_file(words.file, k_input_bytes_max));
  HUECRY_TRY(std::string const container,
             signed_container(session, connection.profile, DocumentType::diffusion, "notices", text));
  return submit_one(session, connection, DocumentType::diffusion, container);
}

Result<> withdraw(Session const& session, Words const& words) { return take_back(session, words.id, words.reason); }

}

void add_diffusion(CLI::App& program, Session& session) {
  auto const words = std::make_shared<Words>();
  CLI::App* const group = program.add_subcommand(
      "diffusion", "requests straight to bureaus, reviewed afterwards; to read them: huecry notice show, list, status");
  group->require_subcommand(1);
  command(group, session, words, "send", "sign and send a diffusion; the file is a payload (docs/notices.md)", send)
      ->add_option("FILE", words->file, "a payload; - is standard input")
      ->required();
  CLI::App* const back =
      command(group, session, words, "withdraw", "take a diffusion back; every holder is recalled", withdraw);
  back->add_option("ID", words->id, "identifier of the diffusion")->required();
  back->add_option("--reason", words->reason, "in words, goes to every holder")->required();
}

}
