#include "storage/kv/sealed.hpp"

#include <algorithm>

#include "protocol/base/codec.hpp"
#include "protocol/crypto/aead.hpp"

namespace huecry::kv {
namespace {

constexpr std::size_t k_number_bytes = sizeof(std::uint64_t);
constexpr std::size_t k_head_bytes = k_number_bytes + sizeof(crypto::SealNonce);

std::string about(std::uint64_t number, std::uint8_t part) {
  std::string text;
  append_be(text, number);
  append_be(text, part);
  return text;
}

}

std::string seal(crypto::SealKey const& key, std::uint64_t number, std::uint8_t part, std::string_view text,
                 Random& random) {
  crypto::SealNonce nonce{};
  random.fill(nonce);
  std::string sealed;
  sealed.reserve(k_head_bytes + text.size() + crypto::k_seal_tag_bytes);
  append_be(sealed, number);
  sealed += as_text(nonce);
  sealed += crypto::seal(key, nonce, about(number, part), text);
  return sealed;
}

Result<std::optional<std::string>> unseal(Secrets const& secrets, std::uint8_t part, std::string_view sealed) {
  if (sealed.size() < k_head_bytes) return Error(Errc::corrupt, "sealed text is too short");
  auto const number = read_be<std::uint64_t>(sealed);
  HUECRY_TRY(auto const key, secrets.get(number));
  if (!key) return std::optional<std::string>();
  crypto::SealNonce nonce{};
  std::ranges::copy(as_bytes(sealed.substr(k_number_bytes, nonce.size())), nonce.begin());
  auto text = crypto::open(*key, nonce, about(number, part), sealed.substr(k_head_bytes));
  if (!text) return std::move(text).error().with_context(secrets.file().string());
  return std::optional(*std::move(text));
}

}
