#pragma once
// The review desk: requests that wait for the secretariat, and the steps of a notice's life that are not versions of it
// (docs/life.md). Reads only; any thread, on any Reader. Errors of all: Errc::corrupt, io.

#include <optional>
#include <string>
#include <vector>

#include "protocol/base/result.hpp"
#include "storage/index/rows.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::index {

/// Who works on a request, and until when nobody else does.
struct Lease {
  Digest signer;  // the certificate
  std::string party;
  UnixSeconds until;
  friend bool operator==(Lease const&, Lease const&) = default;
};

/// The first of two signers has said so.
struct Agreement {
  life::NoticeEvent act{};  // approve or refuse
  Digest signer;
  std::string party;
  friend bool operator==(Agreement const&, Agreement const&) = default;
};

/// A version that waits: the first one of a notice, an update of one in force, or a diffusion whose review is pending.
/// It is there while the request is open.
struct Request {
  std::uint32_t ver = 0;
  NoticeState state = NoticeState::requested;  // requested, under_review, returned; of a diffusion: held, sent
  Moment entered;                              // of this version
  bool urgent = false;
  std::optional<Lease> lease;
  std::vector<Agreement> agreements;
  std::optional<UnixSeconds> answer_until;  // of one that was returned
  friend bool operator==(Request const&, Request const&) = default;
};

/// nullopt: nothing of this notice waits.
[[nodiscard]] Result<std::optional<Request>> request_of(kv::Reader const& state, journal::Position first);

struct Queued {
  journal::Position first = 0;
  Request request;
};
struct QueuePage {
  std::vector<Queued> items;
  std::string next;  // key to go on after; empty at the end
};
/// Requests that a reviewer must look at, the urgent first, then the oldest. `after`: the next of the page before, or
/// empty. Errors: also Errc::parameter_invalid for an `after` that is none.
[[nodiscard]] Result<QueuePage> queue(kv::Reader const& state, std::string_view after, std::size_t items_max);

/// A decision about a notice, as history tells it.
struct Step {
  Moment at;
  life::NoticeEvent event{};
  NoticeState after = NoticeState::requested;  // of the notice
  std::uint32_t ver = 0;                       // which it is about
  Digest object;                               // of the decision
  std::string party;
  friend bool operator==(Step const&, Step const&) = default;
};

/// All decisions about the notice, oldest first.
[[nodiscard]] Result<std::vector<Step>> steps_of(kv::Reader const& state, journal::Position first);
/// The object digest of whatever came last, a version or a decision: what the next decision must name. Steps that move
/// nothing of the notice itself (life::is_beside) do not count, here and below.
[[nodiscard]] Result<Digest> last_step(kv::Reader const& state, Head const& head);

/// The same of the notice in force alone: the version in force, or a decision that was not about a request. Requests
/// must not get in the way of those who hold a notice back or end it.
[[nodiscard]] Result<Digest> last_step_in_force(kv::Reader const& state, Head const& head);
/// What a step of its public extract names: the same, or a later step of the extract, so that none can be left out.
[[nodiscard]] Result<Digest> last_step_of_extract(kv::Reader const& state, Head const& head);
/// Of a request, or of all but those. nullopt: nothing was decided yet.
[[nodiscard]] Result<std::optional<Step>> newest_decision(kv::Reader const& state, journal::Position first,
                                                          bool of_request);
/// Its source has confirmed its need after that entry.
[[nodiscard]] Result<bool> was_renewed_after(kv::Reader const& state, journal::Position first, journal::Position at);

/// The last number N of that year, 0 if none was assigned.
[[nodiscard]] Result<std::uint32_t> last_number(kv::Reader const& state, std::uint16_t year);

[[nodiscard]] std::string encode(Request const& request);
[[nodiscard]] std::string encode(Step const& step);
/// Errors: Errc::corrupt.
[[nodiscard]] Result<Request> decode_request(std::string_view value);
[[nodiscard]] Result<Step> decode_step(std::string_view value);

}
