#pragma once
// What is structured in a message, for people: the form of a request and the entities of the case. Any thread.

#include <vector>

#include "gateway/cli/output.hpp"
#include "protocol/documents/request_form.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::cli {

/// The form and the entities of a message, a row for each value. Empty: it has none.
[[nodiscard]] std::vector<std::vector<std::string>> form_rows(json::Json const& message);

/// The fields of a form, as a table, or with --json one that can be filled in.
void show_form(Output const& output, documents::RequestForm const& form);

}
