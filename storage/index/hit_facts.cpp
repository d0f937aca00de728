#include "storage/index/hit_facts.hpp"

#include "protocol/base/codec.hpp"

namespace huecry::index {
namespace {

constexpr std::uint8_t k_form = 2;  // 1 told nobody but the two

}

std::string encode(HitFacts const& facts) {
  std::string bytes{static_cast<char>(k_hit_tag), static_cast<char>(k_form)};
  Encoder out(bytes);
  out.code(facts.event);
  out.code(facts.after);
  out.country(facts.notice.iss);
  out.number(facts.notice.ver);
  out.text(facts.notice.id);
  out.country(facts.reporter);
  out.number(facts.of);
  out.number(facts.clock);
  out.text(facts.code);
  out.seconds(facts.until);
  out.set(facts.told);
  return bytes;
}

Result<HitFacts> decode_hit_facts(std::string_view bytes) {
  Decoder in(bytes);
  HitFacts facts;
  in.expect(in.number<std::uint8_t>() == k_hit_tag);
  in.expect(in.number<std::uint8_t>() == k_form);
  facts.event = in.code(life::HitEvent::last_);
  facts.after = in.code(life::HitState::last_);
  facts.notice.iss = in.country();
  facts.notice.ver = in.number<std::uint32_t>();
  facts.notice.id = in.text();
  facts.reporter = in.country();
  facts.of = in.number<journal::Position>();
  facts.clock = in.number<life::LimitNumber>();
  in.expect(facts.clock < life::k_limit_profiles.size());
  facts.code = in.text();
  facts.until = in.seconds();
  facts.told = in.set();
  HUECRY_CHECK(in.finish("hit facts"));
  return facts;
}

}
