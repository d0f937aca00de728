// huecry evidence export: all that proves one notice, in one file for a court.

#include <CLI/CLI.hpp>

#include "certs/timestamp/time_authority.hpp"
#include "gateway/cli/command.hpp"
#include "gateway/cli/evidence_pack.hpp"
#include "gateway/cli/files.hpp"
#include "gateway/cli/proving.hpp"
#include "gateway/cli/target.hpp"
#include "protocol/base/durable_file.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/log/checkpoint.hpp"

namespace huecry::cli {
namespace {

using json::Json;

struct Words {
  std::string id, save, witnesses, time_roots;
  std::uint32_t ver = 0, cosigned = 0;
};

/// That of the tree which a time authority, or witnesses, have confirmed, where there is one.
Result<std::string> fetch_receipt(Connection& connection, Digest const& object, Words const& words) {
  std::string const target = "/v1/receipts/" + to_base64url(object);
  if (words.cosigned != 0) return get_text(connection, target + "?min_witness=" + std::to_string(words.cosigned));
  auto stamped = get_text(connection, target + "?stamped=true");
  if (stamped || stamped.error().code != Errc::state_conflict) return stamped;
  return get_text(connection, target);
}

/// The time is the token's own, whatever the hub says beside it; whose token it is, `roots` tell.
Result<TimeStamp> stamp_of(Json const& json, std::string const& body, std::string const& roots) {
  HUECRY_TRY(std::string authority, json::member_string(json, "authority"));
  HUECRY_TRY(std::string const text, json::member_string(json, "reply"));
  HUECRY_TRY(Bytes const reply, base64_decode(text));
  HUECRY_TRY(UnixMillis at, certs::time_in(as_text(reply)));
  if (!certs::is_authority_name(authority)) authority = "an authority with a name that cannot be written here";
  if (!roots.empty()) {
    HUECRY_TRY(auto const trusted, certs::TimeAuthority::of(roots));
    auto verified = trusted.verify(crypto::sha256(body), as_text(reply));
    if (!verified)
      return Error(Errc::not_verified,
                   "the stamp of " + authority + " does not hold by --time-roots: " + verified.error().detail);
    at = *verified;
  }
  return TimeStamp{std::move(authority), at, std::string(as_text(reply))};
}

/// Those of the very tree of the receipt; with roots, each is checked.
Result<std::vector<TimeStamp>> fetch_stamps(Connection& connection, log::CheckedReceipt const& receipt,
                                            std::string const& body, std::string const& roots) {
  HUECRY_TRY(Json const answer, get_json(connection, "/v1/log/time?entry=" + std::to_string(receipt.index)));
  HUECRY_TRY(Json const* const rows, json::member_array(answer, "stamps"));
  std::vector<TimeStamp> stamps;
  for (Json const& row : *rows) {
    HUECRY_TRY(std::string const checkpoint, json::member_string(row, "checkpoint"));
    if (!checkpoint.starts_with(body + "\n")) continue;  // of another tree, by a receipt with witnesses
    HUECRY_TRY(TimeStamp stamp, stamp_of(row, body, roots));
    stamps.push_back(std::move(stamp));
  }
  return stamps;
}

/// The hub's record of its decision; only the source and the secretariat may see it.
Result<std::string> fetch_decision(Connection& connection, Words const& words, std::uint32_t ver) {
  std::string const target =
      "/v1/notices/" + encoded(words.id) + "/decision?ver=" + std::to_string(words.ver == 0 ? ver : words.ver);
  auto decision = get_text(connection, as_reader(connection.profile, target));
  bool const hidden =
      !decision && (decision.error().code == Errc::not_found || decision.error().code == Errc::role_required);
  return hidden ? Result<std::string>(std::string()) : std::move(decision);
}

Result<std::string> optional_file(std::string const& path) {
  return path.empty() ? Result<std::string>(std::string()) : read_file(path, k_input_bytes_max);
}

Result<> export_evidence(Session const& session, Words const& words) {
  HUECRY_TRY(log::WitnessPolicy const policy, witness_policy_of(words.witnesses));
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(Received const notice, fetch_notice(connection, words.id, words.ver));
  HUECRY_TRY(std::string text, fetch_receipt(connection, notice.document.digest(), words));
  UnixMillis const now = session.clock.now();
  HUECRY_TRY(ProvenNow proven, prove_now(connection, envelope::to_container(notice.document.compact()), std::move(text),
                                         policy, words.cosigned, now));
  std::string const body = log::to_body(proven.proven.receipt.checkpoint);
  PackSources sources{std::move(proven.file), {}, {}, {}, {}, policy};
  HUECRY_TRY(sources.ceremony, read_file(connection.profile.party / "ceremony.pem", k_input_bytes_max));
  HUECRY_TRY(sources.time_roots, optional_file(words.time_roots));
  HUECRY_TRY(sources.stamps, fetch_stamps(connection, proven.proven.receipt, body, sources.time_roots));
  HUECRY_TRY(sources.decision, fetch_decision(connection, words, notice.ver));
  HUECRY_TRY(ZipMembers const pack, evidence_pack(sources, proven.proven));
  HUECRY_TRY(std::string const zip, zip_of(pack, now));
  HUECRY_CHECK(write_durably(words.save, zip));
  session.output().value({{"file", words.save}, {"members", pack.size()}, {"stamps", sources.stamps.size()}});
  session.output().line(
      words.save + " has " + std::to_string(pack.size()) + " files; its README.txt says how each is checked",
      Tone::good);
  if (sources.stamps.empty())
    session.output().line(words.cosigned == 0
                              ? "no time authority has stamped its tree yet"
                              : "the tree that witnesses have cosigned is not one that a time authority "
                                "has stamped: export again without --min-witness for those",
                          Tone::warning);
  return ok();
}

}

void add_evidence_export(CLI::App& program, Session& session) {
  auto const words = std::make_shared<Words>();
  CLI::App* const group = program.add_subcommand("evidence", "what proves a notice, for others");
  group->require_subcommand(1);
  CLI::App* const made = command(
      group, session, words, "export",
      "write one zip for a court: document, certificates, receipt, time-stamps, and the commands that check each",
      export_evidence);
  made->add_option("ID", words->id, "identifier of the notice")->required();
  made->add_option("--save", words->save, "the zip to write")->required();
  made->add_option("--ver", words->ver, "version; the newest with content without it");
  auto* const cosigned = made->add_option("--min-witness", words->cosigned,
                                          "in a tree that so many witnesses of the policy have cosigned");
  cosigned->needs(made->add_option("--witnesses", words->witnesses, "a witness policy (C2SP tlog-policy)"));
  made->add_option("--time-roots", words->time_roots,
                   "roots of the time authorities (PEM); their stamps are checked, and the roots go into the zip");
}

}
