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

constexpr std::size_t k_file_bytes_max = 1024 * 1024;

struct Words {
  std::string file;
};

Result<Json> json_in(Words const& words) {
  HUECRY_TRY(std::string const text, read_file(words.file, k_file_bytes_max));
  auto value = read_json(text);
  if (!value) return std::move(value).error().with_context(words.file);
  return value;
}

Result<> check_one(Json const& entities) { return documents::check_entities(documents::Schemas(), entities); }

Result<> check(Session const& session, Words const& words) {
  HUECRY_TRY(Json const entities, json_in(words));
  HUECRY_CHECK(check_one(entities));
  session.output().value(entities);
  session.output().table({"OF", "WHAT", "VALUE"}, form_rows({{"entities", entities}}));
  return ok();
}

Result<> export_umf(Session const& /*unused*/, Words const& words) {
  HUECRY_TRY(Json const entities, json_in(words));
  HUECRY_CHECK(check_one(entities));
  Output::raw(convert::to_umf(entities).dump(2) + "\n");
  return ok();
}

Result<> import_umf(Session const& /*unused*/, Words const& words) {
  HUECRY_TRY(Json const umf, json_in(words));
  HUECRY_TRY(Json const entities, convert::from_umf(umf));
  HUECRY_CHECK(check_one(entities));
  Output::raw(entities.dump(2) + "\n");
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
