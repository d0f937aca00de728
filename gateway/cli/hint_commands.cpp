// huecry hint: the keys of keyed hashes, by which the hub sees that two requests are about the same (docs/messages.md).

#include <CLI/CLI.hpp>

#include "gateway/cli/command.hpp"
#include "gateway/messages/hints.hpp"
#include "protocol/crypto/random.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {
namespace {

struct Words {
  std::string name;
};

Result<> make(Session const& session, Words const& words) {
  HUECRY_TRY(Profile const profile, load_profile(session.choice));
  crypto::SystemRandom random;
  HUECRY_TRY(auto const file, mail::make_hint_key(profile.party, words.name, random));
  session.output().value({{"key", words.name}, {"file", file.string()}});
  session.output().line(file.string(), Tone::good);
  session.output().line(
      "give it to the other bureaus of the group, sealed (huecry message send --attach), and to nobody "
      "else: the hub must never have it",
      Tone::dim);
  return ok();
}

Result<> list(Session const& session, Words const& /*unused*/) {
  HUECRY_TRY(Profile const profile, load_profile(session.choice));
  mail::HintKeys const keys = mail::HintKeys::load(profile.party);
  for (std::string const& file : keys.unusable()) session.output().line("not used: " + file, Tone::bad);
  std::vector<std::vector<std::string>> rows;
  for (std::string const& name : keys.names()) {
    session.output().value({{"key", name}});
    rows.push_back({name.substr(0, name.find('.')), name});
  }
  if (rows.empty()) return session.output().line("no keys: huecry hint make GROUP.NAME"), ok();
  session.output().table({"GROUP", "KEY"}, rows);
  return ok();
}

}

void add_hint(CLI::App& program, Session& session) {
  auto const words = std::make_shared<Words>();
  CLI::App* const group = program.add_subcommand(
      "hint", "keys that a group of countries shares, so that the hub can say that two requests are about the same");
  group->require_subcommand(1);
  command(group, session, words, "make", "a new key of a group, in the party's folder", make)
      ->add_option("NAME", words->name, "GROUP.NAME, such as benelux.2026-11; of a group the last two by name are used")
      ->required();
  command(group, session, words, "list", "the keys that are here", list);
}

}
