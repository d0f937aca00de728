#include "gateway/messages/attachments.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>

#include "protocol/base/durable_file.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/envelope/attachment.hpp"
#include "tests/support/clock.hpp"
#include "tests/support/must.hpp"
#include "tests/support/seed.hpp"
#include "tests/support/temp_dir.hpp"

using namespace huecry;
namespace fs = std::filesystem;

namespace {

struct Files {
  test::TempDir dir;
  test::SeededRandom random{test::seed()};
  fs::path const plain = dir / "photo 1.jpg", sealed = dir / "1.sealed", opened = dir / "opened";
  std::string content = std::string(3 * envelope::k_attachment_chunk_bytes + 7, 'p');
  static void quiet(std::uint64_t, std::uint64_t) {}

  documents::Attachment seal() {
    std::ofstream(plain, std::ios::binary) << content;
    return test::must(mail::seal_file(plain, sealed, "FR-M-1", random, quiet));
  }
  Result<> open(documents::Attachment const& attachment, std::string const& message = "FR-M-1") const {
    return mail::open_file(sealed, opened, attachment, message, quiet);
  }
  void change(std::function<void(std::string&)> const& how) const {
    std::string bytes = test::must(read_whole(sealed));
    how(bytes);
    std::ofstream(sealed, std::ios::binary | std::ios::trunc) << bytes;
  }
};

}

TEST_SUITE("gateway/messages attachments") {
  TEST_CASE_FIXTURE(Files, "a link is followed for its owner, and not for others; what is no file is never read") {
    std::ofstream(plain, std::ios::binary) << content;
    fs::create_symlink(plain, dir / "link");
    auto const sealed_from = [this](fs::path const& from, mail::Links links) {
      return mail::seal_file(from, sealed, "FR-M-1", random, quiet, links);
    };
    CHECK(sealed_from(dir / "link", mail::Links::follow));
    CHECK(sealed_from(dir / "link", mail::Links::refuse).error().code == Errc::io);
    CHECK(sealed_from(plain, mail::Links::refuse));
    CHECK(sealed_from(dir.path(), mail::Links::follow).error().code == Errc::parameter_invalid);
    REQUIRE(::mkfifo((dir / "pipe").c_str(), 0600) == 0);
    CHECK(sealed_from(dir / "pipe", mail::Links::follow).error().code == Errc::parameter_invalid);
  }

  TEST_CASE_FIXTURE(Files, "what was sealed opens to the same bytes, whatever their number") {
    HUECRY_SEEDED;
    for (std::size_t const bytes :
         {std::size_t{0}, std::size_t{1}, envelope::k_attachment_chunk_bytes, content.size()}) {
      CAPTURE(bytes);
      content.assign(bytes, 'x');
      auto const attachment = seal();
      CHECK(attachment.name == "photo 1.jpg");
      CHECK(attachment.bytes == bytes);
      CHECK(attachment.digest == crypto::sha256(content));
      CHECK(attachment.sealed.bytes == envelope::sealed_attachment_bytes(bytes));
      REQUIRE(open(attachment));
      CHECK(test::must(read_whole(opened)) == content);
      fs::remove(opened);
    }
  }

  TEST_CASE_FIXTURE(
      Files, "what was cut, changed, exchanged or described wrongly leaves no file behind, and by whom is told apart") {
    HUECRY_SEEDED;
    auto const honest = seal();
    std::string const good = test::must(read_whole(sealed));
    using Described = documents::Attachment;
    struct Row {
      char const* name;
      std::function<void(std::string&)> bytes;
      std::function<void(Described&)> described;
      Errc code = Errc::seal_mismatch;
    };
    auto const same = [](std::string&) {};
    auto const named_as_it_is = [&](Described& described) {
      std::string const bytes = test::must(read_whole(sealed));
      described.sealed = {crypto::sha256(bytes), bytes.size()};
    };
    for (Row const& row : {
             Row{"a byte missing", [](std::string& b) { b.pop_back(); }, [](Described&) {}, Errc::not_verified},
             Row{"a bit changed", [](std::string& b) { b[70] ^= 1; }, [](Described&) {}, Errc::not_verified},
             Row{"a bit changed by its sender", [](std::string& b) { b[70] ^= 1; }, named_as_it_is},
             Row{"cut by its sender", [](std::string& b) { b.resize(b.size() - 23); }, named_as_it_is},
             Row{"continued by its sender", [](std::string& b) { b += std::string(40, 'x'); }, named_as_it_is},
             Row{"two chunks exchanged",
                 [](std::string& b) {
                   std::size_t const at = envelope::k_attachment_header_bytes, size = envelope::k_sealed_chunk_bytes;
                   std::swap_ranges(b.begin() + at, b.begin() + at + size, b.begin() + at + size);
                 },
                 named_as_it_is},
             Row{"another key", same, [](Described& d) { d.key.bytes[0] ^= 1; }},
             Row{"another length inside", same, [](Described& d) { ++d.bytes; }},
             Row{"another digest inside", same, [](Described& d) { d.digest = crypto::sha256("other"); }},
         }) {
      CAPTURE(row.name);
      std::ofstream(sealed, std::ios::binary | std::ios::trunc) << good;
      change(row.bytes);
      Described described = honest;
      row.described(described);
      auto const result = open(described);
      REQUIRE_FALSE(result);
      CHECK(result.error().code == row.code);
      CHECK_FALSE(fs::exists(opened));
      CHECK(std::distance(fs::directory_iterator(dir.path()), {}) == 2);  // the file and the sealed one
    }
    std::ofstream(sealed, std::ios::binary | std::ios::trunc) << good;
    CHECK_FALSE(open(honest, "FR-M-2"));
    CHECK(open(honest));
  }

  TEST_CASE_FIXTURE(Files, "a file that is not there, or a folder, is an error that names it") {
    auto const missing = mail::seal_file(dir / "none", sealed, "FR-M-1", random, quiet);
    REQUIRE_FALSE(missing);
    CHECK(missing.error().detail.find("none") != std::string::npos);
    CHECK_FALSE(mail::seal_file(dir / "", sealed, "FR-M-1", random, quiet));
    std::ofstream(dir / ".profile") << "x";
    auto const hidden = mail::seal_file(dir / ".profile", sealed, "FR-M-1", random, quiet);
    REQUIRE_FALSE(hidden);
    CHECK(hidden.error().code == Errc::payload_rule);
  }
}
