#include "server/api/authzen_questions.hpp"

#include <array>

#include "protocol/base/limits.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"

namespace huecry::api::authzen {
namespace {

using json::Json;

constexpr std::array<std::string_view, 3> k_semantics{"execute_all", "deny_on_first_deny", "permit_on_first_permit"};

/// A value and where it stands in the request; nullptr: it is absent.
struct Place {
  Json const* value = nullptr;
  std::string pointer;
};

Place member_of(Place const& object, std::string_view name) {
  return {json::find(*object.value, name), object.pointer + '/' + std::string(name)};
}

Result<std::string> text_at(Place const& object, std::string_view name) {
  Place const place = member_of(object, name);
  if (place.value == nullptr || !place.value->is_string()) return malformed(place.pointer, "a string is required");
  return place.value->get<std::string>();
}

Result<Place> object_or_absent(Place place) {
  if (place.value != nullptr && !place.value->is_object()) return malformed(place.pointer, "an object is required");
  return place;
}

/// A question's own members, and those beside the list: an entity is taken whole from one of the two.
struct Source {
  Place own;
  Json const* shared = nullptr;

  [[nodiscard]] Place find(std::string_view name) const {
    Place place = member_of(own, name);
    if (place.value != nullptr || shared == nullptr) return place;
    Json const* const other = json::find(*shared, name);
    return other == nullptr ? place : Place{other, '/' + std::string(name)};
  }

  /// With properties that are an object, or none.
  [[nodiscard]] Result<Place> entity(std::string_view name) const {
    Place place = find(name);
    if (place.value == nullptr || !place.value->is_object()) return malformed(place.pointer, "an object is required");
    HUECRY_CHECK(object_or_absent(member_of(place, "properties")));
    return place;
  }
};

Result<> read_resource(Place const& resource, Question& question) {
  HUECRY_TRY(question.resource_type, text_at(resource, "type"));
  HUECRY_TRY(question.resource_id, text_at(resource, "id"));
  question.resource_at = resource.pointer;
  Place const properties = member_of(resource, "properties");
  if (question.resource_type != "notice" || properties.value == nullptr) return ok();
  HUECRY_TRY(Place const document, object_or_absent(member_of(properties, "document")));
  question.document = document.value;
  return ok();
}

Result<> read_context(Place const& found, Question& question) {
  HUECRY_TRY(Place const context, object_or_absent(found));
  if (context.value == nullptr || json::find(*context.value, "purpose") == nullptr) return ok();
  HUECRY_TRY(question.purpose, text_at(context, "purpose"));
  return ok();
}

Result<Question> read(Source const& source) {
  if (!source.own.value->is_object()) return malformed(source.own.pointer, "an object is required");
  Question question;
  HUECRY_TRY(Place const subject, source.entity("subject"));
  HUECRY_TRY(question.subject_type, text_at(subject, "type"));
  HUECRY_TRY(question.subject_id, text_at(subject, "id"));
  HUECRY_TRY(Place const action, source.entity("action"));
  HUECRY_TRY(question.action, text_at(action, "name"));
  HUECRY_TRY(Place const resource, source.entity("resource"));
  HUECRY_CHECK(read_resource(resource, question));
  HUECRY_CHECK(read_context(source.find("context"), question));
  return question;
}

Result<Semantic> semantic_of(Place const& body) {
  HUECRY_TRY(Place const options, object_or_absent(member_of(body, "options")));
  if (options.value == nullptr || json::find(*options.value, "evaluations_semantic") == nullptr)
    return Semantic::execute_all;
  HUECRY_TRY(std::string const wanted, text_at(options, "evaluations_semantic"));
  for (std::size_t i = 0; i < k_semantics.size(); ++i)
    if (k_semantics[i] == wanted) return static_cast<Semantic>(i);
  return malformed("/options/evaluations_semantic", "execute_all, deny_on_first_deny or permit_on_first_permit");
}

}

Error malformed(std::string pointer, std::string message) {
  std::vector<FieldFault> faults;
  faults.push_back({std::move(pointer), std::move(message)});
  return Error(Errc::request_malformed, "the body is no request of the Authorization API 1.0", std::move(faults));
}

Result<Question> read_question(Json const& body) { return read({{&body, ""}, nullptr}); }

Result<Questions> read_questions(Json const& body) {
  if (!body.is_object()) return malformed("", "an object is required");
  Questions questions;
  HUECRY_TRY(questions.semantic, semantic_of({&body, ""}));
  Json const* const list = json::find(body, "evaluations");
  if (list == nullptr) return questions;
  if (!list->is_array()) return malformed("/evaluations", "an array is required");
  if (list->size() > limits::evaluations_max)
    return Error(Errc::batch_too_large, "at most " + std::to_string(limits::evaluations_max) + " evaluations");
  for (std::size_t i = 0; i < list->size(); ++i)
    questions.list.push_back(read({{&(*list)[i], "/evaluations/" + std::to_string(i)}, &body}));
  return questions;
}

}
