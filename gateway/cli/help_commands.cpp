// huecry completion and huecry man: made from the commands themselves, so that they cannot fall behind.

#include <CLI/CLI.hpp>

#include <iostream>

#include "gateway/cli/session.hpp"

namespace huecry::cli {
namespace {

std::vector<CLI::App*> subcommands(CLI::App& app) {
  return app.get_subcommands([](CLI::App*) { return true; });
}

/// Words that may follow a command: its subcommands and options.
std::string words_after(CLI::App& app) {
  std::string words;
  for (CLI::App const* sub : subcommands(app)) words += sub->get_name() + ' ';
  for (CLI::Option const* option : app.get_options())
    for (std::string const& name : option->get_lnames()) words += "--" + name + ' ';
  return words;
}

void completion_cases(CLI::App& app, std::string const& path, std::string& out) {
  out += "    \"" + path + "\") words=\"" + words_after(app) + "\" ;;\n";
  for (CLI::App* sub : subcommands(app)) completion_cases(*sub, path + ' ' + sub->get_name(), out);
}

std::string bash_completion(CLI::App& program) {
  std::string cases;
  completion_cases(program, "huecry", cases);
  return "_huecry() {\n"
         "  local path=huecry words= word\n"
         "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
         "    [[ $word == -* ]] || path+=\" $word\"\n"
         "  done\n"
         "  case $path in\n" +
         cases +
         "    *) COMPREPLY=($(compgen -f -- \"${COMP_WORDS[COMP_CWORD]}\")); return ;;\n"
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
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

void man_command(CLI::App& app, std::string const& path, std::string& out) {
  out += ".SS " + roff(path) + "\n" + roff(app.get_description()) + "\n";
  for (CLI::Option const* option : app.get_options()) {
    if (option->get_name() == "--help") continue;
    out += ".TP\n.B " + roff(option->get_name(false, true)) + "\n" +
           roff(option->get_description().empty() ? "see above" : option->get_description()) + "\n";
  }
  for (CLI::App* sub : subcommands(app)) man_command(*sub, path + ' ' + sub->get_name(), out);
}

std::string man_page(CLI::App& program) {
  std::string out =
      ".TH HUECRY 1\n.SH NAME\nhuecry \\- speak with a huecry hub\n.SH SYNOPSIS\n.B huecry\n[options] command …\n.SH "
      "COMMANDS\n";
  for (CLI::App* sub : subcommands(program)) man_command(*sub, "huecry " + sub->get_name(), out);
  out +=
      ".SH EXIT STATUS\n0 done. 1 usage. 2 profile, keys or files. 3 no answer from the hub. 4 refused. 5 not now, try "
      "again. 6 something does not verify. 7 done, and the answer is no: a policy may widen access, a decision comes "
      "out "
      "differently.\n"
      ".SH FILES\n.I ~/.config/huecry/config.toml\nholds profiles; HUECRY_CONFIG or \\-\\-config name another "
      "file:\n.PP\n.nf\n"
      "default = \"fr\"\n[profiles.fr]\nhub = \"hub.example:8443\"\nparty = \"/etc/huecry/FR/NCB\"\n.fi\n";
  return out;
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
