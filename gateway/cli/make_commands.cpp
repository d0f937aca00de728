// huecry sample … and huecry import …: payloads to submit, invented or taken from the public notices interface.

#include <CLI/CLI.hpp>

#include "gateway/cli/choices.hpp"
#include "gateway/cli/files.hpp"
#include "gateway/cli/session.hpp"
#include "gateway/cli/submission.hpp"
#include "gateway/convert/interpol.hpp"
#include "gateway/convert/sample.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {
namespace {

struct Words {
  std::string colour = "RED";
  std::uint64_t seed = 1;
  std::size_t count = 1;
  std::string country;
  std::vector<std::string> exclude;
  std::string file;
  std::string kind = "detect";
  bool submit = false;
};

/// The country named, or that of the profile.
Result<CountryCode> issuer(Session const& session, std::string const& named) {
  if (!named.empty()) return CountryCode::parse(named);
  HUECRY_TRY(Profile const profile, load_profile(session.choice));
  return country_of(profile);
}

Result<> sample(Session const& session, Words const& words) {
  convert::SampleRequest request;
  HUECRY_TRY(request.iss, issuer(session, words.country));
  request.colour = *documents::colour_from_text(words.colour);  // checked with the words of the call
  request.issued = std::chrono::floor<std::chrono::days>(session.clock.now());
  for (std::string const& code : words.exclude) {
    HUECRY_TRY(CountryCode const country, CountryCode::parse(code));
    request.excluded.add(country);
  }
  for (std::size_t i = 0; i < words.count; ++i) {
    request.seed = words.seed + i;
    Output::raw(convert::sample_notice(request) + "\n");
  }
  return ok();
}

convert::PublicKind kind_of(std::string const& text) {
  using enum convert::PublicKind;
  if (text == "red") return red;
  if (text == "yellow") return yellow;
  if (text == "un-person") return un_person;
  if (text == "un-entity") return un_entity;
  return detect;
}

Result<> submit_imported(Session const& session, std::vector<convert::Imported> const& notices) {
  HUECRY_TRY(Connection connection, connect(session));
  std::vector<Submission> all;
  for (auto const& notice : notices) {
    HUECRY_TRY(std::string container, signed_container(session, connection.profile, envelope::DocumentType::notice,
                                                       "notices", notice.payload));
    all.push_back({"record " + notice.source_id, std::move(container)});
  }
  return submit_many(session, connection, all, same_record);
}

/// The file is at fault, and no hub was asked.
Error unfit(std::string const& file, Error const& why) {
  std::string const name = file == "-" ? "standard input" : file;
  return Error(Errc::config_invalid, name + ": " + why.detail, why.faults);
}

/// What was left out should be left out knowingly.
void tell_ignored(Output const& output, std::vector<convert::Imported> const& notices) {
  for (auto const& notice : notices) {
    if (notice.ignored.empty()) continue;
    std::string names;
    for (std::string const& name : notice.ignored) names += (names.empty() ? "" : ", ") + name;
    output.note("record " + notice.source_id + ": left out, for no notice has a place for it: " + names);
  }
}

Result<> import(Session const& session, Words const& words) {
  convert::ImportContext context;
  HUECRY_TRY(context.iss, issuer(session, words.country));
  context.kind = kind_of(words.kind);
  context.retrieved = std::chrono::floor<std::chrono::days>(session.clock.now());
  HUECRY_TRY(std::string const text, read_file(words.file, k_input_bytes_max));
  auto const notices = convert::import_interpol(text, context);
  if (!notices) return unfit(words.file, notices.error());
  tell_ignored(session.output(), *notices);
  if (words.submit) return submit_imported(session, *notices);
  for (auto const& notice : *notices) Output::raw(notice.payload + "\n");
  return ok();
}

}

void add_make(CLI::App& program, Session& session) {
  auto const words = std::make_shared<Words>();
  CLI::App* const sample_group = program.add_subcommand("sample", "make synthetic documents");
  sample_group->require_subcommand(1);
  CLI::App* const notice = sample_group->add_subcommand(
      "notice", "payloads of invented notices, one a line; the same seed gives the same notice");
  notice->add_option("--colour", words->colour, "of the notices")
      ->capture_default_str()
      ->transform(one_of("colour", colour_names()));
  notice->add_option("--seed", words->seed, "where the dice begin")
      ->capture_default_str()
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{1} << 53));
  notice->add_option("--count", words->count, "how many; each with the next seed")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000));
  notice->add_option("--iss", words->country, "issuing country; the profile's without it");
  notice->add_option("--exclude", words->exclude, "countries that must not get it");
  notice->callback([&session, words] { run(session, [&] { return sample(session, *words); }); });

  CLI::App* const import_group = program.add_subcommand("import", "take over notices from elsewhere");
  import_group->require_subcommand(1);
  CLI::App* const interpol = import_group->add_subcommand(
      "interpol", "JSON of the public notices interface, one notice or a page; submitted unless --print");
  interpol->add_option("FILE", words->file, "- is standard input")->required();
  interpol->add_option("--kind", words->kind, "of the records; detect looks at each")
      ->capture_default_str()
      ->transform(one_of("kind", {"detect", "red", "yellow", "un-person", "un-entity"}));
  interpol->add_option("--iss", words->country, "importing country; the profile's without it");
  auto const print = std::make_shared<bool>(false);
  interpol->add_flag("--print", *print, "print the payloads instead of submitting them");
  interpol->callback([&session, words, print] {
    words->submit = !*print;
    run(session, [&] { return import(session, *words); });
  });
}

}
