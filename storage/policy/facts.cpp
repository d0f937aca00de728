#include "storage/policy/facts.hpp"

#include "storage/kv/key.hpp"

namespace huecry::policy_rows {
namespace {

constexpr char k_document_tag = 'D', k_activation_tag = 'A', k_form = 1;

bool begins(std::string_view facts, char tag) { return facts.size() >= 2 && facts[0] == tag && facts[1] == k_form; }

}

std::string encode(DocumentFacts const& facts) {
  std::string bytes{k_document_tag, k_form, static_cast<char>(facts.kind)};
  append_be(bytes, static_cast<std::uint64_t>(facts.effective.time_since_epoch().count()));
  return bytes;
}

std::string activation_facts(std::string_view manifest) {
  return std::string{k_activation_tag, k_form}.append(manifest);
}

Result<std::optional<DocumentFacts>> document_facts(std::string_view facts) {
  if (!begins(facts, k_document_tag)) return std::optional<DocumentFacts>();
  if (facts.size() != 3 + sizeof(std::uint64_t) || facts[2] < 0 ||
      facts[2] > static_cast<char>(documents::PolicyKind::baseline))
    return Error(Errc::corrupt, "facts of a policy");
  auto const seconds = static_cast<std::int64_t>(read_be<std::uint64_t>(facts.substr(3)));
  return std::optional(
      DocumentFacts{static_cast<documents::PolicyKind>(facts[2]), UnixSeconds(std::chrono::seconds(seconds))});
}

std::optional<std::string_view> manifest_of_activation(std::string_view facts) noexcept {
  if (!begins(facts, k_activation_tag)) return std::nullopt;
  return facts.substr(2);
}

std::string record_id(documents::PolicyKind kind) { return "policy-" + std::string(to_text(kind)); }

}
