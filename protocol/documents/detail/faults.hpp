#pragma once
// What valijson reports, as faults for the sender: JSON pointers, our words, and without the notes that each parent
// adds.

#include <string>
#include <string_view>
#include <valijson/validation_results.hpp>
#include <vector>

#include "protocol/base/result.hpp"

namespace huecry::documents::detail {

/// At most limits::field_faults_max, in document order of valijson, then one that says how many more there are.
[[nodiscard]] std::vector<FieldFault> faults_of(valijson::ValidationResults const& results);

/// Appends "/name" with ~ and / escaped (RFC 6901). A name that makes the pointer longer than
/// limits::fault_pointer_bytes_max is cut there: it comes from the sender.
void append_pointer(std::string& pointer, std::string_view name);

/// Keeps field_faults_max faults and counts the rest in a last one.
void bound(std::vector<FieldFault>& faults);

}
