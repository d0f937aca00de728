#include "certs/keys/open_signer.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <thread>
#include <vector>

#include "certs/keys/pkcs11_uri.hpp"
#include "certs/keys/private_file.hpp"
#include "tests/support/temp_dir.hpp"

using namespace huecry;
using certs::open_signer;
using certs::parse_pkcs11_uri;

namespace {

std::string write_file(std::filesystem::path const& path, std::string const& content, mode_t mode = 0600) {
  std::ofstream(path) << content;
  REQUIRE(::chmod(path.c_str(), mode) == 0);
  return "file:" + path.string();
}

std::string new_key(crypto::Algorithm algorithm = crypto::Algorithm::es256) {
  auto key = crypto::PrivateKey::generate(algorithm);
  REQUIRE(key);
  auto pem = key->to_pem();
  REQUIRE(pem);
  return *pem;
}

bool signs(std::string const& uri) {
  auto signer = open_signer(uri);
  if (!signer) return false;
  auto const signature = (*signer)->sign(as_bytes("message"));
  REQUIRE(signature);
  return bool((*signer)->public_key().verify((*signer)->algorithm(), as_bytes("message"), *signature));
}

}

TEST_SUITE("certs/keys") {
  TEST_CASE("a key file of each algorithm signs what its public key verifies") {
    test::TempDir const dir;
    for (auto const algorithm :
         {crypto::Algorithm::es256, crypto::Algorithm::es384, crypto::Algorithm::ps256, crypto::Algorithm::eddsa}) {
      CAPTURE(to_text(algorithm));
      std::string const uri = write_file(dir / "key", new_key(algorithm));
      CHECK(signs(uri));
      CHECK((*open_signer(uri))->algorithm() == algorithm);
      auto const key = certs::open_key(uri);
      REQUIRE(key);
      CHECK(EVP_PKEY_eq(key->get(), (*open_signer(uri))->public_key().native()) == 1);
    }
  }

  TEST_CASE("a key that group or others can touch is refused") {
    test::TempDir const dir;
    std::string const pem = new_key();
    for (mode_t const mode : {0600U, 0400U}) {
      CAPTURE(mode);
      CHECK(signs(write_file(dir / ("key" + std::to_string(mode)), pem, mode)));
    }
    for (mode_t const mode : {0640U, 0604U, 0620U, 0602U, 0610U, 0601U, 0644U, 0666U}) {
      CAPTURE(mode);
      auto const result = open_signer(write_file(dir / ("key" + std::to_string(mode)), pem, mode));
      REQUIRE(!result);
      CHECK(result.error().code == Errc::key_unusable);
    }
  }

  TEST_CASE("what is no key file is refused with the name of the file") {
    test::TempDir const dir;
    std::filesystem::create_directory(dir / "folder");
    struct Row {
      std::string name, uri;
    };
    std::vector<Row> const rows = {{"absent", "file:" + (dir / "absent").string()},
                                   {"a folder", "file:" + (dir / "folder").string()},
                                   {"no PEM", write_file(dir / "text", "hello")},
                                   {"empty", write_file(dir / "empty", "")},
                                   {"too large", write_file(dir / "large", std::string(16 * 1024 + 1, 'x'))},
                                   {"device", "file:/dev/zero"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const result = open_signer(row.uri);
      REQUIRE(!result);
      CHECK(result.error().code == Errc::key_unusable);
      CHECK(result.error().detail.find(row.uri.substr(5)) != std::string::npos);
      CHECK(!certs::open_key(row.uri));
    }
    CHECK(!open_signer(""));
    CHECK(!open_signer("http://example"));
    CHECK(!open_signer((dir / "text").string()));
  }

  TEST_CASE("a secret file is read up to its limit and refused above it") {
    test::TempDir const dir;
    write_file(dir / "ten", "0123456789");
    CHECK(*certs::read_private_file(dir / "ten", 10) == "0123456789");
    CHECK(!certs::read_private_file(dir / "ten", 9));
  }

  TEST_CASE("one signer serves several threads") {
    test::TempDir const dir;
    auto signer = open_signer(write_file(dir / "key", new_key()));
    REQUIRE(signer);
    std::vector<std::thread> threads;
    std::atomic<int> good = 0;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int k = 0; k < 20; ++k) {
          auto const signature = (*signer)->sign(as_bytes("m"));
          if (signature && (*signer)->public_key().verify(crypto::Algorithm::es256, as_bytes("m"), *signature)) ++good;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(good == 80);
  }

  TEST_CASE("a PKCS#11 URI names object and PIN file, and holds no secret") {
    auto const uri = parse_pkcs11_uri("pkcs11:token=huecry;object=notices;type=private;pin-source=file:/run/pin");
    REQUIRE(uri);
    CHECK(uri->object == "pkcs11:token=huecry;object=notices;type=private");
    CHECK(uri->pin_file == "/run/pin");
    CHECK(uri->module_path.empty());
    auto const query = parse_pkcs11_uri("pkcs11:object=k?pin-source=file:///run/pin&module-path=/usr/lib/m.so");
    REQUIRE(query);
    CHECK(query->pin_file == "/run/pin");
    CHECK(query->module_path == "/usr/lib/m.so");
    struct Row {
      std::string name, uri;
    };
    std::vector<Row> const rows = {
        {"another scheme", "pkcs12:object=k;pin-source=file:/p"},
        {"a PIN in the URI", "pkcs11:object=k;pin-value=1234"},
        {"a PIN in the URI beside a file", "pkcs11:object=k;pin-source=file:/p;pin-value=1234"},
        {"no PIN file", "pkcs11:object=k"},
        {"a PIN from a program", "pkcs11:object=k;pin-source=|/bin/pin"},
        {"an empty PIN file", "pkcs11:object=k;pin-source=file:"},
        {"no object", "pkcs11:token=t;pin-source=file:/p"},
        {"a public object", "pkcs11:object=k;type=public;pin-source=file:/p"},
        {"unknown attribute", "pkcs11:object=k;x-pin=1;pin-source=file:/p"},
        {"no value", "pkcs11:object;pin-source=file:/p"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const result = parse_pkcs11_uri(row.uri);
      REQUIRE(!result);
      CHECK(result.error().code == Errc::key_unusable);
      CHECK(result.error().detail.find("1234") == std::string::npos);
    }
  }
}
