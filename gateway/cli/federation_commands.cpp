// huecry federation …: makes and changes a demonstration federation in a folder.

#include <CLI/CLI.hpp>

#include "certs/federation/federation.hpp"
#include "gateway/cli/choices.hpp"
#include "gateway/cli/session.hpp"
#include "protocol/crypto/random.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {
namespace {

namespace federation = certs::federation;

struct Words {
  std::string directory;
  std::vector<std::string> countries;
  std::string party;
  std::string which = "tls";
  std::string kind = "fisheries";
  std::string name;
  std::string log_origin = "hub.example/log";
  std::vector<std::string> hub_names = {"localhost", "hub.example"};
  bool lift = false;
};

Result<std::vector<CountryCode>> countries_of(std::vector<std::string> const& texts) {
  std::vector<CountryCode> countries;
  for (auto const& text : texts) {
    HUECRY_TRY(CountryCode const country, CountryCode::parse(text));
    countries.push_back(country);
  }
  return countries;
}

/// "FR" is the bureau, "FR/FISHERIES" another party.
Result<federation::PartyName> party_of(std::string const& text) {
  HUECRY_TRY(CountryCode const country, CountryCode::parse(text.substr(0, 2)));
  if (text.size() == 2) return federation::PartyName{country, "NCB"};
  if (text[2] != '/') return Error(Errc::parameter_invalid, "a party is CC or CC/ORGANISATION, not " + text);
  return federation::PartyName{country, text.substr(3)};
}

Result<> report(Session const& session, Result<federation::Changed> changed) {
  // No hub has spoken: what is wrong is wrong in the folder or in the words of the call.
  if (!changed) return Error(Errc::config_invalid, changed.error().detail, changed.error().faults);
  json::Json files = json::Json::array();
  for (auto const& file : changed->files) files.push_back(file.string());
  auto const output = session.output();
  output.value({{"seq", changed->seq}, {"files", files}});
  constexpr std::size_t shown = 8;
  for (std::size_t i = 0; i < std::min(shown, changed->files.size()); ++i)
    output.line("  wrote " + changed->files[i].string(), Tone::dim);
  if (changed->files.size() > shown)
    output.line("  and " + std::to_string(changed->files.size() - shown) + " more files", Tone::dim);
  output.line("trust list " + std::to_string(changed->seq) + " is in place", Tone::good);
  return ok();
}

using Work = std::function<Result<federation::Changed>(federation::Workshop const&)>;

void on_call(CLI::App* command, Session& session, std::shared_ptr<Words> const& words, Work work) {
  command->callback([&session, words, work = std::move(work)] {
    run(session, [&]() -> Result<> {
      crypto::SystemRandom random;
      federation::Options options;
      options.log_origin = words->log_origin;
      options.hub_names = words->hub_names;
      return report(session, work({words->directory, session.clock, random, options}));
    });
  });
}

CLI::App* command(CLI::App* parent, std::shared_ptr<Words> const& words, std::string const& name,
                  std::string const& help) {
  CLI::App* const added = parent->add_subcommand(name, help);
  added->add_option("DIR", words->directory, "the federation's folder")->required();
  return added;
}

}

void add_federation(CLI::App& program, Session& session) {
  auto const words = std::make_shared<Words>();
  CLI::App* const group = program.add_subcommand(
      "federation", "make and change a demonstration federation: roots, certificates, trust list");
  group->require_subcommand(1);

  CLI::App* const init = command(group, words, "init",
                                 "a new federation of these countries, with hub, secretariat, coordinators, auditor");
  init->add_option("COUNTRY", words->countries, "two-letter codes")->required();
  init->add_option("--log-origin", words->log_origin, "first line of the log's checkpoints")->capture_default_str();
  init->add_option("--hub-name", words->hub_names, "DNS names of the hub's certificate");
  on_call(init, session, words, [words](auto const& workshop) -> Result<federation::Changed> {
    HUECRY_TRY(auto const countries, countries_of(words->countries));
    return federation::init(workshop, countries);
  });

  CLI::App* const add = command(group, words, "add", "one more country, or with CC/ORGANISATION an authorised entity");
  add->add_option("PARTY", words->party, "CC or CC/ORGANISATION")->required();
  add->add_option("--kind", words->kind, "of an entity")
      ->capture_default_str()
      ->transform(one_of("kind", entity_kinds()));
  add->add_option("--name", words->name, "of an entity, for people");
  on_call(add, session, words, [words](auto const& workshop) -> Result<federation::Changed> {
    HUECRY_TRY(auto const party, party_of(words->party));
    if (party.organisation == "NCB") return federation::add_country(workshop, party.country);
    return federation::add_entity(workshop, party, words->kind, words->name.empty() ? party.organisation : words->name);
  });

  CLI::App* const revoke = command(group, words, "revoke", "put a certificate on its revocation list");
  revoke->add_option("PARTY", words->party, "CC or CC/ORGANISATION")->required();
  revoke->add_option("WHICH", words->which, "tls, notices, messages, policy, review, encryption, ca")->required();
  on_call(revoke, session, words, [words](auto const& workshop) -> Result<federation::Changed> {
    HUECRY_TRY(auto const party, party_of(words->party));
    return federation::revoke(workshop, party, words->which);
  });

  CLI::App* const renew =
      command(group, words, "renew", "a new key and certificate; the old one stays valid to its end");
  renew->add_option("PARTY", words->party, "CC, CC/ORGANISATION, or hub")->required();
  renew
      ->add_option("WHICH", words->which,
                   "tls, notices, messages, policy, review, encryption; of the hub: tls, signing")
      ->capture_default_str();
  on_call(renew, session, words, [words](auto const& workshop) -> Result<federation::Changed> {
    if (words->party == "hub") return federation::renew_hub(workshop, words->which);
    HUECRY_TRY(auto const party, party_of(words->party));
    return federation::renew(workshop, party, words->which);
  });

  CLI::App* const refresh =
      command(group, words, "refresh", "renew whatever is near its end: certificates, revocation lists, trust list");
  on_call(refresh, session, words, [](auto const& workshop) { return federation::refresh(workshop); });

  CLI::App* const suspend = command(group, words, "suspend", "suspend a country or a party of it");
  suspend->add_option("PARTY", words->party, "CC or CC/ORGANISATION")->required();
  suspend->add_flag("--lift", words->lift, "take the suspension back");
  on_call(suspend, session, words, [words](auto const& workshop) -> Result<federation::Changed> {
    HUECRY_TRY(auto const party, party_of(words->party));
    if (words->party.size() == 2) return federation::suspend_country(workshop, party.country, !words->lift);
    return federation::suspend_party(workshop, party, !words->lift);
  });
}

}
