#include "server/exchange/item_json.hpp"

#include "protocol/base/encoding.hpp"
#include "protocol/base/iso_time.hpp"
#include "protocol/envelope/jws.hpp"

namespace huecry::exchange {

std::string begin_json(journal::Record const& about, std::string_view kind, journal::Position position,
                       UnixMillis received) {
  std::string out;
  out.reserve(about.document.size() + 512);
  out.append(R"({"position":)").append(std::to_string(position));
  out.append(R"(,"kind":")").append(kind);
  out.append(R"(","id":")").append(about.id);
  out.append(R"(","ver":)").append(std::to_string(about.ver));
  out.append(R"(,"iss":")").append(about.iss.text());
  out.append(R"(","received":")").append(iso_time(received)).append("\"");
  return out;
}

void append_object(std::string& out, Digest const& object) {
  out.append(R"(,"object":")").append(to_base64url(object)).append("\"");
}

void append_document(std::string& out, Digest const& object, std::string const& document) {
  append_object(out, object);
  out.append(R"(,"document":)").append(envelope::to_container(document));
}

void append_text(std::string& out, std::string_view name, std::string_view text) {
  out.append(",\"").append(name).append("\":\"").append(text).append("\"");
}

}
