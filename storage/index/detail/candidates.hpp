#pragma once
// The notices that have all of some terms, newest first: an intersection of lists that are sorted alike. Without terms,
// all notices. It moves in small counted steps, so that its caller can stop at any point and go on there later.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "protocol/base/result.hpp"
#include "storage/index/rows.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::index::detail {

/// The rows of one prefix, in falling order of position.
class PositionList {
 public:
  /// Positions below `before`; nullopt: all.
  static Result<PositionList> open(kv::Reader const& state, kv::Family family, std::string prefix,
                                   std::optional<journal::Position> before);

  [[nodiscard]] std::optional<journal::Position> position() const { return position_; }  // nullopt: at the end
  [[nodiscard]] std::string_view value() const { return rows_->value(); }                // REQUIRES position()

  Result<> next();
  /// To the first position that is not above `target`. Adds the rows it looked at to `rows`.
  Result<> skip_to(journal::Position target, std::size_t& rows);

 private:
  PositionList(kv::Reader const& state, kv::Family family, std::string prefix)
      : state_(&state), family_(family), prefix_(std::move(prefix)) {}
  Result<> jump_to(journal::Position target);
  Result<> settle();

  kv::Reader const* state_;
  kv::Family family_;
  std::string prefix_;
  std::unique_ptr<kv::Cursor> rows_;
  std::optional<journal::Position> position_;
};

class Candidates {
 public:
  static Result<Candidates> open(kv::Reader const& state, std::vector<std::string> const& terms,
                                 std::optional<journal::Position> before);

  [[nodiscard]] bool at_end() const;
  /// Everything from here up was looked at: a later walk goes on before this position. REQUIRES !at_end().
  [[nodiscard]] journal::Position reached() const;
  /// Rows looked at so far.
  [[nodiscard]] std::size_t rows() const { return rows_; }

  /// REQUIRES !at_end(). One step: a notice that has all terms, or nullopt when the lists did not agree yet.
  Result<std::optional<Head>> step();

 private:
  explicit Candidates(kv::Reader const& state) : state_(&state) {}
  [[nodiscard]] journal::Position lowest() const;
  Result<bool> align();
  Result<Head> head_at(journal::Position position);

  kv::Reader const* state_;
  std::vector<PositionList> lists_;  // never empty
  bool of_heads_ = false;            // the only list is that of the heads themselves
  std::size_t rows_ = 0;
};

}
