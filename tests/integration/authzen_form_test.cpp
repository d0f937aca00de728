// The form of the Authorization API 1.0 in a whole hub: lists, bodies that are no request, metadata.

#include "protocol/base/limits.hpp"
#include "tests/integration/authzen.hpp"

using namespace huecry;
using namespace huecry::test;
using json::Json;

namespace {

Reply evaluate_all(TestHub& hub, std::string const& caller, Json const& questions) {
  return hub.post(caller, "/access/v1/evaluations", "application/json", json::write(questions));
}

std::vector<bool> decisions(Reply const& reply) {
  REQUIRE_MESSAGE(reply.status == 200, reply.text);
  std::vector<bool> found;
  for (auto const& item : reply.body["evaluations"]) found.push_back(item["decision"].get<bool>());
  return found;
}

}

TEST_SUITE("integration authzen form") {
  TEST_CASE("a list is answered in order, with defaults, to its end or to the first that ends it") {
    TestHub hub;
    std::string const id = published(hub, "FR", 10, "US");
    Json questions = asking("DE", id);
    questions.erase("subject");
    for (std::string const country : {"DE", "US", "IT", "BR"})
      questions["evaluations"].push_back({{"subject", entity_json("bureau", country)}});
    struct Row {
      std::string semantic;
      std::vector<bool> decisions;
    };
    Row const rows[] = {{"execute_all", {true, false, true, true}},
                        {"deny_on_first_deny", {true, false}},
                        {"permit_on_first_permit", {true}}};
    CHECK(decisions(evaluate_all(hub, "FR", questions)) == rows[0].decisions);
    for (Row const& row : rows) {
      CAPTURE(row.semantic);
      questions["options"]["evaluations_semantic"] = row.semantic;
      Reply const answer = evaluate_all(hub, "FR", questions);
      CHECK(decisions(answer) == row.decisions);
      CHECK_FALSE(answer.body.contains("decision"));
    }
    questions["options"]["evaluations_semantic"] = "first_wins";
    CHECK(evaluate_all(hub, "FR", questions).body["errors"][0]["pointer"] == "/options/evaluations_semantic");
  }

  TEST_CASE("a malformed question of a list is denied and told why, and the others are answered") {
    TestHub hub;
    std::string const id = published(hub, "FR", 10);
    Json questions = asking("DE", id);
    questions.erase("resource");
    questions["evaluations"] = {{{"resource", entity_json("notice", id)}},
                                Json::object(),
                                {{"resource", asking_about("DE", sample("IT", 10))["resource"]}},
                                {{"resource", entity_json("notice", id)}}};
    Reply const answer = evaluate_all(hub, "FR", questions);
    CHECK(decisions(answer) == std::vector<bool>{true, false, false, true});
    Json const& error = answer.body["evaluations"][1]["context"]["error"];
    CHECK(error["status"] == 400);
    CHECK(error["errors"][0]["pointer"] == "/evaluations/1/resource");
    CHECK(answer.body["evaluations"][2]["context"]["error"]["code"] == "payload-issuer");
    questions["options"]["evaluations_semantic"] = "deny_on_first_deny";
    CHECK(decisions(evaluate_all(hub, "FR", questions)) == std::vector<bool>{true, false});
  }

  TEST_CASE("a document beside a full list is read once, and a question does not cost more by its neighbours") {
    TestHub hub;
    Json questions = asking_about("DE", sample("FR", 10));
    questions["evaluations"] = Json(limits::evaluations_max, Json::object());
    CHECK(decisions(evaluate_all(hub, "FR", questions)) == std::vector<bool>(limits::evaluations_max, true));
    questions["resource"]["properties"]["document"].erase("ver");
    Reply const faulty = evaluate_all(hub, "FR", questions);
    CHECK(decisions(faulty) == std::vector<bool>(limits::evaluations_max, false));
    CHECK(faulty.text.size() < 1024 * limits::evaluations_max);
    questions["evaluations"].push_back(Json::object());
    CHECK(evaluate_all(hub, "FR", questions).code == "batch-too-large");
  }

  TEST_CASE("without a list, or with an empty one, the list's address answers as the single one") {
    TestHub hub;
    Json question = asking("DE", published(hub, "FR", 10));
    Reply const single = evaluate(hub, "FR", question);
    CHECK(single.body["decision"] == true);
    CHECK(evaluate_all(hub, "FR", question).text == single.text);
    question["evaluations"] = Json::array();
    CHECK(evaluate_all(hub, "FR", question).text == single.text);
    question.erase("subject");
    CHECK(evaluate_all(hub, "FR", question).body["errors"][0]["pointer"] == "/subject");
  }

  TEST_CASE("a body that is no request is refused") {
    TestHub hub;
    std::string const good = json::write(asking("DE", published(hub, "FR", 10)));
    auto const nested = [&](int arrays) {
      std::string const deep(static_cast<std::size_t>(arrays), '[');
      return good.substr(0, good.size() - 1) + ",\"more\":" + deep + std::string(deep.size(), ']') + "}";
    };
    struct Row {
      std::string name, body, type;
      int status;
    };
    std::string const json_type = "application/json";
    Row const rows[] = {
        {"the request itself", good, json_type, 200},
        {"with charset", good, "application/json; charset=utf-8", 200},
        {"another media type", good, "text/plain", 415},
        {"empty", "", json_type, 400},
        {"not JSON", "hello", json_type, 400},
        {"a list", "[]", json_type, 400},
        {"a member twice", good.substr(0, good.size() - 1) + R"(,"subject":{}})", json_type, 400},
        {"invalid UTF-8", good + "\xff", json_type, 400},
        {"at the largest size", good + std::string(limits::evaluations_bytes_max - good.size(), ' '), json_type, 200},
        {"one byte more", good + std::string(limits::evaluations_bytes_max + 1 - good.size(), ' '), json_type, 413},
        {"at the largest depth", nested(limits::evaluations_depth_max - 1), json_type, 200},
        {"one deeper", nested(limits::evaluations_depth_max), json_type, 400},
    };
    for (Row const& row : rows)
      for (std::string const address : {"/access/v1/evaluation", "/access/v1/evaluations"}) {
        CAPTURE(row.name);
        CAPTURE(address);
        Reply const reply = hub.post("FR", address, row.type, row.body);
        CHECK_MESSAGE(reply.status == row.status, reply.text);
      }
    CHECK(hub.get("FR", "/access/v1/evaluation").status == 405);
  }

  TEST_CASE("members that nobody defined change nothing") {
    TestHub hub;
    Json question = asking("DE", published(hub, "FR", 10));
    std::string const plain = evaluate(hub, "FR", question).text;
    question["futureField"] = {{"nested", 1.5}};
    question["subject"]["properties"] = {{"role", "secretariat"}, {"country", "FR"}};
    question["resource"]["properties"] = {{"iss", "DE"}};
    question["context"] = {{"time", "1985-10-26T01:22-07:00"}, {"consented", Json::array({"DE"})}};
    CHECK(evaluate(hub, "FR", question).text == plain);
  }

  TEST_CASE("the metadata name the hub's address, and a request's identifier comes back") {
    TestHub hub([](ops::Config& config) { config.hub_url = "https://localhost:4443"; });
    for (std::string const party : {"FR", "XP/GS", "XP/RC-EUROPE", "XP/AUDIT"}) {
      Reply const metadata = hub.get(party, "/.well-known/authzen-configuration");
      CHECK(metadata.status == 200);
      CHECK(metadata.body == Json{{"policy_decision_point", "https://localhost:4443"},
                                  {"access_evaluation_endpoint", "https://localhost:4443/access/v1/evaluation"},
                                  {"access_evaluations_endpoint", "https://localhost:4443/access/v1/evaluations"}});
    }
    client::Request request;
    request.method = "POST";
    request.target = "/access/v1/evaluation";
    request.content_type = "application/json";
    request.body = json::write(asking("DE", "FR-red-99"));
    request.headers.emplace_back("X-Request-ID", "bfe9eb29-ab87-4ca3-be83-a1d5d8305716");
    auto const client = hub.client("DE");
    CHECK(client->request(request)->header("x-request-id") == "bfe9eb29-ab87-4ca3-be83-a1d5d8305716");
    request.body = "hello";
    CHECK(client->request(request)->header("x-request-id") == "bfe9eb29-ab87-4ca3-be83-a1d5d8305716");
    request.headers.clear();
    CHECK(client->request(request)->header("x-request-id").empty());
  }
}
