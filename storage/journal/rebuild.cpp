#include "storage/journal/rebuild.hpp"

#include <algorithm>

#include "protocol/base/limits.hpp"
#include "storage/journal/detail/identity_view.hpp"
#include "storage/kv/key.hpp"

namespace huecry::journal {
namespace {

using kv::Cursor;
using kv::Family;

/// All records from the first on; `use` gets each.
template <class Use>
Result<> for_each_record(kv::Reader const& journal, Use use) {
  Position expected = 0;
  auto const cursor = journal.scan(Family::record, {});
  for (; cursor->valid(); cursor->next(), ++expected) {
    HUECRY_TRY(Record const record, decode(cursor->value(), journal.secrets()));
    if (cursor->key() != kv::be64(expected) || record.position != expected)
      return Error(Errc::corrupt, "no record at " + std::to_string(expected));
    HUECRY_CHECK(use(record));
  }
  return cursor->status();
}

/// Applies records to views, and commits every so many.
class Rebuilder {
 public:
  Rebuilder(std::vector<View*> views, kv::Store& scratch) : views_(std::move(views)), scratch_(scratch) {}

  Result<> add(Record const& record) {
    for (View* view : views_) {
      HUECRY_CHECK(view->apply(record, *batch_));
    }
    if (++entries_ % limits::commit_leaves_max != 0) return ok();
    return flush();
  }

  Result<> flush() {
    HUECRY_CHECK(scratch_.commit(*batch_, kv::Sync::no));
    batch_ = scratch_.begin();
    return ok();
  }

 private:
  std::vector<View*> views_;
  kv::Store& scratch_;
  std::unique_ptr<kv::Transaction> batch_ = scratch_.begin();
  std::size_t entries_ = 0;
};

std::string_view verdict(Cursor const& a, Cursor const& b) {
  if (!b.valid()) return "only in the first";
  if (!a.valid()) return "only in the second";
  if (a.key() != b.key()) return a.key() < b.key() ? "only in the first" : "only in the second";
  return a.value() == b.value() ? std::string_view() : "different values";
}

/// The one that is behind; both when they stand on the same key.
void step(Cursor& a, Cursor& b) {
  bool const step_a = a.valid() && (!b.valid() || a.key() <= b.key());
  bool const step_b = b.valid() && (!a.valid() || b.key() <= a.key());
  if (step_a) a.next();
  if (step_b) b.next();
}

Result<> compare(kv::Reader const& first, kv::Reader const& second, Family family, std::size_t limit,
                 std::vector<Difference>& found) {
  auto const a = first.scan(family, {});
  auto const b = second.scan(family, {});
  for (std::size_t left = limit; left != 0 && (a->valid() || b->valid());) {
    std::string_view const what = verdict(*a, *b);
    if (!what.empty()) {
      bool const at_a = a->valid() && (!b->valid() || a->key() <= b->key());
      found.push_back({family, std::string(at_a ? a->key() : b->key()), std::string(what)});
      --left;
    }
    step(*a, *b);
  }
  HUECRY_CHECK(a->status());
  return b->status();
}

}

Result<> rebuild(kv::Reader const& journal, std::vector<View*> const& views, kv::Store& scratch) {
  detail::IdentityView identity;
  std::vector<View*> all{&identity};
  all.insert(all.end(), views.begin(), views.end());
  Rebuilder rebuilder(std::move(all), scratch);
  HUECRY_CHECK(for_each_record(journal, [&](Record const& record) { return rebuilder.add(record); }));
  return rebuilder.flush();
}

std::vector<Family> rebuilt_families(std::vector<View*> const& views) {
  std::vector<Family> families = detail::IdentityView().families();
  for (View const* view : views) std::ranges::copy(view->families(), std::back_inserter(families));
  return families;
}

Result<std::vector<Difference>> differences(kv::Reader const& a, kv::Reader const& b,
                                            std::vector<Family> const& families, std::size_t limit) {
  std::vector<Difference> found;
  for (Family const family : families) {
    HUECRY_CHECK(compare(a, b, family, limit, found));
  }
  return found;
}

}
