// huecry entities: persons, things and places of a case, in files (docs/entities.md).

#include <CLI/CLI.hpp>

#include "gateway/cli/command.hpp"
#include "gateway/cli/message_forms.hpp"
#include "gateway/cli/target.hpp"
#include "gateway/convert/umf.hpp"
#include "protocol/documents/entities.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {
namespace {

using json::Json;

struct Words {
  std::string file;
};

/// Faults are told by their place in the file, not in the message that it will be part of.
Result<> check_one(Json const& entities) {
  auto checked = documents::check_entities(documents::Schemas(), entities);
  if (checked) return checked;
  constexpr std::string_view member = "/entities";
  Error why = checked.error();
  for (FieldFault& fault : why.faults)
    if (fault.pointer.starts_with(member)) fault.pointer.erase(0, member.size());
  return why;
}

/// With --json a line, as everywhere.
void print(Output const& output, Json const& value) {
  output.value(value);
  if (!output.as_json()) Output::raw(value.dump(2) + "\n");
}

Result<> check(Session const& session, Words const& words) {
  HUECRY_TRY(Json const entities, read_json_file(words.file));
  HUECRY_CHECK(check_one(entities));
  session.output().value(entities);
  session.output().table({"OF", "WHAT", "VALUE"}, form_rows({{"entities", entities}}));
  return ok();
}

Result<> export_umf(Session const& session, Words const& words) {
  HUECRY_TRY(Json const entities, read_json_file(words.file));
  HUECRY_CHECK(check_one(entities));
  print(session.output(), convert::to_umf(entities));
  return ok();
}

Result<> import_umf(Session const& session, Words const& words) {
  HUECRY_TRY(Json const umf, read_json_file(words.file));
  HUECRY_TRY(Json const entities, convert::from_umf(umf));
  HUECRY_CHECK(check_one(entities));
  print(session.output(), entities);
  return ok();
}

}

void add_entities(CLI::App& program, Session& session) {
  auto const words = std::make_shared<Words>();
  CLI::App* const group = program.add_subcommand(
      "entities", "persons, things and places that notices and messages are about, in files (docs/entities.md)");
  group->require_subcommand(1);
  for (CLI::App* const each :
       {command(group, session, words, "check", "whether a file holds entities, and which", check),
        command(group, session, words, "export", "in the form by the concepts of UMF, to standard output", export_umf),
        command(group, session, words, "import", "from that form, to standard output", import_umf)})
    each->add_option("FILE", words->file, "the file; - for standard input")->required();
}

}
