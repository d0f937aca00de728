// Keys on a token, with SoftHSM. Skipped where the packages softhsm2, opensc or libengine-pkcs11-openssl are absent.

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "certs/keys/open_signer.hpp"
#include "protocol/crypto/key_wrap.hpp"
#include "tests/support/temp_dir.hpp"

using namespace huecry;
using certs::open_signer;

namespace {

constexpr char const* k_module = "/usr/lib/softhsm/libsofthsm2.so";
constexpr char const* k_engine = "/usr/lib/x86_64-linux-gnu/engines-3/pkcs11.so";

bool has_command(std::string const& name) {
  return std::system(("command -v " + name + " >/dev/null 2>&1").c_str()) == 0;
}

bool installed() {
  static bool const all = [] {
    bool const found = std::filesystem::exists(k_module) && std::filesystem::exists(k_engine) &&
                       has_command("softhsm2-util") && has_command("pkcs11-tool");
    if (!found) std::cout << "SKIPPED: softhsm2, opensc or libengine-pkcs11-openssl is not installed\n";
    return found;
  }();
  return all;
}

void run(std::string const& command) {
  CAPTURE(command);
  REQUIRE(std::system((command + " >/dev/null 2>&1").c_str()) == 0);
}

/// A token with two keys, in a directory of its own. One per process: SoftHSM reads its configuration once.
struct Token {
  test::TempDir dir;

  Token() {
    std::filesystem::create_directory(dir / "tokens");
    std::ofstream(dir / "softhsm2.conf") << "directories.tokendir = " << (dir / "tokens").string()
                                         << "\nlog.level = ERROR\n";
    ::setenv("SOFTHSM2_CONF", (dir / "softhsm2.conf").c_str(), 1);
    run("softhsm2-util --init-token --free --label huecry --pin 1234 --so-pin 5678");
    std::string const tool =
        std::string("pkcs11-tool --module ") + k_module + " --token-label huecry --login --pin 1234 ";
    run(tool + "--keypairgen --key-type EC:prime256v1 --label notices --id 01");
    run(tool + "--keypairgen --key-type EC:secp384r1 --label root --id 02");
    run(tool + "--keypairgen --key-type rsa:3072 --label rsa --id 03");
    run(tool + "--keypairgen --key-type EC:prime256v1 --label encryption --id 04 --usage-derive");
    write_pin("pin", "1234\n", 0600);
  }
  void write_pin(std::string const& name, std::string const& pin, mode_t mode) const {
    std::ofstream(dir / name) << pin;
    REQUIRE(::chmod((dir / name).c_str(), mode) == 0);
  }
  [[nodiscard]] std::string uri(std::string const& object, std::string const& pin = "pin") const {
    return "pkcs11:token=huecry;object=" + object + ";type=private;pin-source=file:" + (dir / pin).string() +
           ";module-path=" + k_module;
  }
};

Token const& token() {
  // Never taken down: the token's library may still look at its files when the process ends.
  static Token const* const made = new Token;
  return *made;
}

}

TEST_SUITE("certs/keys PKCS#11") {
  // First: a token that has been logged into asks for no PIN again.
  TEST_CASE("a wrong PIN is refused without a question on the terminal") {
    if (!installed()) return;
    token().write_pin("wrong-pin", "4321", 0600);
    auto const result = open_signer(token().uri("notices", "wrong-pin"));
    REQUIRE(!result);
    CHECK(result.error().code == Errc::key_unusable);
    CHECK(result.error().detail.find("4321") == std::string::npos);
  }

  TEST_CASE("a key on a token opens what was sealed to its public key, and nothing that was changed") {
    if (!installed()) return;
    auto key = certs::open_key(token().uri("encryption"));
    REQUIRE_MESSAGE(key, (key ? "" : key.error().detail));
    unsigned char* raw = nullptr;
    int const length = i2d_PUBKEY(key->get(), &raw);
    crypto::OpensslBytes const owner(raw);
    REQUIRE(length > 0);
    auto const public_key = crypto::PublicKey::from_spki(ByteView(raw, static_cast<std::size_t>(length)));
    REQUIRE(public_key);
    crypto::SealKey sealed;
    sealed.bytes.fill(7);
    auto wrapped = crypto::wrap_key(sealed, *public_key);
    REQUIRE(wrapped);
    auto const own = crypto::UnwrapKey::from_native(*std::move(key));
    REQUIRE_MESSAGE(own, (own ? "" : own.error().detail));
    for (int i = 0; i < 3; ++i) {
      auto const opened = own->unwrap(*wrapped);
      REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().detail));
      CHECK(opened->bytes == sealed.bytes);
    }
    wrapped->bytes[0] ^= 1;
    CHECK_FALSE(own->unwrap(*wrapped));
  }

  TEST_CASE("a key on a token signs what its public key verifies") {
    if (!installed()) return;
    struct Row {
      std::string object;
      crypto::Algorithm algorithm;
    };
    std::vector<Row> const rows = {
        {"notices", crypto::Algorithm::es256}, {"root", crypto::Algorithm::es384}, {"rsa", crypto::Algorithm::ps256}};
    for (Row const& row : rows) {
      CAPTURE(row.object);
      auto signer = open_signer(token().uri(row.object));
      REQUIRE_MESSAGE(signer, (signer ? "" : signer.error().detail));
      CHECK((*signer)->algorithm() == row.algorithm);
      for (int i = 0; i < 3; ++i) {
        auto const signature = (*signer)->sign(as_bytes("message"));
        REQUIRE_MESSAGE(signature, (signature ? "" : signature.error().detail));
        CHECK((*signer)->public_key().verify(row.algorithm, as_bytes("message"), *signature));
        CHECK(!(*signer)->public_key().verify(row.algorithm, as_bytes("another"), *signature));
      }
    }
  }

  TEST_CASE("the same key can be had as OpenSSL wants it") {
    if (!installed()) return;
    auto const key = certs::open_key(token().uri("notices"));
    REQUIRE(key);
    CHECK(EVP_PKEY_eq(key->get(), (*open_signer(token().uri("notices")))->public_key().native()) == 1);
  }

  TEST_CASE("an absent object, an open PIN file and another module are refused, and good keys go on") {
    if (!installed()) return;
    REQUIRE(open_signer(token().uri("notices")));
    CHECK(!open_signer(token().uri("absent")));
    token().write_pin("open-pin", "1234", 0644);
    CHECK(!open_signer(token().uri("notices", "open-pin")));
    token().write_pin("empty-pin", "\n", 0600);
    CHECK(!open_signer(token().uri("notices", "empty-pin")));
    CHECK(!open_signer("pkcs11:token=huecry;object=notices;pin-source=file:" + (token().dir / "pin").string() +
                       ";module-path=/usr/lib/other.so"));
    auto signer = open_signer(token().uri("notices"));
    REQUIRE(signer);
    CHECK((*signer)->sign(as_bytes("message")));
  }
}
