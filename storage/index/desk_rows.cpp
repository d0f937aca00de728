#include "storage/index/desk.hpp"
#include "storage/index/detail/row_form.hpp"

namespace huecry::index {
namespace {

using detail::begin_row;
using detail::decode_moment;
using detail::encode_moment;
using detail::open_row;

void encode_lease(Encoder& out, std::optional<Lease> const& lease) {
  out.code(lease.has_value());
  if (!lease) return;
  out.digest(lease->signer);
  out.text(lease->party);
  out.seconds(lease->until);
}

std::optional<Lease> decode_lease(Decoder& in) {
  if (!in.code(true)) return std::nullopt;
  Lease lease;
  lease.signer = in.digest();
  lease.party = in.text();
  lease.until = in.seconds();
  return lease;
}

Agreement decode_agreement(Decoder& in) {
  Agreement agreement;
  agreement.act = in.code(life::NoticeEvent::last_);
  agreement.signer = in.digest();
  agreement.party = in.text();
  return agreement;
}

}

std::string encode(Request const& request) {
  std::string value = begin_row();
  Encoder out(value);
  out.number(request.ver);
  out.code(request.state);
  encode_moment(out, request.entered);
  out.code(request.urgent);
  encode_lease(out, request.lease);
  out.number(static_cast<std::uint8_t>(request.agreements.size()));
  for (Agreement const& agreement : request.agreements) {
    out.code(agreement.act);
    out.digest(agreement.signer);
    out.text(agreement.party);
  }
  out.code(request.answer_until.has_value());
  if (request.answer_until) out.seconds(*request.answer_until);
  return value;
}

Result<Request> decode_request(std::string_view value) {
  Decoder in = open_row(value);
  Request request;
  request.ver = in.number<std::uint32_t>();
  request.state = in.code(NoticeState::last_);
  request.entered = decode_moment(in);
  request.urgent = in.code(true);
  request.lease = decode_lease(in);
  for (auto left = in.number<std::uint8_t>(); left > 0 && !in.failed(); --left)
    request.agreements.push_back(decode_agreement(in));
  if (in.code(true)) request.answer_until = in.seconds();
  HUECRY_CHECK(in.finish("request row"));
  return request;
}

std::string encode(Step const& step) {
  std::string value = begin_row();
  Encoder out(value);
  encode_moment(out, step.at);
  out.code(step.event);
  out.code(step.after);
  out.number(step.ver);
  out.digest(step.object);
  out.text(step.party);
  return value;
}

Result<Step> decode_step(std::string_view value) {
  Decoder in = open_row(value);
  Step step;
  step.at = decode_moment(in);
  step.event = in.code(life::NoticeEvent::last_);
  step.after = in.code(NoticeState::last_);
  step.ver = in.number<std::uint32_t>();
  step.object = in.digest();
  step.party = in.text();
  HUECRY_CHECK(in.finish("step row"));
  return step;
}

}
