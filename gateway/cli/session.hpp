#pragma once
// One call of the command: what was chosen on the command line, opened when a subcommand needs it.

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "gateway/cli/output.hpp"
#include "gateway/cli/profile.hpp"
#include "gateway/client/client.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/envelope/document_type.hpp"

namespace CLI {
class App;
}

namespace huecry::cli {

struct Session {
  ProfileChoice choice;
  bool as_json = false;
  std::optional<std::chrono::milliseconds> patience;  // of each call to the hub; nullopt: a minute
  SystemClock clock;
  int exit = 0;

  [[nodiscard]] Output output() const { return Output(as_json); }
};

/// A profile with its open client.
struct Connection {
  Profile profile;
  std::unique_ptr<client::Client> hub;
};
[[nodiscard]] Result<Connection> connect(Session const& session);

/// The container of a payload, signed with the party's key for the purpose.
[[nodiscard]] Result<std::string> signed_container(Session const& session, Profile const& profile,
                                                   envelope::DocumentType type, std::string const& purpose,
                                                   std::string payload);

/// The hub's answer, or its problem as an Error that keeps code, detail and faults.
[[nodiscard]] Result<client::Response> expect_success(Result<client::Response> response);

/// A subcommand's work: its Error is printed, its code becomes the exit status.
void run(Session& session, std::function<Result<>()> const& work);
/// The same for work whose answer is an exit code: a question that may be answered with no.
void run_question(Session& session, std::function<Result<Exit>()> const& work);

// Each adds its subcommands; the session outlives the App.
void add_notice(CLI::App& program, Session& session);
void add_diffusion(CLI::App& program, Session& session);
void add_policy(CLI::App& program, Session& session);
void add_policy_questions(CLI::App& program, Session& session);  // after add_policy and add_notice
void add_decision(CLI::App& program, Session& session);
void add_consent(CLI::App& program, Session& session);
void add_review(CLI::App& program, Session& session);
void add_extract(CLI::App& program, Session& session);
void add_hit(CLI::App& program, Session& session);
void add_hint(CLI::App& program, Session& session);
void add_entities(CLI::App& program, Session& session);
void add_gateway(CLI::App& program, Session& session);
void add_ping(CLI::App& program, Session& session);
void add_coordination(CLI::App& program, Session& session);
void add_message(CLI::App& program, Session& session);
void add_inbox(CLI::App& program, Session& session);
void add_evidence(CLI::App& program, Session& session);
void add_evidence_export(CLI::App& program, Session& session);
void add_history(CLI::App& notices, Session& session);  // below `notice`
void add_about(CLI::App& program, Session& session);
void add_log(CLI::App& program, Session& session);
void add_receipt(CLI::App& program, Session& session);  // receipt, verify
void add_witness(CLI::App& program, Session& session);
void add_make(CLI::App& program, Session& session);  // sample, import
void add_federation(CLI::App& program, Session& session);
void add_help(CLI::App& program, Session& session);  // completion, man

}
