#pragma once
// The table of rules for notices: everything that docs/schemas/notice.json cannot say. In words: docs/notices.md.

#include <span>

#include "protocol/documents/checklist.hpp"
#include "protocol/documents/detail/rule.hpp"

namespace huecry::documents::detail {

[[nodiscard]] std::span<Rule const> notice_rules() noexcept;

/// Every fault, bounded. REQUIRES: notice fits its schema.
[[nodiscard]] std::vector<FieldFault> broken_rules(json::Json const& notice);

/// Each rule that concerns this notice, with its faults. REQUIRES: the same.
[[nodiscard]] std::vector<Checked> checked_rules(json::Json const& notice);

// By theme, each in a file of its own.
void check_id(json::Json const& notice, RuleFaults& faults);
void check_members(json::Json const& notice, RuleFaults& faults);
void check_exclusions(json::Json const& notice, RuleFaults& faults);
void check_withdrawal_version(json::Json const& notice, RuleFaults& faults);
void check_conditions(json::Json const& notice, RuleFaults& faults);
void check_status(json::Json const& notice, RuleFaults& faults);

void check_dates(json::Json const& notice, RuleFaults& faults);
void check_whole_dates(json::Json const& notice, RuleFaults& faults);
void check_review(json::Json const& notice, RuleFaults& faults);
void check_birth(json::Json const& notice, RuleFaults& faults);
void check_order(json::Json const& notice, RuleFaults& faults);
void check_names(json::Json const& notice, RuleFaults& faults);

void check_unknown(json::Json const& notice, RuleFaults& faults);
void check_subject(json::Json const& notice, RuleFaults& faults);
void check_un_stated(json::Json const& notice, RuleFaults& faults);
void check_un_reference(json::Json const& notice, RuleFaults& faults);
void check_ages(json::Json const& notice, RuleFaults& faults);
void check_amounts(json::Json const& notice, RuleFaults& faults);
void check_vessels(json::Json const& notice, RuleFaults& faults);
void check_import(json::Json const& notice, RuleFaults& faults);

void check_red_facts(json::Json const& notice, RuleFaults& faults);
void check_red_offence(json::Json const& notice, RuleFaults& faults);
void check_red_warrants(json::Json const& notice, RuleFaults& faults);
void check_red_threshold(json::Json const& notice, RuleFaults& faults);
void check_red_extradition(json::Json const& notice, RuleFaults& faults);
void check_red_family(json::Json const& notice, RuleFaults& faults);

}
