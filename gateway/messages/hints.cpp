#include "gateway/messages/hints.hpp"

#include <algorithm>
#include <array>

#include "protocol/base/durable_file.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/crypto/hmac.hpp"
#include "protocol/documents/fields.hpp"
#include "protocol/json/json.hpp"
#include "protocol/text/fold.hpp"

namespace huecry::mail {
namespace {

namespace fs = std::filesystem;
using documents::stated;
using documents::text_or_empty;
using json::Json;

constexpr std::string_view k_suffix = ".key";
constexpr std::size_t k_secret_bytes = 32, k_keys_told = 2;

/// Letters and digits alone, in capitals.
std::string plain(std::string_view text) {
  std::string out;
  for (char const c : text) {
    bool const small = c >= 'a' && c <= 'z';
    if (small || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) out += static_cast<char>(small ? c - 'a' + 'A' : c);
  }
  return out;
}

/// What an entity of this list is known by, each way on its own; the first that is wholly there counts.
struct KnownBy {
  std::string_view list;
  std::array<std::string_view, 2> members;  // the second: empty, or where the first is counted
};
constexpr KnownBy k_subjects[] = {{"documents", {"number", "country"}},
                                  {"vehicles", {"vin", ""}},
                                  {"vehicles", {"plate", "plate_country"}},
                                  {"firearms", {"serial_no", "make"}},
                                  {"accounts", {"iban", ""}},
                                  {"accounts", {"number", "institution"}},
                                  {"organisations", {"registration_number", "country"}}};

std::string of_person(Json const& entity) {
  Json const* const identity = stated(&entity, "identity");
  std::string const family = text::fold(text_or_empty(identity, "family_name"));
  std::string const born(text_or_empty(identity, "date_of_birth"));
  if (family.empty() || born.size() != 10 || born.ends_with("/00") || born.starts_with("0000")) return {};
  return "persons\n" + family + "\n" + text::fold(text_or_empty(identity, "forename")) + "\n" + born;
}

std::string of_vessel(Json const& entity) {
  Json const* const vessel = stated(&entity, "vessel");
  for (std::string_view const name : {"imo", "mmsi"})
    if (auto const number = text_or_empty(vessel, name); !number.empty())
      return std::string("vessels\n").append(name).append("\n").append(number);
  return {};
}

std::string of_members(std::string_view list, Json const& entity) {
  for (KnownBy const& by : k_subjects) {
    if (by.list != list) continue;
    std::string text = std::string(list).append("\n").append(by.members[0]);
    bool whole = true;
    for (std::string_view const member : by.members) {
      if (member.empty()) continue;
      std::string const value = plain(text_or_empty(&entity, member));
      whole = whole && !value.empty();
      text += "\n" + value;
    }
    if (whole) return text;
  }
  return {};
}

std::string known_text(std::string_view list, Json const& entity) {
  if (list == "persons") return of_person(entity);
  if (list == "vessels") return of_vessel(entity);
  return of_members(list, entity);
}

/// GROUP.NAME, as in docs/schemas/envelope.json.
bool is_name(std::string_view name) {
  auto const part = [](std::string_view text, std::size_t most) {
    auto const good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    return !text.empty() && text.size() <= most && std::ranges::all_of(text, good);
  };
  std::size_t const dot = name.find('.');
  return dot != std::string_view::npos && part(name.substr(0, dot), 20) && part(name.substr(dot + 1), 19);
}

std::string_view group_of(std::string_view name) { return name.substr(0, name.find('.')); }

Digest tag_of(crypto::SealKey const& key, std::string const& subject) {
  return crypto::hmac_sha256(key.bytes, "huecry/hint/v1\n" + subject);
}

Result<crypto::SealKey> read_key(fs::path const& file) {
  HUECRY_TRY(std::string text, read_whole(file, 1024));
  while (!text.empty() && text.back() == '\n') text.pop_back();
  auto const bytes = base64url_decode(text);
  if (!bytes || bytes->size() != k_secret_bytes)
    return Error(Errc::config_invalid, file.string() + " is no key: 32 bytes in base64url");
  crypto::SealKey key;
  std::ranges::copy(*bytes, key.bytes.begin());
  return key;
}

}

Result<std::string> subject_of(Json const& message, std::string const& ref) {
  Json const* const entities = stated(&message, "entities");
  if (entities == nullptr) return Error(Errc::not_found, "the message has no entities");
  for (auto const& [list, values] : entities->items())
    for (Json const& entity : values) {
      if (text_or_empty(&entity, "ref") != ref) continue;
      std::string text = known_text(list, entity);
      if (!text.empty()) return text;
      return Error(Errc::payload_rule, ref +
                                           " has not enough to be known by: a person needs a family name and a whole "
                                           "date of birth, an object its number");
    }
  return Error(Errc::not_found, ref + " is no entity of the message");
}

HintKeys HintKeys::load(fs::path const& party) {
  HintKeys keys;
  std::error_code none;
  for (auto const& entry : fs::directory_iterator(party / "hints", none)) {
    std::string const name = entry.path().stem().string();
    if (entry.path().extension() != k_suffix) continue;
    if (!is_name(name)) {
      keys.unusable_.push_back(entry.path().string() +
                               ": the name of a key is GROUP.NAME.key, in small letters, digits and hyphens");
    } else if (auto const secret = read_key(entry.path())) {
      keys.keys_.push_back({name, *secret});
    } else {
      keys.unusable_.push_back(secret.error().detail);
    }
  }
  std::ranges::sort(keys.keys_, {}, &Key::name);
  return keys;
}

Result<std::vector<documents::Hint>> HintKeys::hints(std::string const& group, std::string const& subject) const {
  std::vector<documents::Hint> hints;
  for (auto key = keys_.rbegin(); key != keys_.rend() && hints.size() < k_keys_told; ++key)
    if (group_of(key->name) == group) hints.push_back({key->name, tag_of(key->secret, subject)});
  if (!hints.empty()) return hints;
  std::string why = "there is no key of the group " + group + ": hints/" + group;
  why.append(".NAME.key in the party's folder, from whoever made it; a new one: huecry hint make ").append(group);
  why.append(".NAME");
  for (std::string const& file : unusable_) why.append("; ").append(file);
  return Error(Errc::config_invalid, why);
}

Result<> HintKeys::check(Json const& message) const {
  Json const* const hints = stated(&message, "hints");
  if (hints == nullptr) return ok();
  auto const subject = subject_of(message, std::string(text_or_empty(&message, "hinted")));
  for (Json const& hint : *hints) {
    auto const key = std::ranges::find(keys_, text_or_empty(&hint, "key"), &Key::name);
    if (key == keys_.end()) continue;
    if (!subject || to_base64url(tag_of(key->secret, *subject)) != text_or_empty(&hint, "tag"))
      return Error(Errc::seal_mismatch, "the keyed hash " + key->name + " is not of what the message is about");
  }
  return ok();
}

std::vector<std::string> HintKeys::names() const {
  std::vector<std::string> names;
  names.reserve(keys_.size());
  for (Key const& key : keys_) names.push_back(key.name);
  return names;
}

Result<fs::path> make_hint_key(fs::path const& party, std::string const& name, Random& random) {
  if (!is_name(name))
    return Error(Errc::parameter_invalid,
                 "the name of a key is GROUP.NAME, such as benelux.2026-11: small letters, "
                 "digits, hyphens");
  fs::path file = party / "hints" / (name + std::string(k_suffix));
  if (fs::exists(file)) return Error(Errc::config_invalid, file.string() + " is there already");
  crypto::SealKey key;
  random.fill(key.bytes);
  HUECRY_CHECK(write_secret(file, base64url_encode(key.bytes) + "\n"));
  return file;
}

}
