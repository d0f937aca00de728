#include "gateway/log/sublog.hpp"

#include "protocol/base/durable_file.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/read.hpp"
#include "protocol/json/write.hpp"

namespace huecry::follow {
namespace {

using json::Json;

Error not_verified(std::string why) { return Error(Errc::not_verified, std::move(why)); }

Result<Digest> digest_of(std::string const& text, std::string_view name) {
  auto digest = digest_from_base64url(text);
  if (!digest) return Error(Errc::json_invalid, std::string(name) + ": is no digest");
  return digest;
}

Result<Digest> member_digest(Json const& json, std::string_view name) {
  HUECRY_TRY(std::string const text, json::member_string(json, name));
  return digest_of(text, name);
}

Result<log::SublogHead> head_of(Json const& json) {
  HUECRY_TRY(std::int64_t const items, json::member_integer(json, "items"));
  HUECRY_TRY(Digest const digest, member_digest(json, "head"));
  if (items < 0) return Error(Errc::json_invalid, "items: is negative");
  return log::SublogHead{static_cast<std::uint64_t>(items), digest};
}

Result<log::Proof> path_of(Json const& json) {
  HUECRY_TRY(Json const* const hashes, json::member_array(json, "path"));
  log::Proof path;
  for (Json const& hash : *hashes) {
    if (!hash.is_string()) return Error(Errc::json_invalid, "path: is no list of digests");
    HUECRY_TRY(Digest const digest, digest_of(hash.get<std::string>(), "path"));
    path.push_back(digest);
  }
  return path;
}

Result<SublogState> parse_state(std::string const& text, CountryCode bureau) {
  HUECRY_TRY(Json const json, json::read(text, {}));
  HUECRY_CHECK(json::check_members(json, {"v", "bureau", "items", "head", "entry", "received"}));
  HUECRY_TRY(std::string const owner, json::member_string(json, "bureau"));
  if (owner != bureau.text()) return Error(Errc::json_invalid, "it is of " + owner);
  HUECRY_TRY(log::SublogHead const head, head_of(json));
  HUECRY_TRY(std::int64_t const entry, json::member_integer(json, "entry"));
  if (entry < 0) return Error(Errc::json_invalid, "entry: is negative");
  HUECRY_TRY(bool const stored, json::member_bool(json, "received"));
  return SublogState{head, static_cast<std::uint64_t>(entry), stored};
}

}

Result<CommittedHead> committed_head(std::string_view text, CountryCode bureau, std::span<log::NoteKey const> keys) {
  HUECRY_TRY(Json const json, json::read(text, {}));
  HUECRY_TRY(log::SublogHead const head, head_of(json));
  HUECRY_TRY(Digest const blind, member_digest(json, "blind"));
  HUECRY_TRY(log::Proof const path, path_of(json));
  HUECRY_TRY(std::string const receipt_text, json::member_string(json, "receipt"));
  HUECRY_TRY(log::Receipt const receipt, log::parse_receipt(receipt_text));
  HUECRY_TRY(log::CheckedReceipt checked, log::check_receipt(receipt, {keys, nullptr}));
  if (checked.leaf.kind != log::LeafKind::delivery || checked.leaf.id != "heads")
    return not_verified("the entry that the hub names commits to no heads");
  if (checked.index + 1 != checked.checkpoint.head.size)
    return not_verified("the head is of entry " + std::to_string(checked.index) + ", but the checkpoint covers " +
                        std::to_string(checked.checkpoint.head.size) + ": it is not the newest");
  HUECRY_CHECK(log::verify_head(head, bureau, blind, path, checked.leaf.object));
  return CommittedHead{head, checked.index, std::move(checked.checkpoint), checked.leaf.received};
}

Result<std::optional<SublogState>> load_sublog(std::filesystem::path const& file, CountryCode bureau) {
  if (!std::filesystem::exists(file)) return std::optional<SublogState>();
  HUECRY_TRY(std::string const text, read_whole(file));
  auto const state = parse_state(text, bureau);
  if (!state) return Error(Errc::config_invalid, file.string() + ": " + state.error().detail);
  return std::optional(*state);
}

Result<> save_sublog(std::filesystem::path const& file, CountryCode bureau, SublogState const& state) {
  Json const json{{"v", 1},
                  {"bureau", bureau.text()},
                  {"items", state.head.items},
                  {"head", to_base64url(state.head.digest)},
                  {"entry", state.entry},
                  {"received", state.stored}};
  return write_durably(file, json::write(json) + "\n");
}

Result<> SublogChain::add(log::SublogItem const& item, std::uint64_t batch) {
  bool const in_open = !open_.empty() && batch == open_ends_;
  if (!open_.empty() && !in_open) end_batch();
  bool const follows = in_open ? item.position > open_.back().position : item.position >= next_;
  if (!follows || batch <= item.position)
    return not_verified("item " + std::to_string(item.position) + " of the hub's list is out of order");
  open_.push_back(item);
  open_ends_ = batch;
  return ok();
}

void SublogChain::end_batch() {
  head_ = log::advanced(head_, open_ends_, open_.size(), log::batch_digest(open_));
  next_ = open_ends_ + 1;
  open_.clear();
}

log::SublogHead SublogChain::finish() {
  if (!open_.empty()) end_batch();
  return head_;
}

}
