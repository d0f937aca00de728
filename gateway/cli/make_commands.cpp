// huecry sample … and huecry import …: payloads to submit, invented or taken from the public notices interface.

#include <CLI/CLI.hpp>

#include "gateway/cli/files.hpp"
#include "gateway/cli/session.hpp"
#include "gateway/convert/interpol.hpp"
#include "gateway/convert/sample.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {
namespace {

struct Words {
  std::string colour = "red";
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

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

Result<> sample(Session const& session, Words const& words) {
  convert::SampleRequest request;
  HUECRY_TRY(request.iss, issuer(session, words.country));
  auto const colour = documents::colour_from_text(upper(words.colour));
  if (!colour) return Error(Errc::parameter_invalid, "unknown colour " + words.colour);
  request.colour = *colour;
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

Result<convert::PublicKind> kind_of(std::string const& text) {
  using enum convert::PublicKind;
  if (text == "detect") return detect;
  if (text == "red") return red;
  if (text == "yellow") return yellow;
  if (text == "un-person") return un_person;
  if (text == "un-entity") return un_entity;
  return Error(Errc::parameter_invalid, "kind is detect, red, yellow, un-person or un-entity");
}

Result<> submit_imported(Session const& session, std::vector<convert::Imported> const& notices) {
  HUECRY_TRY(Connection connection, connect(session));
  std::size_t done = 0;
  for (auto const& notice : notices) {
    HUECRY_TRY(
        std::string const container,
        signed_container(session, connection.profile, envelope::DocumentType::notice, "notices", notice.payload));
    HUECRY_TRY(auto const response,
               expect_success(connection.hub->submit("/v1/notices", "application/vnd.huecry.notice+jws", container)));
    if (session.as_json) Output::raw(response.body + "\n");
    session.output().progress("submitted", ++done, notices.size());
  }
  session.output().line(std::to_string(done) + " notices are accepted", Tone::good);
  return ok();
}

Result<> import(Session const& session, Words const& words) {
  convert::ImportContext context;
  HUECRY_TRY(context.iss, issuer(session, words.country));
  HUECRY_TRY(context.kind, kind_of(words.kind));
  context.retrieved = std::chrono::floor<std::chrono::days>(session.clock.now());
  HUECRY_TRY(std::string const text, read_file(words.file, k_input_bytes_max));
  HUECRY_TRY(auto const notices, convert::import_interpol(text, context));
  if (words.submit) return submit_imported(session, notices);
  for (auto const& notice : notices) Output::raw(notice.payload + "\n");
  return ok();
}

}

void add_make(CLI::App& program, Session& session) {
  auto const words = std::make_shared<Words>();
  CLI::App* const sample_group = program.add_subcommand("sample", "make synthetic documents");
  sample_group->require_subcommand(1);
  CLI::App* const notice = sample_group->add_subcommand(
      "notice", "payloads of invented notices, one a line; the same seed gives the same notice");
  notice
      ->add_option("--colour", words->colour,
                   "red, blue, green, yellow, black, purple, orange, stolen_art, unsc, silver")
      ->capture_default_str();
  notice->add_option("--seed", words->seed)->capture_default_str();
  notice->add_option("--count", words->count, "how many; each with the next seed")->capture_default_str();
  notice->add_option("--iss", words->country, "issuing country; the profile's without it");
  notice->add_option("--exclude", words->exclude, "countries that must not get it");
  notice->callback([&session, words] { run(session, [&] { return sample(session, *words); }); });

  CLI::App* const import_group = program.add_subcommand("import", "take over notices from elsewhere");
  import_group->require_subcommand(1);
  CLI::App* const interpol = import_group->add_subcommand(
      "interpol", "JSON of the public notices interface, one notice or a page; submitted unless --print");
  interpol->add_option("FILE", words->file, "- is standard input")->required();
  interpol->add_option("--kind", words->kind, "detect, red, yellow, un-person, un-entity")->capture_default_str();
  interpol->add_option("--iss", words->country, "importing country; the profile's without it");
  auto const print = std::make_shared<bool>(false);
  interpol->add_flag("--print", *print, "print the payloads instead of submitting them");
  interpol->callback([&session, words, print] {
    words->submit = !*print;
    run(session, [&] { return import(session, *words); });
  });
}

}
