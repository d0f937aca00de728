#pragma once
// The handlers of the route table, one file for each resource. Each runs on the connection's shard; what may block goes
// to the pool. An Error in a Result becomes a problem by `answer_or_problem`.

#include "server/api/context.hpp"
#include "server/api/problem.hpp"
#include "server/api/route.hpp"

namespace huecry::api {

// notices.cpp, notice_reads.cpp
asio::awaitable<net::Answer> post_notices(Context const& context, Call& call);
asio::awaitable<net::Answer> post_diffusion(Context const& context, Call& call);
asio::awaitable<net::Answer> list_notices(Context const& context, Call& call);
asio::awaitable<net::Answer> get_notice(Context const& context, Call& call);
asio::awaitable<net::Answer> get_status(Context const& context, Call& call);
asio::awaitable<net::Answer> get_history(Context const& context, Call& call);
asio::awaitable<net::Answer> get_remarks(Context const& context, Call& call);
asio::awaitable<net::Answer> get_chain(Context const& context, Call& call);
// readers.cpp
asio::awaitable<net::Answer> get_readers(Context const& context, Call& call);
// inbox.cpp
asio::awaitable<net::Answer> get_inbox(Context const& context, Call& call);
// sublog.cpp
asio::awaitable<net::Answer> get_inbox_entries(Context const& context, Call& call);
asio::awaitable<net::Answer> get_inbox_head(Context const& context, Call& call);
// evidence.cpp
asio::awaitable<net::Answer> post_evidence(Context const& context, Call& call);
asio::awaitable<net::Answer> post_hit(Context const& context, Call& call);
asio::awaitable<net::Answer> list_hits(Context const& context, Call& call);
asio::awaitable<net::Answer> get_hit(Context const& context, Call& call);
asio::awaitable<net::Answer> get_hit_statistics(Context const& context, Call& call);
// blobs.cpp
asio::awaitable<net::Answer> put_blob(Context const& context, Call& call);
asio::awaitable<net::Answer> get_upload(Context const& context, Call& call);
asio::awaitable<net::Answer> get_blob(Context const& context, Call& call);
// messages.cpp
asio::awaitable<net::Answer> post_message(Context const& context, Call& call);
asio::awaitable<net::Answer> list_messages(Context const& context, Call& call);
asio::awaitable<net::Answer> get_message(Context const& context, Call& call);
asio::awaitable<net::Answer> get_request_statistics(Context const& context, Call& call);
// canary.cpp
asio::awaitable<net::Answer> get_probes(Context const& context, Call& call);
// coordination.cpp, coordination_requests.cpp, gaps.cpp
asio::awaitable<net::Answer> get_summary(Context const& context, Call& call);
asio::awaitable<net::Answer> get_owed_requests(Context const& context, Call& call);
asio::awaitable<net::Answer> get_gaps(Context const& context, Call& call);
// trust.cpp
asio::awaitable<net::Answer> get_trust_list(Context const& context, Call& call);
asio::awaitable<net::Answer> get_crls(Context const& context, Call& call);
asio::awaitable<net::Answer> put_trust_list(Context const& context, Call& call);
asio::awaitable<net::Answer> put_crl(Context const& context, Call& call);
// policies.cpp, policy_questions.cpp, decisions.cpp
asio::awaitable<net::Answer> put_policy(Context const& context, Call& call);
asio::awaitable<net::Answer> list_policies(Context const& context, Call& call);
asio::awaitable<net::Answer> get_policy(Context const& context, Call& call);
asio::awaitable<net::Answer> post_explain(Context const& context, Call& call);
asio::awaitable<net::Answer> post_rehearse(Context const& context, Call& call);
asio::awaitable<net::Answer> post_compare(Context const& context, Call& call);
asio::awaitable<net::Answer> get_decision(Context const& context, Call& call);
// review.cpp
asio::awaitable<net::Answer> post_decision(Context const& context, Call& call);
asio::awaitable<net::Answer> list_review(Context const& context, Call& call);
asio::awaitable<net::Answer> get_review(Context const& context, Call& call);
// consents.cpp
asio::awaitable<net::Answer> post_consent(Context const& context, Call& call);
asio::awaitable<net::Answer> list_consents(Context const& context, Call& call);
// authzen.cpp
asio::awaitable<net::Answer> post_evaluation(Context const& context, Call& call);
asio::awaitable<net::Answer> post_evaluations(Context const& context, Call& call);
asio::awaitable<net::Answer> get_authzen_configuration(Context const& context, Call& call);
// log.cpp
asio::awaitable<net::Answer> get_checkpoint(Context const& context, Call& call);
asio::awaitable<net::Answer> post_cosignatures(Context const& context, Call& call);
asio::awaitable<net::Answer> get_tile(Context const& context, Call& call);
asio::awaitable<net::Answer> get_entries(Context const& context, Call& call);
asio::awaitable<net::Answer> get_consistency(Context const& context, Call& call);
asio::awaitable<net::Answer> get_receipt(Context const& context, Call& call);
asio::awaitable<net::Answer> get_time(Context const& context, Call& call);
// about.cpp
asio::awaitable<net::Answer> get_whoami(Context const& context, Call& call);
asio::awaitable<net::Answer> get_members(Context const& context, Call& call);
asio::awaitable<net::Answer> get_openapi(Context const& context, Call& call);
asio::awaitable<net::Answer> get_schema(Context const& context, Call& call);

inline constexpr std::string_view k_json = "application/json";

[[nodiscard]] inline net::Answer json_answer(int status, std::string body) {
  return net::Answer(status, std::string(k_json), std::move(body));
}

[[nodiscard]] inline net::Answer answer_or_problem(Result<net::Answer> result, Call const& call) {
  if (!result) return problem_answer(result.error(), call.request.correlation_id);
  return *std::move(result);
}

/// What a job on the pool makes: it may read disks, and returns Result<net::Answer>. Both arguments outlive it; name
/// the job first (G1).
template <class Job>
asio::awaitable<net::Answer> answer_on_pool(Context const& context, Call& call, Job job) {
  Result<net::Answer> result = co_await net::offload(context.pool, std::move(job));
  co_return answer_or_problem(std::move(result), call);
}

/// A query parameter as a number within bounds; fallback when absent. Errors: Errc::parameter_invalid.
[[nodiscard]] Result<std::uint64_t> number_parameter(net::Request const& request, std::string_view name,
                                                     std::uint64_t fallback, std::uint64_t most);

/// A query parameter that is one of some words; nullopt when absent. parse(text) is nullopt for any other word. Errors:
/// Errc::parameter_invalid.
template <class T, class Parse>
[[nodiscard]] Result<std::optional<T>> choice_parameter(net::Request const& request, std::string_view name,
                                                        Parse parse) {
  auto const text = request.parameter(name);
  if (!text) return std::optional<T>();
  std::optional<T> const value = parse(*text);
  if (!value) return Error(Errc::parameter_invalid, std::string(name) + " has no value " + std::string(*text));
  return value;
}
/// "limit": how many items a page may have, 1 to most.
[[nodiscard]] Result<std::uint64_t> limit_parameter(net::Request const& request, std::uint64_t fallback,
                                                    std::uint64_t most);
/// "cursor", where pages go on from a place in the journal; nullopt when absent.
[[nodiscard]] Result<std::optional<std::uint64_t>> cursor_parameter(net::Request const& request);
/// A place in the journal that the caller has read up to; nullopt when absent: from the beginning.
[[nodiscard]] Result<std::optional<std::uint64_t>> position_parameter(net::Request const& request,
                                                                      std::string_view name);
/// true or false; nullopt when absent.
[[nodiscard]] Result<std::optional<bool>> flag_parameter(net::Request const& request, std::string_view name);
[[nodiscard]] Result<std::optional<CountryCode>> country_parameter(net::Request const& request, std::string_view name);

}
