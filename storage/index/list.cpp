#include "storage/index/list.hpp"

#include "protocol/base/encoding.hpp"
#include "storage/index/detail/candidates.hpp"
#include "storage/index/keys.hpp"
#include "storage/kv/key.hpp"

namespace huecry::index {
namespace {

using journal::Position;

constexpr char k_cursor_form = 1;

std::string cursor_before(Position before) {
  std::string bytes{k_cursor_form};
  append_be(bytes, before);
  return base64url_encode(as_bytes(bytes));
}

/// nullopt: from the beginning.
Result<std::optional<Position>> read_cursor(std::string_view cursor) {
  if (cursor.empty()) return std::optional<Position>();
  auto const bytes = base64url_decode(cursor);
  if (!bytes || bytes->size() != 1 + sizeof(Position) || bytes->front() != k_cursor_form)
    return Error(Errc::parameter_invalid, "cursor is not one of ours");
  return std::optional(read_be<Position>(as_text(*bytes).substr(1)));
}

/// The lists that hold every answer, the shortest first as a rule: the intersection then moves the long ones least.
std::vector<std::string> terms_of(Filter const& filter) {
  std::vector<std::string> terms;
  if (filter.origin) terms.push_back(origin_term(*filter.origin));
  if (filter.urgent.value_or(false)) terms.push_back(urgent_term());
  if (filter.extract && is_term(*filter.extract)) terms.push_back(extract_term(*filter.extract));
  if (filter.state && is_term(*filter.state)) terms.push_back(state_term(*filter.state));
  if (filter.colour && is_term(*filter.colour)) terms.push_back(colour_term(*filter.colour));
  if (filter.offence) terms.push_back(offence_term(*filter.offence));
  return terms;
}

/// Whether a notice belongs in the list.
class Selection {
 public:
  static Result<Selection> make(kv::Reader const& state, Filter const& filter, Visibility const& visibility,
                                MayRead const& may_read) {
    HUECRY_TRY(auto words, words_of(filter, visibility));
    return Selection(state, filter, visibility, may_read, std::move(words));
  }

  [[nodiscard]] Result<bool> takes(Head const& head) const {
    CountrySet const shown = visibility_->sees_of(head);
    if (!matches(*filter_, words_, head, shown)) return false;
    if (filter_->extract && *filter_->extract != visibility_->extract_of(head)) return false;
    HUECRY_TRY(bool const seen, visibility_->sees(*state_, head));
    if (!seen) return false;
    if (filter_->overdue) {
      HUECRY_TRY(CountrySet const late, overdue_recipients(*state_, head, *filter_->overdue));
      if ((late & shown).empty()) return false;
    }
    return *may_read_ ? (*may_read_)(head) : Result<bool>(true);
  }

 private:
  Selection(kv::Reader const& state, Filter const& filter, Visibility const& visibility, MayRead const& may_read,
            std::vector<std::string> words)
      : state_(&state), filter_(&filter), visibility_(&visibility), may_read_(&may_read), words_(std::move(words)) {}

  kv::Reader const* state_;
  Filter const* filter_;
  Visibility const* visibility_;
  MayRead const* may_read_;
  std::vector<std::string> words_;
};

}

Result<Page> list(kv::Reader const& state, Filter const& filter, Visibility const& visibility, std::string_view cursor,
                  PageSize size, MayRead const& may_read) {
  HUECRY_TRY(auto const before, read_cursor(cursor));
  auto const narrowed = visibility.narrowed(filter);
  if (!narrowed) return Page();
  HUECRY_TRY(Selection const selection, Selection::make(state, *narrowed, visibility, may_read));
  HUECRY_TRY(auto candidates, detail::Candidates::open(state, terms_of(*narrowed), before));
  Page page;
  while (!candidates.at_end() && page.heads.size() < size.items && candidates.rows() < size.rows) {
    auto head = candidates.step();
    if (head && !*head) continue;
    auto const taken = head ? selection.takes(**head) : Result<bool>(head.error());
    if (!taken && taken.error().code != Errc::corrupt) return taken.error();
    if (!taken)
      ++page.damaged;
    else if (*taken)
      page.heads.push_back(visibility.shown(**std::move(head)));
  }
  // A full page says nothing of what comes after it: that there is a next candidate may be all that is hidden.
  if (page.heads.size() == size.items) {
    page.next = cursor_before(page.heads.back().first.position);
  } else if (!candidates.at_end()) {
    page.next = cursor_before(candidates.reached());
    page.stopped_early = true;
  }
  return page;
}

}
