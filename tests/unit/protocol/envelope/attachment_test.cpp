#include "protocol/envelope/attachment.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "tests/support/clock.hpp"
#include "tests/support/seed.hpp"

using namespace huecry;
using envelope::AttachmentOpener;
using envelope::AttachmentSealer;
using envelope::k_attachment_chunk_bytes;

namespace {

constexpr std::string_view k_context = "FR-M-1";

struct Sealed {
  std::string header;
  std::vector<std::string> chunks;
};

struct Attachment {
  test::SeededRandom random{test::seed()};
  crypto::SealKey key;

  Attachment() { random.fill(key.bytes); }

  Sealed seal(std::string const& plain) {
    AttachmentSealer sealer(key, k_context, random);
    Sealed sealed{sealer.header(), {}};
    for (std::size_t at = 0; at <= plain.size(); at += k_attachment_chunk_bytes)
      sealed.chunks.push_back(sealer.seal(std::string_view(plain).substr(at, k_attachment_chunk_bytes)));
    return sealed;
  }

  [[nodiscard]] std::string_view raw_key() const { return as_text(key.bytes); }

  /// What is opened up to the first fault, and whether it was whole.
  [[nodiscard]] std::pair<std::string, bool> open(Sealed const& sealed) const {
    std::string plain;
    auto opener = AttachmentOpener::begin(raw_key(), sealed.header, k_context);
    REQUIRE(opener);
    for (std::string const& chunk : sealed.chunks) {
      auto const text = opener->open(chunk);
      if (!text) {
        CHECK_FALSE(opener->open(sealed.chunks.front()));
        return {plain, false};
      }
      plain += *text;
    }
    return {plain, opener->complete()};
  }
};

std::string text_of(std::size_t bytes) {
  std::string text(bytes, '\0');
  for (std::size_t i = 0; i < bytes; ++i) text[i] = static_cast<char>(i % 251);
  return text;
}

std::size_t size_of(Sealed const& sealed) {
  std::size_t bytes = sealed.header.size();
  for (std::string const& chunk : sealed.chunks) bytes += chunk.size();
  return bytes;
}

}

TEST_SUITE("protocol/envelope attachment") {
  TEST_CASE_FIXTURE(Attachment, "sizes around a chunk are opened as they were sealed, and their sealed size is known") {
    HUECRY_SEEDED;
    constexpr std::size_t chunk = k_attachment_chunk_bytes;
    for (std::size_t const bytes :
         {std::size_t{0}, std::size_t{1}, chunk - 1, chunk, chunk + 1, 2 * chunk, 5 * chunk + 7}) {
      CAPTURE(bytes);
      Sealed const sealed = seal(text_of(bytes));
      CHECK(size_of(sealed) == envelope::sealed_attachment_bytes(bytes));
      CHECK(open(sealed) == std::pair(text_of(bytes), true));
    }
  }

  TEST_CASE_FIXTURE(Attachment, "chunks that are cut off, changed, exchanged, repeated or added are found") {
    HUECRY_SEEDED;
    std::string const plain = text_of(3 * k_attachment_chunk_bytes + 5);
    Sealed const good = seal(plain), other = seal(plain);
    auto const whole = [this](Sealed const& sealed) { return open(sealed).second; };
    auto const changed = [&good](auto const& change) {
      Sealed sealed = good;
      change(sealed.chunks);
      return sealed;
    };
    using Chunks = std::vector<std::string>;
    struct Row {
      char const* name;
      Sealed sealed;
    };
    for (Row const& row : {
             Row{"the last is missing", changed([](Chunks& c) { c.pop_back(); })},
             Row{"the last is cut", changed([](Chunks& c) { c.back().pop_back(); })},
             Row{"a middle one is missing", changed([](Chunks& c) { c.erase(c.begin() + 1); })},
             Row{"two are exchanged", changed([](Chunks& c) { std::swap(c[0], c[1]); })},
             Row{"one is repeated", changed([](Chunks& c) { c.insert(c.begin() + 1, c[0]); })},
             Row{"one of another attachment", changed([&other](Chunks& c) { c[1] = other.chunks[1]; })},
             Row{"a bit of the text", changed([](Chunks& c) { c[1][100] ^= 1; })},
             Row{"a bit of the last tag", changed([](Chunks& c) { c.back().back() ^= 1; })},
             Row{"something follows", changed([](Chunks& c) { c.push_back(c.back()); })},
             Row{"nothing follows, but a tag", changed([](Chunks& c) { c.emplace_back(16, 'x'); })},
             Row{"less than a tag", changed([](Chunks& c) { c.back() = "x"; })},
             Row{"longer than a chunk", changed([](Chunks& c) { c[0] += "x"; })},
         }) {
      CAPTURE(row.name);
      CHECK_FALSE(whole(row.sealed));
    }
    CHECK(whole(good));
  }

  TEST_CASE_FIXTURE(Attachment, "another key, message or header is refused before the first chunk") {
    HUECRY_SEEDED;
    Sealed const sealed = seal("text");
    std::string const other(32, 'k');
    struct Row {
      char const* name;
      std::string key, header, context;
    };
    std::string const own(raw_key()), context(k_context);
    for (Row const& row : {Row{"another key", other, sealed.header, context},
                           Row{"a key of 31 bytes", own.substr(1), sealed.header, context},
                           Row{"a key of 33 bytes", own + "x", sealed.header, context},
                           Row{"another message", own, sealed.header, "FR-M-2"},
                           Row{"another salt", own, "x" + sealed.header.substr(1), context},
                           Row{"another commitment", own, sealed.header.substr(0, 55) + "x", context},
                           Row{"a header that is cut off", own, sealed.header.substr(0, 55), context}}) {
      CAPTURE(row.name);
      CHECK_FALSE(AttachmentOpener::begin(row.key, row.header, row.context));
    }
  }
}
