// huecry evidence export: all that proves one notice, in one file for a court.

#include <CLI/CLI.hpp>

#include "certs/timestamp/time_authority.hpp"
#include "gateway/cli/command.hpp"
#include "gateway/cli/evidence_pack.hpp"
#include "gateway/cli/files.hpp"
#include "gateway/cli/log_memory.hpp"
#include "gateway/cli/target.hpp"
#include "protocol/base/durable_file.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/base/iso_time.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"

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

Result<TimeStamp> stamp_of(Json const& json) {
  HUECRY_TRY(std::string authority, json::member_string(json, "authority"));
  HUECRY_TRY(std::string at, json::member_string(json, "at"));
  HUECRY_TRY(std::string const text, json::member_string(json, "reply"));
  HUECRY_TRY(Bytes const reply, base64_decode(text));
  if (authority.find_first_of("/\\") != std::string::npos || authority.starts_with("."))
    return Error(Errc::not_verified, "the hub names a time authority that can be no file: " + authority);
  return TimeStamp{std::move(authority), std::move(at), std::string(as_text(reply))};
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
    HUECRY_TRY(TimeStamp stamp, stamp_of(row));
    if (!roots.empty()) {
      HUECRY_TRY(auto const authority, certs::TimeAuthority::of(roots));
      HUECRY_TRY(UnixMillis const at, authority.verify(crypto::sha256(body), stamp.reply));
      stamp.at = iso_time(at);
    }
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

Result<log::WitnessPolicy> policy_of(Words const& words) {
  if (words.witnesses.empty()) return log::WitnessPolicy();
  HUECRY_TRY(std::string const text, read_file(words.witnesses, limits::witness_policy_bytes_max));
  return log::WitnessPolicy::parse(text);
}

std::string body_of(std::string const& checkpoint) { return checkpoint.substr(0, checkpoint.find("\n\n") + 1); }

Result<> export_evidence(Session const& session, Words const& words) {
  HUECRY_TRY(log::WitnessPolicy const policy, policy_of(words));
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(Received const notice, fetch_notice(connection, words.id, words.ver));
  PackSources sources{{}, {}, {}, {}, {}, policy};
  ProofFile& file = sources.file;
  file.document = envelope::to_container(notice.document.compact());
  HUECRY_TRY(file.receipt, fetch_receipt(connection, notice.document.digest(), words));
  UnixMillis const now = session.clock.now();
  file.at = iso_time(now);
  HUECRY_TRY(file.lists, fetch_trust_texts(connection));
  HUECRY_TRY(sources.ceremony, read_file(connection.profile.party / "ceremony.pem", k_input_bytes_max));
  HUECRY_TRY(Trust const trust, trust_of(connection.profile, file.lists, now));
  HUECRY_TRY(Proven const proven, verify(file, trust, policy, now));
  HUECRY_TRY(log::Receipt const receipt, log::parse_receipt(file.receipt));
  HUECRY_TRY(sources.time_roots, optional_file(words.time_roots));
  HUECRY_TRY(sources.stamps, fetch_stamps(connection, proven.receipt, body_of(receipt.checkpoint), sources.time_roots));
  HUECRY_TRY(sources.decision, fetch_decision(connection, words, notice.ver));
  HUECRY_TRY(ZipMembers const pack, evidence_pack(sources, proven));
  HUECRY_TRY(std::string const zip, zip_of(pack, now));
  HUECRY_CHECK(write_durably(words.save, zip));
  session.output().value({{"file", words.save}, {"members", pack.size()}, {"stamps", sources.stamps.size()}});
  session.output().line(
      words.save + " has " + std::to_string(pack.size()) + " files; its README.txt says how each is checked",
      Tone::good);
  if (sources.stamps.empty()) session.output().line("no time authority has stamped its tree yet", Tone::warning);
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
