#include "protocol/log/leaf.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "protocol/base/assert.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/read.hpp"
#include "protocol/json/write.hpp"

namespace huecry::log {
namespace {

constexpr std::string_view k_kinds[] = {"notice",   "diffusion", "decision", "publication", "envelope",
                                        "delivery", "evidence",  "policy",   "trustlist",   "crl",
                                        "logkey",   "tst",       "erasure"};
static_assert(std::size(k_kinds) == k_leaf_kinds);
static_assert(static_cast<std::size_t>(LeafKind::erasure) + 1 == k_leaf_kinds);

constexpr std::int64_t k_version = 1;

bool is_id(std::string_view id) { return !id.empty() && id.size() <= limits::document_id_chars_max; }

void append_digest(std::string& out, std::string_view name, Digest const& digest) {
  out.append(name).append(to_base64url(digest)).append("\"");
}

Result<Digest> member_digest(json::Json const& object, std::string_view name) {
  HUECRY_TRY(std::string const text, json::member_string(object, name));
  return digest_from_base64url(text);
}

Result<LeafKind> member_kind(json::Json const& object) {
  HUECRY_TRY(std::string const text, json::member_string(object, "t"));
  auto const kind = leaf_kind_from_text(text);
  if (!kind) return Error(Errc::json_invalid, "t: unknown kind");
  return *kind;
}

Result<std::int64_t> member_within(json::Json const& object, std::string_view name, std::int64_t low,
                                   std::int64_t high) {
  HUECRY_TRY(std::int64_t const value, json::member_integer(object, name));
  if (value < low || value > high) return Error(Errc::json_invalid, std::string(name) + ": out of range");
  return value;
}

Result<> read_digests(json::Json const& object, Leaf& leaf) {
  HUECRY_TRY(leaf.object, member_digest(object, "obj"));
  HUECRY_TRY(leaf.certificate, member_digest(object, "crt"));
  HUECRY_TRY(leaf.policy, member_digest(object, "pol"));
  HUECRY_TRY(leaf.crls, member_digest(object, "crl"));
  HUECRY_TRY(std::string const nonce_text, json::member_string(object, "n"));
  HUECRY_TRY(Bytes const nonce, base64url_decode(nonce_text));
  if (nonce.size() != leaf.nonce.size()) return Error(Errc::json_invalid, "n: not 16 bytes");
  std::ranges::copy(nonce, leaf.nonce.begin());
  return ok();
}

Result<Leaf> read_leaf(std::string_view text) {
  HUECRY_TRY(json::Json const object, json::read(text, {.depth_max = 1}));
  Leaf leaf;
  HUECRY_CHECK(member_within(object, "v", k_version, k_version));
  HUECRY_TRY(leaf.kind, member_kind(object));
  HUECRY_TRY(leaf.id, json::member_string(object, "id"));
  if (!is_id(leaf.id)) return Error(Errc::json_invalid, "id: length");
  HUECRY_TRY(std::int64_t const ver, member_within(object, "ver", 0, std::numeric_limits<std::uint32_t>::max()));
  leaf.ver = static_cast<std::uint32_t>(ver);
  HUECRY_TRY(std::string const iss, json::member_string(object, "iss"));
  HUECRY_TRY(leaf.iss, CountryCode::parse(iss));
  HUECRY_TRY(std::int64_t const received, member_within(object, "rcv", 0, limits::json_integer_max));
  leaf.received = UnixMillis(std::chrono::milliseconds(received));
  HUECRY_CHECK(read_digests(object, leaf));
  return leaf;
}

}

std::string_view to_text(LeafKind kind) noexcept { return k_kinds[static_cast<std::size_t>(kind)]; }

std::optional<LeafKind> leaf_kind_from_text(std::string_view text) noexcept {
  auto const* found = std::ranges::find(k_kinds, text);
  if (found == std::end(k_kinds)) return std::nullopt;
  return static_cast<LeafKind>(found - std::begin(k_kinds));
}

std::string to_json(Leaf const& leaf) {
  HUECRY_ASSERT(is_id(leaf.id) && leaf.received.time_since_epoch().count() >= 0);
  std::string out;
  out.reserve(limits::leaf_bytes_max / 2);
  out.append(R"({"v":1,"t":")").append(to_text(leaf.kind)).append(R"(","id":)");
  json::append_quoted(out, leaf.id);
  out.append(R"(,"ver":)").append(std::to_string(leaf.ver));
  out.append(R"(,"iss":")").append(leaf.iss.text()).append("\"");
  append_digest(out, R"(,"obj":")", leaf.object);
  append_digest(out, R"(,"crt":")", leaf.certificate);
  out.append(R"(,"rcv":)").append(std::to_string(leaf.received.time_since_epoch().count()));
  append_digest(out, R"(,"pol":")", leaf.policy);
  append_digest(out, R"(,"crl":")", leaf.crls);
  out.append(R"(,"n":")").append(base64url_encode(leaf.nonce)).append("\"}");
  HUECRY_ASSERT(out.size() <= limits::leaf_bytes_max);
  return out;
}

Result<Leaf> parse_leaf(std::string_view text) {
  if (text.size() > limits::leaf_bytes_max) return Error(Errc::log_text_invalid, "leaf: too large");
  auto leaf = read_leaf(text);
  if (!leaf) return Error(Errc::log_text_invalid, "leaf: " + leaf.error().detail);
  // Order, spacing and members beyond ours: the bytes are what is hashed, so only one text per leaf exists.
  if (to_json(*leaf) != text) return Error(Errc::log_text_invalid, "leaf: not in the form that the log writes");
  return leaf;
}

}
