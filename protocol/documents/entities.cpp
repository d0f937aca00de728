#include "protocol/documents/entities.hpp"

#include "protocol/documents/detail/entity_rules.hpp"
#include "protocol/documents/detail/faults.hpp"
#include "protocol/documents/detail/request_forms.hpp"
#include "protocol/json/json.hpp"

namespace huecry::documents {

Result<> check_entities(Schemas const& schemas, json::Json const& entities) {
  json::Json const document = {{"entities", entities}};
  if (auto faults = schemas.check(DocumentKind::entities, document); !faults.empty())
    return Error(Errc::payload_schema, "the entities do not fit their schema", std::move(faults));
  detail::RuleFaults faults;
  detail::check_entities(document, faults);
  detail::check_entity_texts(document, faults);
  auto found = std::move(faults).take();
  detail::bound(found);
  if (found.empty()) return ok();
  return Error(Errc::payload_rule, "the entities break a rule", std::move(found));
}

}
