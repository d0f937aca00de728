// huecry receipt and huecry verify: the proof that a document was entered, and its check without any hub.

#include <CLI/CLI.hpp>

#include <set>

#include "gateway/cli/command.hpp"
#include "gateway/cli/files.hpp"
#include "gateway/cli/message_desk.hpp"
#include "gateway/cli/proof_file.hpp"
#include "gateway/cli/proving.hpp"
#include "gateway/cli/tables.hpp"
#include "gateway/cli/target.hpp"
#include "protocol/base/durable_file.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/base/error_table.hpp"
#include "protocol/base/iso_time.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/write.hpp"

namespace huecry::cli {
namespace {

struct Words {
  std::string id, document, save, file, ceremony, witnesses;
  std::uint32_t ver = 0, cosigned = 0;
  bool newest = false;
};

/// The envelope: what is sealed is in the log by its digest.
Result<std::string> envelope_of(Connection& connection, std::string const& id) {
  HUECRY_TRY(json::Json const status, get_json(connection, message_target(id)));
  if (!status.contains("item"))
    return Error(Errc::erased,
                 id + " has expired, and its envelope is not given any more; what was saved before holds");
  HUECRY_TRY(json::Json const* const item, json::member_object(status, "item"));
  HUECRY_TRY(json::Json const* const document, json::member_object(*item, "document"));
  return json::write(*document);
}

/// A notice, a diffusion or a message as the hub has it for us, or whatever document lies in a file.
Result<std::string> container_of(Connection& connection, Words const& words) {
  if (!words.document.empty()) return read_file(words.document, k_input_bytes_max);
  auto const notice = fetch_notice(connection, words.id, words.ver);
  if (notice) return envelope::to_container(notice->document.compact());
  auto message = notice.error().code == Errc::not_found && words.ver <= 1 ? envelope_of(connection, words.id)
                                                                          : Result<std::string>(notice.error());
  bool const is_none =
      !message && (message.error().code == Errc::not_found || message.error().code == Errc::role_required);
  return is_none ? Result<std::string>(notice.error()) : message;
}

Result<std::string> fetch_receipt(Connection& connection, Digest const& object, Words const& words) {
  std::string target = "/v1/receipts/" + to_base64url(object);
  if (words.newest) target += "?newest=true";
  if (words.cosigned != 0) target += "?min_witness=" + std::to_string(words.cosigned);
  return get_text(connection, target);
}

std::vector<std::string> names_of(std::set<std::size_t> const& cosigned, log::WitnessPolicy const& policy) {
  std::vector<std::string> names;
  names.reserve(cosigned.size());
  for (std::size_t const place : cosigned) names.push_back(policy.witnesses()[place].name);
  return names;
}

std::string joined(std::vector<std::string> const& names) {
  std::string text;
  for (std::string const& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "none checked: --witnesses names whom you count on" : text;
}

/// Of other documents than notices and messages the leaf's names are the hub's word alone.
std::string title_of(Proven const& proven) {
  log::Leaf const& leaf = proven.receipt.leaf;
  std::string const type(envelope::name_of(proven.document.header().type));
  if (proven.document.header().type == envelope::DocumentType::envelope) return "message " + leaf.id;
  if (is_named(proven.document)) return type + ' ' + leaf.id + " version " + std::to_string(leaf.ver);
  return type + ' ' + to_base64url(leaf.object);
}

json::Json json_of(Proven const& proven, std::vector<std::string> const& witnesses) {
  log::Leaf const& leaf = proven.receipt.leaf;
  log::Checkpoint const& checkpoint = proven.receipt.checkpoint;
  json::Json value{{"type", envelope::name_of(proven.document.header().type)},
                   {"object", to_base64url(leaf.object)},
                   {"signer", proven.signer},
                   {"received", iso_time(leaf.received)},
                   {"index", proven.receipt.index},
                   {"origin", checkpoint.origin},
                   {"size", checkpoint.head.size},
                   {"witnesses", witnesses}};
  if (is_named(proven.document)) value.update({{"id", leaf.id}, {"ver", leaf.ver}, {"iss", leaf.iss.text()}});
  return value;
}

/// `audited`: of which log on this machine; empty: nobody knows.
void report(Output const& output, Proven const& proven, ProofFile const& file, log::WitnessPolicy const& policy,
            std::string const& audited) {
  log::Checkpoint const& checkpoint = proven.receipt.checkpoint;
  auto const witnesses = names_of(proven.receipt.witnesses, policy);
  output.value(json_of(proven, witnesses));
  std::vector<std::vector<std::string>> rows = {
      {"document", title_of(proven)},
      {"signed by", proven.signer + ", by the lists of " + shown_time(file.at)},
      {"entered",
       "as " + std::to_string(proven.receipt.index) + " at " + shown_time(iso_time(proven.receipt.leaf.received))},
      {"log",
       checkpoint.origin + ", a tree of " + std::to_string(checkpoint.head.size) + " entries, signed by its key"},
      {"witnesses", joined(witnesses)}};
  if (!audited.empty()) rows.push_back({"same log as", audited});
  output.table({"WHAT", "HOLDS"}, rows);
}

Result<> receipt(Session const& session, Words const& words) {
  if (words.id.empty() == words.document.empty())
    return Error(Errc::config_invalid, "name a notice or a message, or a file with --document");
  HUECRY_TRY(log::WitnessPolicy const policy, witness_policy_of(words.witnesses));
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(std::string container, container_of(connection, words));
  HUECRY_TRY(auto const document, read_any(container));
  HUECRY_TRY(std::string text, fetch_receipt(connection, document.digest(), words));
  HUECRY_TRY(ProvenNow const now,
             prove_now(connection, std::move(container), std::move(text), policy, words.cosigned, session.clock.now()));
  if (std::string const& id = now.proven.receipt.leaf.id;
      is_named(now.proven.document) && words.document.empty() && id != words.id)
    return Error(Errc::not_verified, "the hub gives " + id + " for " + words.id);
  if (words.save.empty()) {
    session.output().value({{"receipt", now.file.receipt}});
    if (!session.as_json) Output::raw(now.file.receipt);
    return ok();
  }
  HUECRY_CHECK(write_durably(words.save, to_text(now.file)));
  report(session.output(), now.proven, now.file, policy, now.audited);
  session.output().note("kept in " + words.save + "; to verify it without a hub: huecry verify " + words.save);
  return ok();
}

Result<std::filesystem::path> ceremony_of(Session const& session, Words const& words) {
  if (!words.ceremony.empty()) return std::filesystem::path(words.ceremony);
  HUECRY_TRY(Profile const profile, load_profile(session.choice));
  return profile.party / "ceremony.pem";
}

/// Whatever is wrong with the file: it proves nothing, and no hub has anything to do with it.
Error unproved(Error const& why) {
  bool const here = why.code == Errc::config_invalid || why.code == Errc::io || why.code == Errc::not_verified;
  return here ? why : Error(Errc::not_verified, std::string(row_of(why.code).title) + ' ' + why.detail);
}

Result<Proven> proven_by(ProofFile const& file, std::filesystem::path const& ceremony, log::WitnessPolicy const& policy,
                         UnixMillis now) {
  HUECRY_TRY(UnixMillis const at, received_time(file.at));
  HUECRY_TRY(Trust const trust, trust_of(ceremony, file.lists, at));
  return verify(file, trust, policy, now);
}

Result<> verify_file(Session const& session, Words const& words) {
  HUECRY_TRY(log::WitnessPolicy const policy, witness_policy_of(words.witnesses));
  HUECRY_TRY(auto const ceremony, ceremony_of(session, words));
  HUECRY_TRY(std::string const text, read_file(words.file, k_input_bytes_max));
  auto const file = parse_proof_file(text);
  if (!file)
    return Error(Errc::not_verified, words.file + " is no file of huecry receipt --save: " + file.error().detail);
  auto const proven = proven_by(*file, ceremony, policy, session.clock.now());
  if (!proven) return unproved(proven.error());
  report(session.output(), *proven, *file, policy, {});
  session.output().line("all of it holds", Tone::good);
  return ok();
}

}

void add_receipt(CLI::App& program, Session& session) {
  auto const words = std::make_shared<Words>();
  CLI::App* const get =
      command(&program, session, words, "receipt",
              "the proof that a document is in the hub's log; it is checked before it is shown", receipt);
  get->add_option("ID", words->id, "identifier of a notice, a diffusion or a message");
  get->add_option("--ver", words->ver, "of this version; the newest with content without it");
  get->add_option("--document", words->document, "of the signed document in this file, whatever it is");
  auto* const newest =
      get->add_flag("--newest", words->newest, "in the tree as it is now, not as it was when the document was entered");
  auto* const cosigned =
      get->add_option("--min-witness", words->cosigned, "in a tree that so many witnesses of the policy have cosigned")
          ->excludes(newest);
  get->add_option("--save", words->save, "a file for the document and all that proves it");
  CLI::App* const check = command(&program, session, words, "verify",
                                  "check what huecry receipt --save has kept; no hub is asked", verify_file);
  check->add_option("FILE", words->file, "what to check")->required();
  char const* const counted = "a witness policy (C2SP tlog-policy): its quorum must have cosigned";
  cosigned->needs(get->add_option("--witnesses", words->witnesses, counted));
  check->add_option("--witnesses", words->witnesses, counted);
  check->add_option("--ceremony", words->ceremony,
                    "the three certificates of the ceremony (PEM), instead of the party's");
}

}
