#include "protocol/documents/detail/message_rules.hpp"

#include "protocol/base/country.hpp"
#include "protocol/documents/detail/act_members.hpp"
#include "protocol/documents/fields.hpp"
#include "protocol/documents/message_envelope.hpp"
#include "protocol/documents/policy.hpp"

namespace huecry::documents::detail {
namespace {

using json::Json;
using enum Need;

constexpr std::size_t k_acts = static_cast<std::size_t>(MessageAct::last_) + 1;

/// message, request, answer, refuse, pause, probe, echo
constexpr ActMember<k_acts> k_members[] = {
    {"kind", {none, must, none, none, none, none, none}},     {"clock", {none, must, none, none, none, none, none}},
    {"of", {none, none, must, must, must, none, must}},       {"refusal", {none, none, none, must, none, none, none}},
    {"pause", {none, none, none, none, must, none, none}},    {"until", {none, none, none, none, must, none, none}},
    {"reply_to", {free, free, free, free, free, none, none}}, {"att", {free, free, free, free, free, none, none}},
    {"hints", {none, free, none, none, none, none, none}}};

bool is_known(std::string_view code) { return bool(CountryCode::parse(code)); }

/// Nobody writes to itself, but to see whether that comes through.
void check_to(Json const& document, MessageAct act, RuleFaults& faults) {
  Json const& to = document.at("to");
  for (std::size_t i = 0; i < to.size(); ++i) {
    std::string const pointer = "/to/" + std::to_string(i);
    auto const& code = to[i].get_ref<std::string const&>();
    if (!is_known(code)) faults.add(pointer, "is no member of the exchange");
    if (code == text_or_empty(&document, "from") && !is_canary(act)) faults.add(pointer, "is the sender");
  }
}

void check_parties(Json const& document, MessageAct act, RuleFaults& faults) {
  auto const from = text_or_empty(&document, "from");
  faults.name_rule("id-prefix");
  if (!text_or_empty(&document, "id").starts_with(from)) faults.add("/id", "must begin with the code in from");
  faults.name_rule("members-known");
  if (!is_known(from)) faults.add("/from", "is no member of the exchange");
  for (char const* const name : {"conv", "of", "reply_to"})
    if (document.contains(name) && !is_known(text_or_empty(&document, name).substr(0, 2)))
      faults.add(std::string("/") + name, "begins with no code of a member");
  check_to(document, act, faults);
}

/// An answer that does not reach the one who asked is none.
void check_reply(Json const& document, RuleFaults& faults) {
  auto const of = text_or_empty(&document, "of");
  if (of.empty()) return;
  faults.name_rule("answers-the-asker");
  auto const& to = document.at("to");
  if (std::find(to.begin(), to.end(), of.substr(0, 2)) == to.end()) faults.add("/to", "lacks the one who asked");
  if (text_or_empty(&document, "act") == "echo" && to.size() != 1) faults.add("/to", "is not the one who asked alone");
}

}

void check_head(Json const& document, RuleFaults& faults) {
  auto const act = *message_act(text_or_empty(&document, "act"));
  check_act_members(document, "message of act " + std::string(to_text(act)), static_cast<std::size_t>(act), k_members,
                    faults);
  check_parties(document, act, faults);
  check_reply(document, faults);
  faults.name_rule("moment-exact");
  if (document.contains("until") && !parse_moment(text_or_empty(&document, "until")))
    faults.add("/until", "is no moment of the calendar");
}

}
