#pragma once
// The words of a call about messages, and the group of commands that share them.

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "gateway/cli/command.hpp"
#include "gateway/cli/message_writing.hpp"
#include "gateway/cli/session.hpp"

namespace huecry::cli {

struct MessageWords {
  std::string id, conversation, of, to, subject, body, file, kind, clock, reason, until, act, form, entities, result,
      hint;
  std::string language = "ENG", urgency, handling;
  std::vector<std::string> attached;
  std::uint32_t keep_days = k_keep_days, year = 0;
  bool open = false, overdue = false, agreed = false, without_files = false;
};

struct MessageGroup {
  CLI::App* app;
  Session& session;
  std::shared_ptr<MessageWords> words;

  CLI::App* add(std::string const& name, std::string const& help, Work<MessageWords, Result<>> work) const {
    return command(app, session, words, name, help, work);
  }
  /// With the message that it is about.
  CLI::App* add_about(std::string const& name, std::string const& help, Work<MessageWords, Result<>> work,
                      std::string const& what = "the message") const {
    CLI::App* const made = add(name, help, work);
    made->add_option("ID", words->of, what)->required();
    return made;
  }
};

/// show, save, list, statistics
void add_message_reading(MessageGroup const& group);

}
