// huecry policy compare, rehearse, and huecry notice explain, huecry diffusion explain: what a policy or a notice would
// do, before it is signed.

#include <CLI/CLI.hpp>

#include "gateway/cli/command.hpp"
#include "gateway/cli/files.hpp"
#include "gateway/cli/policy_files.hpp"
#include "gateway/cli/policy_tables.hpp"
#include "gateway/cli/rehearsal_pages.hpp"
#include "gateway/cli/session.hpp"
#include "gateway/cli/target.hpp"
#include "protocol/json/json.hpp"
#include "protocol/policy/compare.hpp"
#include "protocol/policy/explain.hpp"

namespace huecry::cli {
namespace {

using documents::Policy;
using json::Json;

struct Words {
  std::string file;
  std::string before, after;
  std::vector<std::string> beside;
  std::uint32_t days = 0;
};

/// Everyone who could take part: whoever is a member today, the answer holds.
CountrySet all_countries() {
  CountrySet all;
  for (std::size_t slot = 0; slot < CountrySet::k_slots; ++slot) {
    auto const country = CountryCode::from_slot(static_cast<std::uint8_t>(slot));
    if (country && country->region() != Region::none) all.add(*country);
  }
  return all;
}

Result<Policy> policy_in(PolicyReader const& reader, std::string const& name) {
  HUECRY_TRY(PolicyFile const file, open_policy(name));
  return read_policy(reader, file);
}

Result<policy::PolicySet> policies_in(PolicyReader const& reader, std::vector<std::string> const& names) {
  policy::PolicySet set;
  for (std::string const& name : names) {
    HUECRY_TRY(Policy policy, policy_in(reader, name));
    set.push_back({std::move(policy), {}});
  }
  return set;
}

policy::CompiledPolicy compiled(PolicyReader const& reader, policy::PolicySet beside, Policy policy) {
  beside.push_back({std::move(policy), {}});
  return {std::move(beside), reader.words};
}

Result<Exit> compare(Session const& session, Words const& words) {
  PolicyReader const reader;
  HUECRY_TRY(Policy const before, policy_in(reader, words.before));
  HUECRY_TRY(Policy const after, policy_in(reader, words.after));
  HUECRY_TRY(policy::PolicySet const beside, policies_in(reader, words.beside));
  if (before.iss != after.iss || before.kind != after.kind)
    return Error(Errc::parameter_invalid, "OLD and NEW must be policies of one issuer and one kind");
  auto const old_set = compiled(reader, beside, before), new_set = compiled(reader, beside, after);
  if (auto const faults = policy::faults_of(old_set, new_set); !faults.empty()) {
    session.output().value({{"v", 1}, {"widening", "not-proven"}, {"decided", 0}, {"faults", faults}});
    show_faults(session.output(), faults);
    return Exit::answer_no;
  }
  // From when NEW would be in force on, so that the answer does not depend on the day of asking.
  auto const comparison = policy::compare(old_set, new_set, all_countries(), after.effective);
  HUECRY_TRY(Json const answer, read_json(policy::to_json(new_set, comparison)));
  session.output().value(answer);
  show_comparison(session.output(), answer);
  return comparison.widening == policy::Widening::impossible ? Exit::ok : Exit::answer_no;
}

std::string rehearsal_target(Words const& words, std::optional<std::string> const& cursor) {
  std::string query;
  if (words.days != 0) query = "?days=" + std::to_string(words.days);
  if (cursor) query += (query.empty() ? "?" : "&") + ("cursor=" + encoded(*cursor));
  return "/v1/policies/rehearse" + query;
}

Result<Exit> rehearse(Session const& session, Words const& words) {
  HUECRY_TRY(PolicyFile const file, open_policy(words.file));
  HUECRY_TRY(Connection connection, connect(session));
  RehearsalPages pages;
  do {
    HUECRY_TRY(auto const response,
               expect_success(connection.hub->submit(rehearsal_target(words, pages.progress().next()),
                                                     "application/json", file.text)));
    HUECRY_TRY(Json const page, read_json(response.body));
    HUECRY_CHECK(pages.add(page));
    session.output().progress("rehearsed", pages.progress().done(), pages.progress().of());
  } while (pages.progress().next());
  Json const merged = pages.merged();
  session.output().value(merged);
  show_rehearsal(session.output(), merged);
  return Exit::ok;
}

Result<> explain_release(Session const& session, std::string const& file, std::string const& target) {
  HUECRY_TRY(std::string const text, read_file(file, k_input_bytes_max));
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(auto const response, expect_success(connection.hub->submit(target, "application/json", text)));
  if (session.as_json) {
    Output::raw(response.body + "\n");
    return ok();
  }
  HUECRY_TRY(auto const explanation, policy::explanation_from_json(response.body));
  Output::raw(policy::to_table(explanation));
  return ok();
}

Result<> explain(Session const& session, Words const& words) {
  return explain_release(session, words.file, "/v1/policies/explain");
}

Result<> explain_diffusion(Session const& session, Words const& words) {
  return explain_release(session, words.file, "/v1/policies/explain?channel=diffusion");
}

}

void add_policy_questions(CLI::App& program, Session& session) {
  auto const words = std::make_shared<Words>();
  CLI::App* const policies = program.get_subcommand("policy");

  CLI::App* const compare_command =
      command(policies, session, words, "compare",
              "does NEW widen access anywhere over OLD; status 7 unless it is proven that it does not", compare);
  compare_command->add_option("OLD", words->before, "a payload")->required();
  compare_command->add_option("NEW", words->after, "a payload of the same issuer and kind")->required();
  compare_command->add_option("--beside", words->beside,
                              "policies of others that stay as they are: the baseline, for its groups");

  CLI::App* const rehearse_command = command(policies, session, words, "rehearse",
                                             "what a policy would change for the notices that are live", rehearse);
  rehearse_command->add_option("FILE", words->file, "a payload; - is standard input")->required();
  rehearse_command->add_option("--days", words->days, "only notices that came in the last N days");

  CLI::App* const explain_command =
      command(program.get_subcommand("notice"), session, words, "explain",
              "who would get a notice, by which rule, and what would change that; nothing is submitted", explain);
  explain_command->add_option("FILE", words->file, "a payload; - is standard input")->required();
  command(program.get_subcommand("diffusion"), session, words, "explain",
          "who would get a diffusion, by which rule; nothing is sent", explain_diffusion)
      ->add_option("FILE", words->file, "a payload; - is standard input")
      ->required();
}

}
