// Gaps: which live notices members cannot see, and which rule keeps them. Numbers, never an identifier or content.

#include "server/exchange/gaps.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "protocol/policy/explain.hpp"
#include "server/api/handlers.hpp"
#include "server/api/notice_json.hpp"

namespace huecry::api {
namespace {

using exchange::Services;
using json::Json;

/// nullopt, for all members, only to the secretariat. Errors: parameter_invalid; role_required for a coordinator who
/// names another region than its own.
Result<std::optional<Region>> asked_region(Call const& call) {
  HUECRY_TRY(auto const named, choice_parameter<Region>(call.request, "region", region_from_text));
  if (named == Region::none) return Error(Errc::parameter_invalid, "region has no value none");
  auto const& identity = call.peer.identity;
  if (identity.role == certs::Role::secretariat) return named;
  if (named && *named != identity.region) return Error(Errc::role_required, "another region than its own");
  return std::optional(identity.region);
}

Result<CountrySet> asked_recipients(Services const& services, net::Request const& request,
                                    std::optional<Region> region) {
  CountrySet const members = services.trust.current()->members();
  CountrySet const all = region ? members & members_of(*region) : members;
  HUECRY_TRY(auto const one, country_parameter(request, "recipient"));
  if (!one) return all;
  // An empty answer would read as "no gaps".
  if (!all.contains(*one)) return Error(Errc::parameter_invalid, "recipient is no member of the region that is asked");
  return CountrySet{*one};
}

Result<std::optional<policy::Vocabulary::Offences>> asked_offences(policy::Vocabulary const& words,
                                                                   net::Request const& request) {
  return choice_parameter<policy::Vocabulary::Offences>(
      request, "offence", [&words](std::string_view code) -> std::optional<policy::Vocabulary::Offences> {
        auto const covered = words.covered_by(code);
        return covered.any() ? std::optional(covered) : std::nullopt;
      });
}

Result<exchange::GapsRequest> gaps_request(Services const& services, Call const& call, std::optional<Region> region) {
  exchange::GapsRequest request;
  HUECRY_TRY(request.question.recipients, asked_recipients(services, call.request, region));
  HUECRY_TRY(request.question.origin, country_parameter(call.request, "origin"));
  HUECRY_TRY(request.question.colour,
             choice_parameter<documents::Colour>(call.request, "colour", documents::colour_from_text));
  auto const policy = services.policy.get();
  HUECRY_TRY(request.question.offences, asked_offences(policy.vocabulary(), call.request));
  HUECRY_TRY(request.rows, limit_parameter(call.request, exchange::k_gap_rows_max, exchange::k_gap_rows_max));
  HUECRY_TRY(request.before, cursor_parameter(call.request));
  return request;
}

template <class Counts, class Name>
Json counts_json(Counts const& counts, Name name) {
  Json object = Json::object();
  for (std::size_t number = 0; number < counts.size(); ++number)
    if (counts[number] != 0) object[std::string(name(number))] = counts[number];
  return object;
}

/// The words of a stored decision (docs/policy.md, "What is stored").
Json gap_json(policy::CompiledPolicy const& policy, exchange::Gap const& gap) {
  Json out = {{"origin", gap.origin.text()},
              {"recipient", gap.recipient.text()},
              {"by", to_text(gap.reason.layer)},
              {"cause", to_text(gap.reason.cause)},
              {"notices", gap.notices}};
  out["colours"] = counts_json(gap.colours, [](std::size_t number) { return to_text(documents::k_colours[number]); });
  auto const& offences = policy.vocabulary().offences();
  out["offences"] = counts_json(gap.offences, [&offences](std::size_t number) { return offences[number]; });
  policy::Clause const clause = policy::clause_of(policy, gap.origin, gap.recipient, gap.reason);
  if (!clause.author.empty()) out["author"] = clause.author;
  if (!clause.rule.empty()) out["rule"] = clause.rule;
  return out;
}

Result<net::Answer> gaps_answer(Services const& services, Call const& call) {
  HUECRY_TRY(auto const region, asked_region(call));
  HUECRY_TRY(auto const request, gaps_request(services, call, region));
  HUECRY_TRY(auto const page, exchange::gaps(services, request));
  Json body = {{"region", region ? to_text(*region) : "all"},
               {"set", to_base64url(page.policy.digest())},
               {"notices", page.tally.notices()},
               {"missed", page.tally.missed()},
               {"gaps", Json::array()}};
  add_progress(body, page.next, services.journal.end());
  for (exchange::Gap const& gap : page.tally.gaps()) body["gaps"].push_back(gap_json(page.policy, gap));
  return json_answer(200, json::write(body));
}

}

asio::awaitable<net::Answer> get_gaps(Context const& context, Call& call) {
  auto job = [&context, &call] { return gaps_answer(context.services, call); };
  net::Answer answer = co_await answer_on_pool(context, call, std::move(job));
  co_return answer;
}

}
