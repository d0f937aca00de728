#pragma once
// The SAX handler behind read(): builds the value and refuses what strict JSON refuses (read.hpp). One use, one thread.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"

namespace huecry::json::detail {

/// Models nlohmann's SAX interface; each callback returns false to stop the parser, and then error() says why.
class Builder {
 public:
  explicit Builder(ReadOptions options) : options_(options) {}

  bool null() { return place(nullptr); }
  bool boolean(bool value) { return place(value); }
  bool number_integer(std::int64_t value);
  bool number_unsigned(std::uint64_t value);
  bool number_float(double value, std::string const& token);
  bool string(std::string& value) { return place(std::move(value)); }
  bool start_object(std::size_t) { return open(Json::object()); }
  bool key(std::string& name);
  bool end_object() { return close(); }
  bool start_array(std::size_t) { return open(Json::array()); }
  bool end_array() { return close(); }
  bool parse_error(std::size_t offset, std::string const& token, nlohmann::detail::exception const& reason);
  template <class Binary>
  bool binary(Binary&) {
    return refuse("binary values do not exist in text");
  }

  [[nodiscard]] Json take() && { return std::move(root_); }
  [[nodiscard]] Error take_error() && { return std::move(error_); }

 private:
  /// An open array or object. The pointers stay good: a container grows only while it is the innermost one.
  struct Frame {
    Json* container;
    std::string const* key = nullptr;  // of the member being read; objects only
    Json* member = nullptr;
  };

  bool place(Json value);
  Json& put(Json value);
  bool open(Json container);
  bool close();
  bool refuse(std::string_view why);
  [[nodiscard]] std::string pointer() const;

  ReadOptions options_;
  Json root_;
  std::vector<Frame> frames_;
  Error error_;
};

}
