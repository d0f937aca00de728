#include "protocol/envelope/document_type.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace huecry::envelope;

TEST_SUITE("protocol/envelope document type") {
  TEST_CASE("each type reads back from its names") {
    CHECK(document_types().size() == 13);
    for (DocumentType type : document_types()) {
      std::string const name(name_of(type));
      CAPTURE(name);
      CHECK(from_name(name) == type);
      CHECK(from_typ(typ_of(type)) == type);
      CHECK(from_media_type(media_type_of(type)) == type);
      CHECK(typ_of(type) == "vnd.huecry." + name + "+jws");
      CHECK(cty_of(type) == "vnd.huecry." + name + "+json");
      CHECK(media_type_of(type) == "application/vnd.huecry." + name + "+jws");
    }
  }

  TEST_CASE("no other text is a type") {
    std::string const texts[] = {"",
                                 "notices",
                                 "Notice",
                                 "vnd.huecry.notice+json",
                                 "application/vnd.huecry.notice+json",
                                 "vnd.huecry.notice+jws ",
                                 "application/vnd.huecry.notice+jws; charset=utf-8",
                                 "JOSE",
                                 "application/vnd.huecry.sealed+jwe",
                                 "VND.HUECRY.NOTICE+JWS"};
    for (std::string const& text : texts) {
      CAPTURE(text);
      CHECK_FALSE(from_name(text).has_value());
      CHECK_FALSE(from_typ(text).has_value());
      CHECK_FALSE(from_media_type(text).has_value());
    }
    // One kind of name is not another.
    CHECK_FALSE(from_typ("application/vnd.huecry.notice+jws").has_value());
    CHECK_FALSE(from_media_type("vnd.huecry.notice+jws").has_value());
  }
}
