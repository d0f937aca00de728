#pragma once
// How the command speaks: aligned tables and short sentences for people, one JSON value for scripts, colour only on a
// terminal.

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::cli {

/// Exit codes, for scripts. Documented in the man page.
enum class Exit : int {
  ok = 0,
  usage = 1,      // the call's words
  config = 2,     // profile, keys, files
  transport = 3,  // no answer from the hub
  refused = 4,    // the hub said no, and will again
  retryable = 5,  // the hub said not now
  untrusted = 6,  // something does not verify
  answer_no = 7,  // done, and the answer is no: a policy may widen access, a decision comes out differently
};

[[nodiscard]] Exit exit_of(Error const& error);

/// What went wrong and what to do next, as an object.
[[nodiscard]] json::Json problem_json(Error const& error);

enum class Tone { plain, good, warning, bad, dim };

enum class Unit { pieces, bytes };

/// "uploading film.mp4  [=======>            ]  38 %  61.2 of 160.0 MiB"
[[nodiscard]] std::string progress_text(std::string_view what, std::uint64_t done, std::uint64_t all, Unit unit);

class Output {
 public:
  /// as_json: tables and sentences are left out, and value() prints.
  explicit Output(bool as_json);

  [[nodiscard]] bool as_json() const noexcept { return as_json_; }

  /// One JSON value on standard output, with --json only.
  void value(json::Json const& value) const;
  /// Text as it is, whatever the mode: documents, checkpoints.
  static void raw(std::string_view text);
  /// To be asked before anyone is told that something was read. Errors: config_invalid, when what was printed has not
  /// left this process and will not.
  [[nodiscard]] static Result<> flush();
  /// A sentence for a person.
  void line(std::string_view text, Tone tone = Tone::plain) const;
  /// Aligned columns under a dim header; the widths are those of a terminal.
  void table(std::vector<std::string> const& header, std::vector<std::vector<std::string>> const& rows) const;
  /// A sentence beside a document that goes to standard output: on standard error, not with --json.
  void note(std::string_view text) const;
  /// What went wrong and what to do next, on standard error (with --json as an object). Returns the exit code.
  [[nodiscard]] int problem(Error const& error) const;
  /// Progress on standard error, overwritten in place on a terminal; silent otherwise.
  void progress(std::string_view what, std::uint64_t done, std::uint64_t all, Unit unit = Unit::pieces) const;

  [[nodiscard]] std::string coloured(std::string_view text, Tone tone) const;

 private:
  bool as_json_;
  bool colour_;
  bool progress_;
};

}
