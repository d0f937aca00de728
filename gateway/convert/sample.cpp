#include "gateway/convert/sample.hpp"

#include <array>
#include <string_view>

#include "gateway/convert/detail/dice.hpp"
#include "gateway/convert/detail/sample_blocks.hpp"
#include "gateway/convert/detail/sample_person.hpp"
#include "protocol/documents/partial_date.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"

namespace huecry::convert {
namespace {

using json::Json;

constexpr std::array<std::string_view, 3> k_handling{"H0", "H1", "H2"};

/// Samples of different issuers and colours with one seed have nothing in common.
detail::Dice dice_of(SampleRequest const& request) {
  return detail::Dice(request.seed * 0x9E3779B97F4A7C15 + request.iss.slot() * std::uint64_t{257} +
                      static_cast<std::uint64_t>(request.colour));
}

/// "red", "stolen-art".
std::string id_part(documents::Colour colour) {
  std::string text(documents::to_text(colour));
  for (char& c : text) c = c == '_' ? '-' : static_cast<char>(c - 'A' + 'a');
  return text;
}

Json core_of(SampleRequest const& request, std::uint32_t ver) {
  std::string const issuer(request.iss.text());
  return {{"v", 1},
          {"id", issuer + "-" + id_part(request.colour) + "-" + std::to_string(request.seed)},
          {"ver", ver},
          {"iss", issuer},
          {"colour", documents::to_text(request.colour)},
          {"file_no", "NCB-" + issuer + "/" + std::to_string(request.seed)}};
}

void add_handling(Json& notice, SampleRequest const& request, detail::Dice& dice) {
  notice["issued"] = documents::date_text(request.issued);
  notice["review_on"] = documents::date_text(request.issued + std::chrono::days(365 * dice.between(1, 4)));
  notice["languages"] = dice.chance(30) ? Json::array({"ENG", "FRE"}) : Json::array({"ENG"});
  notice["handling"] = dice.pick(k_handling);
  notice["confidentiality"] = dice.chance(90) ? "OFFICIAL_USE" : "RESTRICTED";
  notice["priority"] = dice.between(1, 9);
  if (dice.chance(60)) notice["evaluation"] = {{"source", "A"}, {"information", dice.chance(70) ? "1" : "2"}};
}

void add_exclusions(Json& notice, SampleRequest const& request) {
  CountrySet excluded = request.excluded;
  excluded.remove(request.iss);
  for (CountryCode const member : excluded.members()) notice["exclude"].push_back(member.text());
}

}

std::string sample_notice(SampleRequest const& request) {
  detail::Dice dice = dice_of(request);
  Json notice = core_of(request, 1);
  notice["action"] = "publish";
  add_handling(notice, request, dice);
  add_exclusions(notice, request);
  detail::add_blocks(notice, request, dice);
  return json::write(notice);
}

std::string sample_withdrawal(SampleRequest const& request, std::uint32_t ver) {
  Json notice = core_of(request, ver);
  notice["action"] = "withdraw";
  notice["issued"] = documents::date_text(request.issued + std::chrono::days(30));
  notice["reason"] = "The matter is closed.";
  return json::write(notice);
}

}
