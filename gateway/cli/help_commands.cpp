// huecry completion and huecry man: made from the commands themselves, so that they cannot fall behind.

#include <CLI/CLI.hpp>

#include <iostream>
#include <map>
#include <set>

#include "gateway/cli/choices.hpp"
#include "gateway/cli/session.hpp"

namespace huecry::cli {
namespace {

std::vector<CLI::App*> subcommands(CLI::App& app) {
  return app.get_subcommands([](CLI::App*) { return true; });
}

std::string words_of(std::vector<std::string> const& words) {
  std::string out;
  for (std::string const& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

/// Words that may follow a command: its subcommands and options.
std::string words_after(CLI::App& app) {
  std::vector<std::string> words;
  for (CLI::App const* sub : subcommands(app)) words.push_back(sub->get_name());
  for (CLI::Option const* option : app.get_options())
    for (std::string const& name : option->get_lnames()) words.push_back("--" + name);
  return words_of(words);
}

void completion_cases(CLI::App& app, std::string const& path, std::string& out) {
  out += "    \"" + path + "\") words=\"" + words_after(app) + "\" ;;\n";
  for (CLI::App* sub : subcommands(app)) completion_cases(*sub, path + ' ' + sub->get_name(), out);
}

using Values = std::map<std::string, std::set<std::string>>;  // option -> words of its list; none for any other value

/// Options that take a value, of all commands: one name means the same everywhere, or has the lists of both.
void collect_values(CLI::App& app, Values& values) {
  for (CLI::Option const* option : app.get_options()) {
    if (option->get_items_expected_max() == 0) continue;
    for (std::string const& name : option->get_lnames()) {
      auto const choices = choices_of(*option);
      values["--" + name].insert(choices.begin(), choices.end());
    }
  }
  for (CLI::App* sub : subcommands(app)) collect_values(*sub, values);
}

/// The patterns of `case` for options with a value; the names of profiles are read from the file when asked for.
std::string value_cases(CLI::App& program) {
  Values values;
  collect_values(program, values);
  std::string lists, others;
  for (auto const& [name, words] : values) {
    if (name == "--profile") continue;
    if (words.empty())
      others += (others.empty() ? "" : "|") + name;
    else
      lists += "    " + name + ") words=\"" + words_of({words.begin(), words.end()}) + "\" ;;\n";
  }
  return "    --profile) words=$(sed -n 's/^\\[profiles\\.\\(.*\\)\\]$/\\1/p' "
         "\"${HUECRY_CONFIG:-$HOME/.config/huecry/config.toml}\" 2>/dev/null) ;;\n" +
         lists + "    " + others + ") words=/ ;;\n";
}

std::string bash_completion(CLI::App& program) {
  std::string cases;
  completion_cases(program, "huecry", cases);
  return "_huecry_value() {\n"
         "  words=\n"
         "  case $1 in\n" +
         value_cases(program) +
         "    *) return 1 ;;\n"
         "  esac\n"
         "  return 0\n"
         "}\n"
         "_huecry() {\n"
         "  local path=huecry words= word before= now=${COMP_WORDS[COMP_CWORD]}\n"
         "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
         "    [[ $word == -* ]] || _huecry_value \"$before\" || path+=\" $word\"\n"
         "    before=$word\n"
         "  done\n"
         "  if _huecry_value \"$before\"; then\n"
         "    [[ $words == / ]] && COMPREPLY=($(compgen -f -- \"$now\")) || COMPREPLY=($(compgen -W \"$words\" -- "
         "\"$now\"))\n"
         "    return\n"
         "  fi\n"
         "  case $path in\n" +
         cases +
         "    *) COMPREPLY=($(compgen -f -- \"$now\")); return ;;\n"
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$now\"))\n"
         "}\n"
         "complete -o default -F _huecry huecry\n";
}

/// For roff: a leading dot or quote is a request, a hyphen a hyphen.
std::string roff(std::string const& text) {
  std::string out;
  for (char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
  }
  return out.starts_with('.') || out.starts_with('\'') ? "\\&" + out : out;
}

void man_options(CLI::App& app, std::string& out) {
  for (CLI::Option const* option : app.get_options()) {
    if (option->get_name() == "--help") continue;
    out += ".TP\n.B " + roff(option->get_name(false, true)) + "\n" + roff(option->get_description()) + "\n";
    if (auto const choices = choices_of(*option); !choices.empty()) out += "(" + roff(words_of(choices)) + ")\n";
  }
}

void man_command(CLI::App& app, std::string const& path, std::string& out) {
  out += ".SS " + roff(path) + "\n" + roff(app.get_description()) + "\n";
  man_options(app, out);
  for (CLI::App* sub : subcommands(app)) man_command(*sub, path + ' ' + sub->get_name(), out);
}

constexpr char const* k_man_end =
    ".SH EXIT STATUS\n"
    ".TP\n0\ndone\n"
    ".TP\n1\nthe words of the call are wrong\n"
    ".TP\n2\nprofile, keys or files; or standard output takes nothing\n"
    ".TP\n3\nno answer from the hub\n"
    ".TP\n4\nthe hub refused, and will again\n"
    ".TP\n5\nthe hub said not now: try again\n"
    ".TP\n6\nsomething does not verify\n"
    ".TP\n7\ndone, and the answer is no: a policy may widen access, a decision comes out differently\n"
    ".SH ENVIRONMENT\n"
    ".TP\n.B HUECRY_PROFILE\nthe profile, where \\-\\-profile names none\n"
    ".TP\n.B HUECRY_CONFIG\nthe configuration file, where \\-\\-config names none\n"
    ".TP\n.B NO_COLOR\nno colours; nor are there any where TERM is dumb or the output is no terminal\n"
    ".SH FILES\n"
    ".TP\n.I ~/.config/huecry/config.toml\nholds profiles:\n.PP\n.nf\n"
    "default = \"fr\"\n[profiles.fr]\nhub = \"hub.example:8443\"\nserver_name = \"hub.example\"\n"
    "party = \"/etc/huecry/FR/NCB\"\nnotices_key = \"pkcs11:token=bureau;object=notices\"\n"
    "user = \"k.weber\"\n.fi\n.PP\n"
    "server_name is the name that the hub's certificate must have, the host without it. A key that is named "
    "PURPOSE_key "
    "lies elsewhere than in the party's folder. user is who reads, and stands in the hub's ledger of reads.\n"
    ".TP\n.I ~/.local/state/huecry/log/\nwhat log audit has seen, a file for each log and key; $XDG_STATE_HOME instead "
    "of ~/.local/state\n"
    ".TP\n.I PARTY\nthe folder of a party: tls.pem, tls.key, notices.pem, notices.key and so on for each purpose; "
    "hub\\-root.pem, the hub's pinned root; ceremony.pem, the pinned keys of the trust list\n";

std::string man_page(CLI::App& program) {
  std::string out =
      ".TH HUECRY 1\n.SH NAME\nhuecry \\- speak with a huecry hub\n.SH SYNOPSIS\n.B huecry\n[options] command …\n"
      ".SH OPTIONS\nThey may stand before or after the command.\n";
  man_options(program, out);
  out += ".SH COMMANDS\n";
  for (CLI::App* sub : subcommands(program)) man_command(*sub, "huecry " + sub->get_name(), out);
  return out + k_man_end;
}

}

void add_help(CLI::App& program, Session&) {
  CLI::App* const completion =
      program.add_subcommand("completion", "shell completion for bash: source <(huecry completion)");
  completion->callback([&program] { std::cout << bash_completion(program); });
  CLI::App* const man = program.add_subcommand("man", "the man page: huecry man | man -l -");
  man->callback([&program] { std::cout << man_page(program); });
}

}
