// The log as everyone may check it (C2SP tlog-tiles), and the receipts of single documents.

#include "protocol/base/encoding.hpp"
#include "protocol/base/iso_time.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "protocol/log/bundle.hpp"
#include "protocol/log/proof.hpp"
#include "protocol/log/proof_lines.hpp"
#include "protocol/log/receipt.hpp"
#include "server/api/handlers.hpp"
#include "server/net/await_elsewhere.hpp"
#include "storage/journal/reading.hpp"
#include "storage/kv/key.hpp"
#include "storage/time/time_view.hpp"

namespace huecry::api {
namespace {

using exchange::Services;

constexpr std::string_view k_text = "text/plain; charset=utf-8";
constexpr std::string_view k_bytes = "application/octet-stream";

net::Answer changing(std::string_view type, std::string body) {
  net::Answer answer(200, std::string(type), std::move(body));
  answer.headers.emplace_back("Cache-Control", "no-cache");
  return answer;
}

/// A tile of a width never changes again; nor does a bundle.
net::Answer immutable(std::string body) {
  net::Answer answer(200, std::string(k_bytes), std::move(body));
  answer.headers.emplace_back("Cache-Control", "max-age=31536000, immutable");
  return answer;
}

/// What is beyond the checkpoint that we answer for is not there yet, on disk or not.
Result<log::TilePath> served_path(Services const& services, std::string const& text) {
  auto const path = log::parse_tile_path(text);
  if (!path || path->width > log::tile_width(path->id, services.journal.end())) return Error(Errc::not_found);
  return *path;
}

Result<net::Answer> tile_answer(Services const& services, std::string const& text) {
  HUECRY_TRY(log::TilePath const path, served_path(services, text));
  HUECRY_TRY(std::string hashes, log::read_tile(journal::tiles_of(services.store), path.id, path.width));
  return immutable(std::move(hashes));
}

Result<net::Answer> bundle_answer(Services const& services, std::string const& text) {
  HUECRY_TRY(log::TilePath const path, served_path(services, "entries/" + text));
  std::string bundle;
  journal::Position at = path.id.index * log::k_tile_width;
  auto const leaves = services.store.scan(kv::Family::leaf, {kv::be64(at), kv::be64(at + path.width), false});
  for (; leaves->valid(); leaves->next(), ++at) {
    if (leaves->key() != kv::be64(at)) break;
    log::append_entry(bundle, leaves->value());
  }
  HUECRY_CHECK(leaves->status());
  if (at != path.id.index * log::k_tile_width + path.width)
    return Error(Errc::corrupt, "no leaf at " + std::to_string(at));
  return immutable(std::move(bundle));
}

Result<net::Answer> consistency_answer(Services const& services, Call const& call) {
  std::uint64_t const end = services.journal.end();
  HUECRY_TRY(std::uint64_t const to, number_parameter(call.request, "to", end, end));
  HUECRY_TRY(std::uint64_t const from, number_parameter(call.request, "from", 0, to));
  HUECRY_TRY(log::Proof const proof, log::Prover(to, journal::tiles_of(services.store)).consistency(from));
  return net::Answer(200, std::string(k_text), log::to_lines(proof));
}

/// For witnesses the one that all of them are asked to sign, else the newest.
Result<net::Answer> checkpoint_answer(Context const& context, Call const& call) {
  HUECRY_TRY(auto const witness, flag_parameter(call.request, "witness"));
  if (!witness.value_or(false)) return changing(k_text, context.services.journal.checkpoint());
  HUECRY_TRY(journal::Covering round, context.cosignatures.round());
  return changing(k_text, std::move(round.checkpoint));
}

Result<log::Receipt> newest_proof(Services const& services, journal::Position position) {
  HUECRY_TRY(auto covering, journal::covering_of(services.journal.checkpoint()));
  return journal::proof_in(services.store, position, std::move(covering));
}

Result<log::Receipt> cosigned_proof(Services const& services, journal::Position position, std::uint16_t witnesses) {
  HUECRY_TRY(auto covering, journal::newest_cosigned(services.store, witnesses));
  if (!covering || covering->size <= position)
    return Error(Errc::state_conflict,
                 "no checkpoint that covers it is cosigned by " + std::to_string(witnesses) + " witnesses yet");
  return journal::proof_in(services.store, position, *std::move(covering));
}

/// The checkpoint that was stamped.
Result<journal::Covering> checkpoint_of(Services const& services, time_rows::Stamp const& stamp) {
  HUECRY_TRY(auto checkpoint, services.store.get(kv::Family::checkpoint, kv::be64(stamp.size)));
  if (!checkpoint) return Error(Errc::corrupt, "a time-stamp without its checkpoint");
  return journal::Covering{stamp.size, *std::move(checkpoint)};
}

/// In the tree whose checkpoint a time authority has stamped, so that the two prove together when it was there.
Result<log::Receipt> stamped_proof(Services const& services, journal::Position position) {
  HUECRY_TRY(auto const stamps, time_rows::stamps_covering(services.store, position));
  if (stamps.empty()) return Error(Errc::state_conflict, "no time authority has stamped a tree that has it yet");
  HUECRY_TRY(auto covering, checkpoint_of(services, stamps.front()));
  return journal::proof_in(services.store, position, std::move(covering));
}

/// Whoever has the digest of a document has had the document, or was told of it by somebody who had: it commits to a
/// signature, and no list of them is shown to anyone but auditors.
Result<net::Answer> receipt_answer(Services const& services, Call const& call) {
  HUECRY_TRY(auto const newest, flag_parameter(call.request, "newest"));
  HUECRY_TRY(auto const stamped, flag_parameter(call.request, "stamped"));
  if ((newest ? 1 : 0) + (stamped ? 1 : 0) + (call.request.parameter("min_witness") ? 1 : 0) > 1)
    return Error(Errc::parameter_invalid, "one of newest, min_witness and stamped");
  HUECRY_TRY(std::uint64_t const witnesses,
             number_parameter(call.request, "min_witness", 0, limits::witness_policy_names_max));
  auto const object = digest_from_base64url(call.params.front());
  if (!object) return Error(Errc::not_found);
  HUECRY_TRY(auto const position, journal::find_object(services.store, *object));
  if (!position || *position >= services.journal.end()) return Error(Errc::not_found);
  auto proof = witnesses != 0            ? cosigned_proof(services, *position, static_cast<std::uint16_t>(witnesses))
               : newest.value_or(false)  ? newest_proof(services, *position)
               : stamped.value_or(false) ? stamped_proof(services, *position)
                                         : journal::proof_of(services.store, *position);
  if (!proof) return std::move(proof).error();
  return changing(k_text, log::to_text(*proof));
}

/// What a time authority has said of a tree: the checkpoint, and its reply as it came.
Result<json::Json> stamp_json(Services const& services, time_rows::Stamp const& stamp) {
  HUECRY_TRY(journal::Record const record, journal::read(services.store, stamp.entry));
  HUECRY_TRY(auto const facts, time_rows::stamp_facts(record.facts));
  HUECRY_TRY(auto const covering, checkpoint_of(services, stamp));
  if (!facts) return Error(Errc::corrupt, "a time-stamp without its facts");
  return json::Json{{"authority", facts->authority},
                    {"at", iso_time(facts->at)},
                    {"entry", stamp.entry},
                    {"checkpoint", covering.checkpoint},
                    {"reply", base64_encode(as_bytes(record.document))}};
}

/// Those of the smallest stamped tree that has the entry: the earliest proof of when it was there.
Result<net::Answer> time_answer(Services const& services, Call const& call) {
  HUECRY_TRY(std::uint64_t const entry,
             number_parameter(call.request, "entry", services.journal.end(), ~std::uint64_t{0} >> 1));
  if (entry >= services.journal.end()) return Error(Errc::not_found);
  HUECRY_TRY(auto const stamps, time_rows::stamps_covering(services.store, entry));
  json::Json stamped = json::Json::array();
  for (time_rows::Stamp const& stamp : stamps) {
    HUECRY_TRY(json::Json one, stamp_json(services, stamp));
    stamped.push_back(std::move(one));
  }
  return changing(k_json, json::write({{"stamps", std::move(stamped)}}));
}

}

asio::awaitable<net::Answer> get_time(Context const& context, Call& call) {
  auto job = [&context, &call] { return time_answer(context.services, call); };
  net::Answer answer = co_await answer_on_pool(context, call, std::move(job));
  co_return answer;
}

asio::awaitable<net::Answer> get_checkpoint(Context const& context, Call& call) {
  co_return answer_or_problem(checkpoint_answer(context, call), call);
}

/// Of a witness that comes by itself. What it signed is durable before it is answered.
asio::awaitable<net::Answer> post_cosignatures(Context const& context, Call& call) {
  auto job = [&context, &call] { return context.cosignatures.add(call.request.body); };
  auto cosigned = co_await net::offload(context.pool, std::move(job));
  if (!cosigned) co_return problem_answer(cosigned.error(), call.request.correlation_id);
  if (!*cosigned) co_return json_answer(200, R"({"kept":false})");
  journal::Cosigned const row = **std::move(cosigned);
  auto keep = [&context, row](auto done) { context.services.journal.keep_cosigned(row, std::move(done)); };
  Result<> const kept = co_await net::await_elsewhere<Result<>>(std::move(keep));
  if (!kept) co_return problem_answer(kept.error(), call.request.correlation_id);
  context.cosignatures.kept(row);
  co_return json_answer(201, R"({"kept":true})");
}

asio::awaitable<net::Answer> get_tile(Context const& context, Call& call) {
  auto job = [&context, &call] { return tile_answer(context.services, call.params.front()); };
  net::Answer answer = co_await answer_on_pool(context, call, std::move(job));
  co_return answer;
}

asio::awaitable<net::Answer> get_entries(Context const& context, Call& call) {
  auto job = [&context, &call] { return bundle_answer(context.services, call.params.front()); };
  net::Answer answer = co_await answer_on_pool(context, call, std::move(job));
  co_return answer;
}

asio::awaitable<net::Answer> get_consistency(Context const& context, Call& call) {
  auto job = [&context, &call] { return consistency_answer(context.services, call); };
  net::Answer answer = co_await answer_on_pool(context, call, std::move(job));
  co_return answer;
}

asio::awaitable<net::Answer> get_receipt(Context const& context, Call& call) {
  auto job = [&context, &call] { return receipt_answer(context.services, call); };
  net::Answer answer = co_await answer_on_pool(context, call, std::move(job));
  co_return answer;
}

}
