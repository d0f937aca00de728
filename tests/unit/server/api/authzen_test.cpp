// What a request of the Authorization API 1.0 may look like, and what it is answered (OpenID AuthZEN, parts 5 to 7).

#include <doctest/doctest.h>

#include <string>

#include "protocol/base/limits.hpp"
#include "protocol/json/json.hpp"
#include "server/api/authzen_decider.hpp"
#include "server/api/authzen_questions.hpp"

using namespace huecry;
using namespace huecry::api;
using json::Json;

namespace {

Json question() {
  return {{"subject", {{"type", "bureau"}, {"id", "DE"}}},
          {"action", {{"name", "read"}}},
          {"resource", {{"type", "notice"}, {"id", "FR-red-10"}}}};
}

Json with(std::string const& pointer, Json value) {
  Json body = question();
  body[Json::json_pointer(pointer)] = std::move(value);
  return body;
}

Json without(std::string const& entity, std::string const& member = "") {
  Json body = question();
  (member.empty() ? body : body[entity]).erase(member.empty() ? entity : member);
  return body;
}

Json list_of(Json evaluations) {
  Json body = question();
  body["evaluations"] = std::move(evaluations);
  return body;
}

std::string place_of(Error const& error) {
  CHECK(error.code == Errc::request_malformed);
  REQUIRE(error.faults.size() == 1);
  return error.faults.front().pointer;
}

}

TEST_SUITE("server/api authzen") {
  TEST_CASE("a question is read as it stands") {
    Json body = with("/context", {{"purpose", "WANTED"}, {"time", "2026-11-24T10:00:00Z"}});
    auto const read = authzen::read_question(body);
    REQUIRE(read);
    CHECK(read->subject_type == "bureau");
    CHECK(read->subject_id == "DE");
    CHECK(read->action == "read");
    CHECK(read->resource_type == "notice");
    CHECK(read->resource_id == "FR-red-10");
    CHECK(read->resource_at == "/resource");
    CHECK(read->purpose == "WANTED");
    CHECK(read->document == nullptr);
  }

  TEST_CASE("a notice that is not sent yet stands among the resource's properties") {
    Json const body = with("/resource/properties/document", {{"id", "FR-red-10"}});
    auto const read = authzen::read_question(body);
    REQUIRE(read);
    REQUIRE(read->document != nullptr);
    CHECK(*read->document == body["resource"]["properties"]["document"]);
  }

  TEST_CASE("what is missing or of another type is named by its place") {
    struct Row {
      std::string name;
      Json body;
      std::string pointer;
    };
    Row const rows[] = {
        {"an array", Json::array(), ""},
        {"a text", "hello", ""},
        {"no subject", without("subject"), "/subject"},
        {"no action", without("action"), "/action"},
        {"no resource", without("resource"), "/resource"},
        {"a subject that is a text", with("/subject", "DE"), "/subject"},
        {"a subject that is null", with("/subject", nullptr), "/subject"},
        {"a subject without type", without("subject", "type"), "/subject/type"},
        {"a subject without id", without("subject", "id"), "/subject/id"},
        {"an action without name", without("action", "name"), "/action/name"},
        {"a name that is a number", with("/action/name", 123), "/action/name"},
        {"a resource without type", without("resource", "type"), "/resource/type"},
        {"a resource without id", without("resource", "id"), "/resource/id"},
        {"an id that is a list", with("/resource/id", Json::array({"FR-red-10"})), "/resource/id"},
        {"a subject's properties", with("/subject/properties", "x"), "/subject/properties"},
        {"an action's properties", with("/action/properties", 1), "/action/properties"},
        {"a resource's properties", with("/resource/properties", Json::array()), "/resource/properties"},
        {"a document that is a text", with("/resource/properties/document", "{}"), "/resource/properties/document"},
        {"a context that is a text", with("/context", "now"), "/context"},
        {"a context that is null", with("/context", nullptr), "/context"},
        {"a purpose that is a number", with("/context/purpose", 1), "/context/purpose"},
    };
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const read = authzen::read_question(row.body);
      REQUIRE_FALSE(read);
      CHECK(place_of(read.error()) == row.pointer);
    }
  }

  TEST_CASE("members that the specification does not define are ignored, wherever they stand") {
    for (std::string const pointer : {"/foo", "/subject/foo", "/action/foo", "/resource/foo", "/context/foo",
                                      "/subject/properties/foo", "/resource/properties/foo"}) {
      CAPTURE(pointer);
      Json const body = with(pointer, {{"nested", true}});
      CHECK(authzen::read_question(body));
    }
  }

  TEST_CASE("another type's properties are not ours to judge") {
    Json body = with("/resource/properties/document", "a text");
    CHECK_FALSE(authzen::read_question(body));
    body["resource"]["type"] = "message";
    CHECK(authzen::read_question(body));
  }

  TEST_CASE("what stands beside the list holds for each question that does not say otherwise, whole") {
    Json body = list_of(Json::array({Json::object(), {{"subject", {{"type", "bureau"}, {"id", "IT"}}}}}));
    body["context"] = {{"purpose", "WANTED"}};
    body["evaluations"].push_back({{"context", Json::object()}});
    body["evaluations"].push_back({{"resource", {{"id", "FR-red-11"}}}});
    auto const read = authzen::read_questions(body);
    REQUIRE(read);
    REQUIRE(read->list.size() == 4);
    for (std::size_t i = 0; i < 3; ++i) REQUIRE(read->list[i]);
    CHECK(read->list[0]->subject_id == "DE");
    CHECK(read->list[0]->purpose == "WANTED");
    CHECK(read->list[1]->subject_id == "IT");
    CHECK(read->list[1]->resource_id == "FR-red-10");
    CHECK(read->list[1]->resource_at == "/resource");
    CHECK_FALSE(read->list[2]->purpose);
    REQUIRE_FALSE(read->list[3]);  // an entity is not put together from two
    CHECK(place_of(read->list[3].error()) == "/evaluations/3/resource/type");
  }

  TEST_CASE("a malformed question is its own error, at its own place or at the default's") {
    struct Row {
      std::string name;
      Json body, evaluation;
      std::string pointer;
    };
    Row const rows[] = {
        {"no object", question(), "x", "/evaluations/1"},
        {"no resource anywhere", without("resource"), Json::object(), "/evaluations/1/resource"},
        {"its own member", question(), {{"action", {{"name", 1}}}}, "/evaluations/1/action/name"},
        {"the default's member", with("/action/name", 1), Json::object(), "/action/name"},
    };
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Json body = row.body;
      body["evaluations"] = Json::array({question(), row.evaluation});
      auto const read = authzen::read_questions(body);
      REQUIRE(read);
      REQUIRE(read->list.size() == 2);
      CHECK(read->list[0]);
      REQUIRE_FALSE(read->list[1]);
      CHECK(place_of(read->list[1].error()) == row.pointer);
    }
  }

  TEST_CASE("without a list, or with an empty one, the body is itself the question") {
    CHECK(authzen::read_questions(question())->list.empty());
    CHECK(authzen::read_questions(list_of(Json::array()))->list.empty());
    CHECK(authzen::read_questions(list_of(Json::array({Json::object()})))->list.size() == 1);
  }

  TEST_CASE("a list has at most so many questions") {
    Json const questions(limits::evaluations_max, Json::object());
    CHECK(authzen::read_questions(list_of(questions))->list.size() == limits::evaluations_max);
    Json const more(limits::evaluations_max + 1, Json::object());
    CHECK(authzen::read_questions(list_of(more)).error().code == Errc::batch_too_large);
  }

  TEST_CASE("the semantic is one of three; all is the default, and an unknown one is refused") {
    using enum authzen::Semantic;
    auto const read = [](Json options) {
      Json body = list_of(Json::array({Json::object()}));
      body["options"] = std::move(options);
      return authzen::read_questions(body);
    };
    CHECK(authzen::read_questions(list_of(Json::array({Json::object()})))->semantic == execute_all);
    CHECK(read({{"another_option", "value"}})->semantic == execute_all);
    CHECK(read({{"evaluations_semantic", "execute_all"}})->semantic == execute_all);
    CHECK(read({{"evaluations_semantic", "deny_on_first_deny"}})->semantic == deny_on_first_deny);
    CHECK(read({{"evaluations_semantic", "permit_on_first_permit"}})->semantic == permit_on_first_permit);
    CHECK(place_of(read({{"evaluations_semantic", "EXECUTE_ALL"}}).error()) == "/options/evaluations_semantic");
    CHECK(place_of(read({{"evaluations_semantic", 1}}).error()) == "/options/evaluations_semantic");
    CHECK(place_of(read("execute_all").error()) == "/options");
  }

  TEST_CASE("a list that is none fails the whole request") {
    CHECK(place_of(authzen::read_questions(list_of("x")).error()) == "/evaluations");
    CHECK(place_of(authzen::read_questions(list_of(nullptr)).error()) == "/evaluations");
    CHECK(place_of(authzen::read_questions(Json::array()).error()).empty());
  }

  TEST_CASE("without grounds an answer is the decision and nothing else") {
    CHECK(authzen::to_json({}) == R"({"decision":false})");
    CHECK(authzen::to_json({true, {}}) == R"({"decision":true})");
  }

  TEST_CASE("grounds are the policy's own words") {
    authzen::Grounds grounds;
    grounds.decision.verdict = policy::Verdict::redacted;
    grounds.decision.redactions = policy::bit(policy::Block::images);
    grounds.decision.obligations = policy::bit(policy::Obligation::no_onward);
    Json const read = Json::parse(authzen::to_json({true, grounds}));
    CHECK(read["context"]["verdict"] == "redacted");
    CHECK(read["context"]["missing"] == Json::array({"images"}));
    CHECK(read["context"]["obligations"] == Json::array({"no_onward"}));
    CHECK(read["context"]["policy"].get<std::string>().size() == 43);
    CHECK_FALSE(read["context"].contains("reason"));
    grounds.reason = policy::Clause{{policy::Layer::release, policy::Cause::permitted, 0}, "FR", 7, "members", {}};
    Json const reasoned = Json::parse(authzen::to_json({true, grounds}));
    CHECK(reasoned["context"]["reason"] ==
          Json{{"by", "release"}, {"cause", "permitted"}, {"author", "FR"}, {"seq", 7}, {"rule", "members"}});
  }
}
