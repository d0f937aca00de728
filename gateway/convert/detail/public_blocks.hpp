#pragma once
// The blocks of a notice from one public record. The tables are the mapping that docs/import-interpol.md explains.

#include "gateway/convert/detail/public_record.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::convert::detail {

[[nodiscard]] json::Json public_identity(PublicRecord& record, bool entity);
/// Empty if the record states nothing of it.
[[nodiscard]] json::Json public_description(PublicRecord& record);
[[nodiscard]] json::Json public_judicial(PublicRecord& record);
[[nodiscard]] json::Json public_event(PublicRecord& record);
[[nodiscard]] json::Json public_sanctions(PublicRecord& record);

// Blocks that a colour needs and the record does not have.
[[nodiscard]] json::Json unknown_description();
[[nodiscard]] json::Json unknown_facts();

}
