#pragma once
// A hub, and a sender that holds valid keys of a bureau and can make every part of a message, honest or not.

#include "certs/trust/trust_store.hpp"
#include "gateway/messages/compose.hpp"
#include "gateway/messages/open.hpp"
#include "protocol/base/durable_file.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/base/message_limits.hpp"
#include "protocol/crypto/hash.hpp"
#include "server/app/hub.hpp"
#include "tests/integration/desk.hpp"
#include "tests/support/must.hpp"
#include "tests/support/seed.hpp"

#include <set>
#include <thread>

namespace huecry::test {

using namespace std::chrono_literals;
using json::Json;

struct Post : Desk {
  Post() : Desk(true) {}

  documents::Schemas schemas;
  std::chrono::seconds kept = 30 * 24h;  // what is sent from now on

  CountryCode country(std::string_view code) { return *CountryCode::parse(code); }
  UnixSeconds now() { return to_seconds(clock().now()); }

  /// Everything that is trusted, from the lists of the federation.
  certs::TrustStore::Snapshot trust() {
    auto keys = must(certs::CeremonyKeys::from_pem(must(read_whole(federation_dir() / "ceremony/ceremony.pem"))));
    certs::TrustStore store(std::move(keys));
    must(store.restore_list(must(read_whole(federation_dir() / "trust/list.jws")), now()));
    for (auto const& file : must(certs::federation::crl_files(federation_dir())))
      must(store.restore_crl(as_bytes(must(read_whole(file))), now()));
    return store.current();
  }

  Json message(std::string const& from, std::vector<std::string> const& to, std::string const& act = "message") {
    std::string const id = from + "-M-" + std::to_string(++count_);
    Json message = {{"v", 1},
                    {"id", id},
                    {"from", from},
                    {"to", to},
                    {"conv", id},
                    {"act", act},
                    {"prio", "flash"},
                    {"handling", "H0"},
                    {"created", "2026-11-30T08:00:00Z"},
                    {"lang", "ENG"},
                    {"subject", "Marked subject"},
                    {"body", "MARKED-PLAINTEXT-7731"}};
    if (act == "request") message.update({{"kind", "INFORMATION"}, {"clock", "SIRENE"}});
    return message;
  }

  std::string compact(std::string const& party, envelope::DocumentType type, Json const& payload) {
    Json const container = Json::parse(sign(party, type, json::write(payload), "messages"));
    return container["protected"].get<std::string>() + "." + container["payload"].get<std::string>() + "." +
           container["signature"].get<std::string>();
  }

  std::vector<envelope::SealFor> keys_of(std::string const& from, Json const& message) {
    CountrySet to;
    for (Json const& code : message["to"]) to.add(country(code.get<std::string>()));
    return must(mail::recipients(*trust(), country(from), to, now()));
  }

  /// An envelope for whatever is inside, honest but for what `change` makes of it.
  struct Parts {
    Json envelope;
    std::string sealed;
  };
  Parts parts(Json const& message, std::string const& inner, std::vector<envelope::SealFor> const& keys) {
    SeededRandom random(seed() + static_cast<std::uint64_t>(count_));
    std::string sealed = must(envelope::seal_message(inner, message["id"].get<std::string>(), keys, random));
    Json envelope = Json::object();
    static std::set<std::string> const inside{"created", "lang", "subject", "body", "nonce", "entities", "hinted"};
    for (auto const& [name, value] : message.items())
      if (!inside.contains(name)) envelope[name] = value;
    envelope["exp"] = (now() + kept).time_since_epoch().count();
    envelope["jwe256"] = to_base64url(crypto::sha256(sealed));
    envelope["jwe_len"] = sealed.size();
    envelope["commit"] = to_base64url(crypto::sha256(inner));
    return {std::move(envelope), std::move(sealed)};
  }
  Parts honest(std::string const& from, Json const& message) {
    return parts(message, compact(from, envelope::DocumentType::message, message), keys_of(from, message));
  }
  /// Signed now: a second later it would be another document.
  std::string body_of(std::string const& from, Parts const& parts) {
    return json::write({{"document", Json::parse(sign(from, envelope::DocumentType::envelope,
                                                      json::write(parts.envelope), "messages"))},
                        {"sealed", parts.sealed}});
  }
  Reply post_body(std::string const& from, std::string const& body) {
    return post(from, "/v1/messages", std::string(mail::k_media_type), body);
  }
  Reply post_parts(std::string const& from, Parts const& parts) { return post_body(from, body_of(from, parts)); }
  Reply send_honest(std::string const& from, Json const& message) { return post_parts(from, honest(from, message)); }
  std::string sent(std::string const& from, std::vector<std::string> const& to, std::string const& act = "message") {
    Json const made = message(from, to, act);
    Reply const reply = send_honest(from, made);
    REQUIRE_MESSAGE(reply.status == 201, reply.text);
    return made["id"];
  }

  /// The next bytes of an attachment, under its own name unless another is given.
  Reply put_part(std::string const& party, std::string const& content, std::size_t offset, std::size_t bytes,
                 std::string target = {}) {
    if (target.empty()) target = "/v1/blobs/" + to_base64url(crypto::sha256(content));
    target += "?offset=" + std::to_string(offset) + "&of=" + std::to_string(content.size());
    auto const response = client(party)->put(target, "application/octet-stream", content.substr(offset, bytes));
    REQUIRE(response);
    Reply reply;
    reply.status = response->status;
    if (auto body = json::read(response->body)) reply.body = *std::move(body);
    if (reply.body.is_object()) reply.code = reply.body.value("code", "");
    return reply;
  }

  /// What the hub does by itself it does a few times a second.
  template <class Holds>
  void until(Holds holds) {
    for (int i = 0; i < 300 && !holds(); ++i) std::this_thread::sleep_for(50ms);
    CHECK(holds());
  }
  void until_quiet() { std::this_thread::sleep_for(600ms); }

  /// What a document in an item says.
  static Json word_of(Json const& item) {
    return Json::parse(as_text(must(base64url_decode(item["document"]["payload"].get<std::string>()))));
  }
  Kinds listed(std::string const& party, std::string const& query) {
    Kinds ids;
    Json const page = get(party, "/v1/messages" + query).body;
    for (Json const& item : page["items"]) ids.push_back(item["id"]);
    return ids;
  }
  /// Counts of requests with twelve hours.
  Json sirene(std::string const& party) {
    Json const counted = get(party, "/v1/statistics/requests").body;
    for (Json const& clock : counted["clocks"])
      if (clock["clock"] == "SIRENE") return clock;
    return {};
  }

  std::vector<Json> items(std::string const& party, std::string const& kind) {
    std::vector<Json> found;
    Json const inbox = get(party, "/v1/inbox").body;
    for (Json const& item : inbox["items"])
      if (item["kind"] == kind) found.push_back(item);
    return found;
  }
  Result<mail::Opened> opened(std::string const& party, Json const& item) {
    auto const snapshot = trust();
    HUECRY_TRY(auto const received, mail::receive(schemas, *snapshot, item, clock().now(), clock().now()));
    std::filesystem::path const folder = federation_dir() / party / "NCB";
    HUECRY_TRY(auto const ring, mail::Keyring::load(folder, "file:" + (folder / "encryption.key").string()));
    return mail::open(schemas, *snapshot, ring, received, clock().now());
  }

 private:
  int count_ = 0;
};

}
