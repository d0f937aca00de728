#include "protocol/json/detail/builder.hpp"

#include "protocol/base/limits.hpp"

namespace huecry::json::detail {
namespace {

constexpr std::size_t k_pointer_bytes_max = 200;

/// One step of a JSON pointer (RFC 6901 §3).
void append_step(std::string& pointer, std::string_view name) {
  pointer += '/';
  for (char c : name) {
    if (pointer.size() >= k_pointer_bytes_max) return;
    if (c == '~')
      pointer += "~0";
    else if (c == '/')
      pointer += "~1";
    else
      pointer += c;
  }
}

bool is_utf8_tail(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

/// Cuts to the limit, and never inside a character.
std::string shortened(std::string pointer) {
  if (pointer.size() < k_pointer_bytes_max) return pointer;
  std::size_t end = k_pointer_bytes_max - 1;
  while (end > 0 && is_utf8_tail(pointer[end])) --end;
  pointer.resize(end);
  return pointer + "…";
}

/// The reason alone out of nlohmann's sentence: "… - <reason>; last read: '<input>'".
std::string_view reason_in(std::string_view sentence) {
  auto const dash = sentence.find(" - ");
  if (dash == std::string_view::npos) return "not JSON";
  sentence.remove_prefix(dash + 3);
  return sentence.substr(0, sentence.find(';'));
}

}

bool Builder::number_integer(std::int64_t value) {
  if (value < -limits::json_integer_max || value > limits::json_integer_max) {
    return refuse("an integer beyond 2^53 - 1");
  }
  return place(value);
}

bool Builder::number_unsigned(std::uint64_t value) {
  if (value > std::uint64_t{limits::json_integer_max}) return refuse("an integer beyond 2^53 - 1");
  return place(value);
}

bool Builder::number_float(double value, std::string const& token) {
  // nlohmann turns integers that do not fit 64 bits into doubles; they come with their own text.
  if (token.find_first_of(".eE") == std::string::npos) return refuse("an integer beyond 2^53 - 1");
  if (!options_.fractions) return refuse("a number with a fraction or an exponent");
  return place(value);
}

bool Builder::key(std::string& name) {
  Frame& frame = frames_.back();
  auto [member, fresh] = frame.container->get_ref<Json::object_t&>().try_emplace(std::move(name));
  frame.key = &member->first;
  frame.member = &member->second;
  return fresh || refuse("the key is there twice");
}

bool Builder::parse_error(std::size_t offset, std::string const&, nlohmann::detail::exception const& reason) {
  std::string detail(reason_in(reason.what()));
  detail += " at byte " + std::to_string(offset);
  if (!frames_.empty()) detail += ", in \"" + pointer() + '"';
  error_ = Error(Errc::json_invalid, std::move(detail));
  return false;
}

bool Builder::place(Json value) {
  put(std::move(value));
  return true;
}

Json& Builder::put(Json value) {
  if (frames_.empty()) return root_ = std::move(value);
  Frame& frame = frames_.back();
  if (frame.container->is_array()) return frame.container->emplace_back(std::move(value));
  return *frame.member = std::move(value);
}

bool Builder::open(Json container) {
  if (frames_.size() >= static_cast<std::size_t>(options_.depth_max)) return refuse("nested too deeply");
  frames_.push_back({&put(std::move(container))});
  return true;
}

bool Builder::close() {
  frames_.pop_back();
  return true;
}

bool Builder::refuse(std::string_view why) {
  error_ = Error(Errc::json_invalid, std::string(why) + " at \"" + pointer() + '"');
  return false;
}

std::string Builder::pointer() const {
  std::string text;
  for (Frame const& frame : frames_) {
    if (text.size() >= k_pointer_bytes_max) break;
    if (frame.container->is_array()) {
      // Inside the last frame the element is not there yet; in the outer ones it is the last.
      std::size_t const size = frame.container->size();
      append_step(text, std::to_string(&frame == &frames_.back() ? size : size - 1));
    } else if (frame.key != nullptr) {
      append_step(text, *frame.key);
    }
  }
  return shortened(std::move(text));
}

}
