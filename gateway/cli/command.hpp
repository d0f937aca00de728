#pragma once
// Adding a subcommand whose work takes the words of the call.

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <type_traits>

#include "gateway/cli/session.hpp"

namespace huecry::cli {

/// A subcommand's work: Result<> for one that is done or not, Result<Exit> for one that answers a question.
template <class Words, class Done>
using Work = Done (*)(Session const&, Words const&);

/// The session and the group outlive the call; the words are shared by all subcommands of one group.
template <class Words, class Done>
CLI::App* command(CLI::App* group, Session& session, std::shared_ptr<Words> const& words, std::string const& name,
                  std::string const& help, Work<Words, Done> work) {
  CLI::App* const added = group->add_subcommand(name, help);
  added->callback([&session, words, work] {
    if constexpr (std::is_same_v<Done, Result<>>) {
      run(session, [&] { return work(session, *words); });
    } else {
      run_question(session, [&] { return work(session, *words); });
    }
  });
  return added;
}

}
