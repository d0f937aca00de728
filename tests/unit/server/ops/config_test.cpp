#include "server/ops/config.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace huecry;
using namespace huecry::ops;

TEST_SUITE("server/ops config") {
  TEST_CASE("an empty file gives the defaults, and each entry says so") {
    auto const loaded = parse_config("", "/etc/huecry");
    REQUIRE(loaded);
    CHECK(loaded->config.listen_port == 8443);
    CHECK(loaded->config.publish_at_once == false);
    for (auto const& entry : loaded->entries) CHECK(entry.origin == "default");
  }

  TEST_CASE("the example is a valid configuration with the defaults") {
    auto const loaded = parse_config(example_config(), ".");
    REQUIRE(loaded);
    CHECK(loaded->config.connections_max == Config{}.connections_max);
    for (auto const& entry : loaded->entries) CHECK(entry.origin != "default");
  }

  TEST_CASE("paths are relative to the file, absolute ones and tokens stay") {
    auto const loaded =
        parse_config("[tls]\nchain = \"c.pem\"\nkey = \"pkcs11:token=t\"\n[log]\nkey = \"file:/k\"\n", "/etc/huecry");
    REQUIRE(loaded);
    CHECK(loaded->config.tls_chain == "/etc/huecry/c.pem");
    CHECK(loaded->config.tls_key == "pkcs11:token=t");
    CHECK(loaded->config.log_key == "file:/k");
  }

  TEST_CASE("the hub's address is a host, with a port or without") {
    for (std::string const url : {"https://hub.example", "https://localhost:8443", "https://[2001:db8::1]:8443"}) {
      auto const loaded = parse_config("[hub]\nurl = \"" + url + "\"\n", ".");
      REQUIRE(loaded);
      CHECK(loaded->config.hub_url == url);
    }
  }

  TEST_CASE("a wrong entry is refused with its line") {
    struct Row {
      std::string name;
      std::string text;
      std::string said;
    };
    Row const rows[] = {{"not TOML", "[hub\n", "line 1"},
                        {"unknown section", "[hubb]\nname = \"x\"\n", "line 2: unknown entry hubb.name"},
                        {"misspelt limit", "[limits]\nconections = 3\n", "line 2: unknown entry limits.conections"},
                        {"outside a section", "name = \"x\"\n", "stands outside a section"},
                        {"wrong type", "[listen]\nport = \"x\"\n", "listen.port must be a port"},
                        {"port past the end", "[listen]\nport = 65536\n", "listen.port must be a port"},
                        {"negative limit", "[limits]\nconnections = -1\n", "limits.connections must be"},
                        {"zero connections", "[limits]\nconnections = 0\n", "limits.connections must be at least 1"},
                        {"zero seconds", "[timeouts]\nidle_s = 0\n", "timeouts.idle_s must be"},
                        {"unknown level", "[logging]\nlevel = \"loud\"\n", "logging.level must be"},
                        {"long poll above idle", "[limits]\ninbox_wait_s = 61\n", "inbox_wait_s must not exceed"},
                        {"not https", "[hub]\nurl = \"http://hub.example\"\n", "hub.url must be https://HOST"},
                        {"a path", "[hub]\nurl = \"https://hub.example/x\"\n", "hub.url must be https://HOST"},
                        {"no host", "[hub]\nurl = \"https://\"\n", "hub.url must be https://HOST"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const loaded = parse_config(row.text, ".");
      REQUIRE_FALSE(loaded);
      CHECK(loaded.error().code == Errc::config_invalid);
      CAPTURE(loaded.error().detail);
      CHECK(loaded.error().detail.find(row.said) != std::string::npos);
    }
  }

  TEST_CASE("the last port is taken") {
    auto const loaded = parse_config("[listen]\nport = 65535\n", ".");
    REQUIRE(loaded);
    CHECK(loaded->config.listen_port == 65535);
  }
}
