#include "storage/sublog/facts.hpp"

#include "protocol/base/codec.hpp"
#include "protocol/log/sublog.hpp"

namespace huecry::sublog {
namespace {

constexpr std::uint8_t k_tag = 'S', k_form = 1;

struct Class {
  CountrySet bureaus;
  std::vector<log::SublogItem> items;
};

/// Those of each class who get the item part from those who do not.
void refine(std::vector<Class>& classes, CountrySet const& to, log::SublogItem const& item) {
  for (std::size_t i = 0, before = classes.size(); i < before; ++i) {
    CountrySet const getting = classes[i].bureaus & to;
    if (getting.empty()) continue;
    if (getting == classes[i].bureaus) {
      classes[i].items.push_back(item);
      continue;
    }
    classes[i].bureaus = classes[i].bureaus - to;
    Class parted{getting, classes[i].items};
    parted.items.push_back(item);
    classes.push_back(std::move(parted));
  }
}

}

std::vector<Alike> alike_of(std::span<journal::Shared const> batch) {
  std::vector<Class> classes(1);
  classes.front().bureaus = CountrySet::everyone();
  for (journal::Shared const& entry : batch) {
    refine(classes, entry.documents, {entry.position, log::SublogKind::document, entry.leaf});
    refine(classes, entry.recalls, {entry.position, log::SublogKind::recall, entry.leaf});
  }
  std::vector<Alike> alike;
  for (Class const& same : classes)
    if (!same.items.empty()) alike.push_back({same.bureaus, same.items.size(), log::batch_digest(same.items)});
  return alike;
}

std::string encode(BatchFacts const& facts) {
  std::string bytes;
  Encoder out(bytes);
  out.number(k_tag);
  out.number(k_form);
  out.digest(facts.seed);
  out.number(static_cast<std::uint16_t>(facts.alike.size()));
  for (Alike const& alike : facts.alike) {
    out.set(alike.bureaus);
    out.number(alike.items);
    out.digest(alike.digest);
  }
  return bytes;
}

Result<std::optional<BatchFacts>> batch_facts(std::string_view facts) {
  if (facts.empty() || static_cast<std::uint8_t>(facts.front()) != k_tag) return std::optional<BatchFacts>();
  Decoder in(facts.substr(1));
  in.expect(in.number<std::uint8_t>() == k_form);
  BatchFacts batch;
  batch.seed = in.digest();
  for (auto left = in.number<std::uint16_t>(); left != 0 && !in.failed(); --left) {
    Alike alike;
    alike.bureaus = in.set();
    alike.items = in.number<std::uint64_t>();
    alike.digest = in.digest();
    batch.alike.push_back(alike);
  }
  HUECRY_CHECK(in.finish("facts of a batch"));
  return std::optional(std::move(batch));
}

}
