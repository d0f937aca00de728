// Sealed attachments: uploaded in parts, read whole or in ranges, by whoever sent them or was sent a message that
// refers to them. The hub holds one part in memory, whatever their size.

#include <charconv>
#include <stdexcept>

#include "protocol/base/encoding.hpp"
#include "protocol/base/message_limits.hpp"
#include "protocol/envelope/attachment.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "server/api/handlers.hpp"
#include "server/api/visible.hpp"
#include "server/exchange/messages.hpp"
#include "storage/messages/lookup.hpp"

namespace huecry::api {
namespace {

using blob::Standing;
using exchange::Services;
using json::Json;

constexpr std::string_view k_octets = "application/octet-stream";
/// What the schema of envelopes lets a blob have.
constexpr std::uint64_t k_sealed_blob_bytes_max = envelope::sealed_attachment_bytes(limits::attachment_bytes_max);
constexpr std::uint64_t k_sealed_blob_bytes_min = envelope::sealed_attachment_bytes(0);
constexpr std::size_t k_streamed_bytes = std::size_t{256} << 10;

Result<Digest> digest_of(Call const& call) {
  auto digest = digest_from_base64url(call.params.front());
  if (!digest) return Error(Errc::not_found);
  return *digest;
}

net::Answer standing_answer(int status, Standing const& standing) {
  return json_answer(status, json::write(Json{{"bytes", standing.bytes}, {"whole", standing.whole}}));
}

Result<net::Answer> put_answer(Services const& services, Call const& call) {
  HUECRY_TRY(Digest const digest, digest_of(call));
  HUECRY_TRY(std::uint64_t const offset, number_parameter(call.request, "offset", 0, k_sealed_blob_bytes_max));
  HUECRY_TRY(std::uint64_t const total, number_parameter(call.request, "of", 0, k_sealed_blob_bytes_max));
  if (total < k_sealed_blob_bytes_min || call.request.body.empty())
    return Error(Errc::parameter_invalid, "of: the bytes of the whole, at least 72; and the part in the body");
  HUECRY_TRY(Standing const standing,
             services.blobs.append({call.peer.identity.country, digest}, offset, total, call.request.body));
  return standing_answer(standing.whole ? 201 : 200, standing);
}

Result<net::Answer> upload_answer(Services const& services, Call const& call) {
  HUECRY_TRY(Digest const digest, digest_of(call));
  HUECRY_TRY(Standing const standing, services.blobs.standing({call.peer.identity.country, digest}));
  return standing_answer(200, standing);
}

/// Of its own, or of a message that it was sent and that policy still lets it have.
Result<blob::Name> readable(Services const& services, Call const& call) {
  CountryCode const reader = call.peer.identity.country;
  HUECRY_TRY(Digest const digest, digest_of(call));
  HUECRY_TRY(auto const from, country_parameter(call.request, "from"));
  blob::Name const name{from.value_or(reader), digest};
  if (name.owner == reader) return name;
  auto const state = services.store.snapshot();
  auto const was_sent = [&](messages::Row const& row) {
    return row.envelope.to.contains(reader) && exchange::may_open(services, row.envelope, reader);
  };
  HUECRY_TRY(bool const may, messages::any_referring(*state, name.owner, digest, limits::blob_messages_max, was_sent));
  return may ? Result<blob::Name>(name) : Result<blob::Name>(Error(Errc::not_found));
}

struct Span {
  std::uint64_t from = 0, bytes = 0;
};

/// "bytes=FIRST-LAST" or "bytes=FIRST-" (RFC 9110 §14.1.2); of what is longer than a part, the first part.
Result<Span> span_of(std::string_view range, std::uint64_t size) {
  Error const invalid(Errc::range_invalid, "the range is bytes=FIRST-LAST; it has " + std::to_string(size) + " bytes");
  if (!range.starts_with("bytes=")) return invalid;
  range.remove_prefix(6);
  auto const* const end = range.data() + range.size();
  Span span;
  auto const [dash, first_error] = std::from_chars(range.data(), end, span.from);
  if (first_error != std::errc() || dash == end || *dash != '-' || span.from >= size) return invalid;
  std::uint64_t last = size - 1;
  if (dash + 1 != end) {
    auto const [stop, last_error] = std::from_chars(dash + 1, end, last);
    if (last_error != std::errc() || stop != end || last < span.from) return invalid;
  }
  span.bytes = std::min<std::uint64_t>(std::min(last, size - 1) - span.from + 1, limits::blob_part_bytes_max);
  return span;
}

Result<net::Answer> ranged_answer(Services const& services, Call const& call, blob::Name const& name,
                                  std::uint64_t size) {
  HUECRY_TRY(Span const span, span_of(call.request.range, size));
  HUECRY_TRY(std::string bytes, services.blobs.read(name, span.from, static_cast<std::size_t>(span.bytes)));
  std::uint64_t const last = span.from + bytes.size() - 1;
  net::Answer answer(206, std::string(k_octets), std::move(bytes));
  answer.headers.emplace_back(
      "Content-Range", "bytes " + std::to_string(span.from) + "-" + std::to_string(last) + "/" + std::to_string(size));
  return answer;
}

/// Piece by piece, each read on the pool when the one before has gone out.
asio::awaitable<std::optional<std::string>> next_piece(Context const& context, blob::Name name, std::uint64_t size,
                                                       std::shared_ptr<std::uint64_t> at) {
  auto job = [&context, name, at] { return context.services.blobs.read(name, *at, k_streamed_bytes); };
  if (*at == size) co_return std::nullopt;
  Result<std::string> piece = co_await net::offload(context.blob_pool, std::move(job));
  // Cut, not ended: nobody must take it for the whole.
  if (!piece) throw std::runtime_error("an attachment cannot be read on: " + piece.error().detail);
  *at += piece->size();
  co_return *std::move(piece);
}

net::Answer whole_answer(Context const& context, blob::Name const& name, std::uint64_t size) {
  net::Answer answer(200, std::string(k_octets), std::string());
  auto at = std::make_shared<std::uint64_t>(0);
  answer.stream = [&context, name, size, at] { return next_piece(context, name, size, at); };
  return answer;
}

Result<net::Answer> get_answer(Context const& context, Call const& call) {
  HUECRY_TRY(blob::Name const name, readable(context.services, call));
  HUECRY_TRY(Standing const standing, context.services.blobs.standing(name));
  if (!standing.whole) return Error(Errc::not_found);
  auto answer = call.request.range.empty() ? Result<net::Answer>(whole_answer(context, name, standing.bytes))
                                           : ranged_answer(context.services, call, name, standing.bytes);
  if (answer) answer->headers.emplace_back("Accept-Ranges", "bytes");
  return answer;
}

/// One of the places that its member has, given back with it.
class Turn {
 public:
  Turn(blob::BlobStore& blobs, CountryCode member) : blobs_(blobs), member_(member), held_(blobs.enter(member)) {}
  ~Turn() {
    if (held_) blobs_.leave(member_);
  }
  Turn(Turn const&) = delete;
  Turn& operator=(Turn const&) = delete;
  [[nodiscard]] bool held() const { return held_; }

 private:
  blob::BlobStore& blobs_;
  CountryCode member_;
  bool held_;
};

/// With the threads of attachments, of which no member gets more than its share.
template <class Job>
asio::awaitable<net::Answer> answer_about_blob(Context const& context, Call& call, Job job) {
  auto const asked = std::chrono::steady_clock::now();
  Turn const turn(context.services.blobs, call.peer.identity.country);
  Result<net::Answer> result(Error(Errc::busy, "as many attachments at once as one member may have"));
  if (turn.held()) result = co_await net::offload(context.blob_pool, std::move(job));
  bool const absent = !result && result.error().code == Errc::not_found;
  if (absent) co_await pause_before_absent(call, asked);
  co_return answer_or_problem(std::move(result), call);
}

}

asio::awaitable<net::Answer> put_blob(Context const& context, Call& call) {
  auto job = [&context, &call] { return put_answer(context.services, call); };
  net::Answer answer = co_await answer_about_blob(context, call, std::move(job));
  co_return answer;
}

asio::awaitable<net::Answer> get_upload(Context const& context, Call& call) {
  auto job = [&context, &call] { return upload_answer(context.services, call); };
  net::Answer answer = co_await answer_about_blob(context, call, std::move(job));
  co_return answer;
}

asio::awaitable<net::Answer> get_blob(Context const& context, Call& call) {
  auto job = [&context, &call] { return get_answer(context, call); };
  net::Answer answer = co_await answer_about_blob(context, call, std::move(job));
  co_return answer;
}

}
