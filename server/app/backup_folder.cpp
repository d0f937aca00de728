#include "server/app/backup_folder.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "protocol/base/durable_file.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/base/iso_time.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/read.hpp"
#include "protocol/json/write.hpp"

namespace huecry::app {
namespace {

namespace fs = std::filesystem;
using json::Json;

// No checkpoint begins so.
constexpr std::string_view k_first_line = "huecry backup\n", k_secrets_line = "huecry backup of keys\n";
constexpr std::size_t k_piece_bytes = std::size_t{64} << 20;  // of the keys: what is sealed is in memory at once

Error not_verified(std::string why) { return Error(Errc::not_verified, std::move(why)); }

std::string note_body(std::string_view first_line, std::string_view content) {
  return std::string(first_line) + base64_encode(crypto::sha256(content).view()) + "\n";
}

Result<> check_note(fs::path const& file, std::string const& body, log::NoteKey const& key) {
  HUECRY_TRY(std::string const text, read_whole(file));
  HUECRY_TRY(log::Note const note, log::parse_note(text));
  auto const verified = log::verify_note(note, std::array{key});
  if (!verified) return not_verified(file.string() + " was not signed by this log's key");
  return note.body == body ? ok() : Result<>(not_verified(file.string() + " is not of what stands beside it"));
}

/// "20261130T042211.123Z", so that names are in the order of time, and two in one second have two names.
std::string name_at(UnixMillis at) {
  std::string name = iso_time(at);
  std::erase_if(name, [](char c) { return c == '-' || c == ':'; });
  return name;
}

std::string to_text(Manifest const& manifest) {
  Json files = Json::array();
  for (BackupFile const& file : manifest.files)
    files.push_back({{"name", file.name}, {"bytes", file.bytes}, {"sha256", hex_encode(file.digest.view())}});
  return json::write({{"v", 1},
                      {"at", manifest.at.time_since_epoch().count()},
                      {"checkpoint", manifest.checkpoint},
                      {"recipients", manifest.recipients},
                      {"files", std::move(files)}}) +
         "\n";
}

Result<BackupFile> parse_file(Json const& json) {
  HUECRY_TRY(std::string name, json::member_string(json, "name"));
  HUECRY_TRY(std::int64_t const bytes, json::member_integer(json, "bytes"));
  HUECRY_TRY(std::string const text, json::member_string(json, "sha256"));
  HUECRY_TRY(Bytes const digest, hex_decode(text));
  BackupFile file{std::move(name), static_cast<std::uint64_t>(bytes), {}};
  bool const is_name = fs::path(file.name).filename() == file.name && !file.name.empty() && file.name != "..";
  if (!is_name || digest.size() != sizeof(Digest)) return not_verified("a backup names a file that cannot be one");
  std::ranges::copy(digest, file.digest.bytes.begin());
  return file;
}

Result<Manifest> parse_manifest(std::string_view text) {
  HUECRY_TRY(Json const json, json::read(text.substr(0, text.find('\n'))));
  HUECRY_TRY(std::int64_t const at, json::member_integer(json, "at"));
  Manifest manifest{UnixMillis(std::chrono::milliseconds(at)), {}, {}, {}};
  HUECRY_TRY(manifest.checkpoint, json::member_string(json, "checkpoint"));
  HUECRY_TRY(manifest.recipients, json::member_string(json, "recipients"));
  if (manifest.recipients.find_first_not_of("0123456789abcdef") != std::string::npos)
    return not_verified("a backup names recipients that cannot be some");
  HUECRY_TRY(Json const* const files, json::member_array(json, "files"));
  for (Json const& each : *files) {
    HUECRY_TRY(BackupFile file, parse_file(each));
    manifest.files.push_back(std::move(file));
  }
  return manifest;
}

}

std::string recipients_id(std::vector<certs::Certificate> const& operators) {
  std::string all;
  for (certs::Certificate const& one : operators) all += as_text(one.thumbprint().view());
  constexpr std::size_t k_digits = 16;
  return hex_encode(crypto::sha256(all).view()).substr(0, k_digits);
}

fs::path BackupFolder::path_of(BackupFile const& file, std::string const& recipients) const {
  return folder_ / "files" / (hex_encode(file.digest.view()) + "." + recipients + ".cms");
}

Result<bool> BackupFolder::keep(std::string const& content, BackupFile const& file,
                                std::vector<certs::Certificate> const& operators) const {
  fs::path const path = path_of(file, recipients_id(operators));
  if (fs::exists(path)) return false;
  HUECRY_TRY(std::string const sealed, certs::seal_file(content, operators));
  HUECRY_CHECK(write_durably(path, sealed));
  return true;
}

/// Whole in a folder of its own before the one before is removed.
Result<> BackupFolder::keep_secrets(std::string const& content, UnixMillis at,
                                    std::vector<certs::Certificate> const& operators,
                                    log::NoteSigner const& signer) const {
  fs::path const all = folder_ / "secrets", own = all / name_at(at);
  for (std::size_t piece = 0; piece * k_piece_bytes < content.size(); ++piece) {
    HUECRY_TRY(std::string const sealed,
               certs::seal_file(content.substr(piece * k_piece_bytes, k_piece_bytes), operators));
    HUECRY_CHECK(write_durably(own / (std::to_string(piece) + ".cms"), sealed));
  }
  HUECRY_TRY(std::string const note, log::sign_note(note_body(k_secrets_line, content), signer));
  HUECRY_CHECK(write_durably(own / "note", note));
  std::vector<fs::path> others;
  std::error_code why;
  for (auto const& entry : fs::directory_iterator(all, why))
    if (entry.path() != own) others.push_back(entry.path());
  for (fs::path const& other : others)
    if (fs::remove_all(other, why); why) return Error(Errc::io, other.string() + ": " + why.message());
  return ok();
}

Result<std::string> BackupFolder::conclude(Manifest const& manifest, log::NoteSigner const& signer) const {
  std::string const text = to_text(manifest);
  HUECRY_TRY(std::string const note, log::sign_note(note_body(k_first_line, text), signer));
  std::string const name = name_at(manifest.at);
  if (fs::exists(folder_ / (name + ".json")))
    return Error(Errc::state_conflict, "there is a backup " + name + " already");
  HUECRY_CHECK(write_durably(folder_ / (name + ".note"), note));
  HUECRY_CHECK(write_durably(folder_ / (name + ".json"), text));
  return name;
}

Result<std::vector<std::string>> BackupFolder::backups() const {
  std::vector<std::string> names;
  std::error_code why;
  for (auto const& entry : fs::directory_iterator(folder_, why))
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
  if (why) return Error(Errc::io, folder_.string() + ": " + why.message());
  std::ranges::sort(names);
  return names;
}

Result<Manifest> BackupFolder::manifest(std::string const& name, log::NoteKey const& key) const {
  HUECRY_TRY(std::string const text, read_whole(folder_ / (name + ".json")));
  HUECRY_CHECK(check_note(folder_ / (name + ".note"), note_body(k_first_line, text), key));
  HUECRY_TRY(Manifest manifest, parse_manifest(text));
  if (name != name_at(manifest.at)) return not_verified("backup " + name + " has the name of another one");
  return manifest;
}

Result<std::string> BackupFolder::open(Manifest const& manifest, BackupFile const& file,
                                       certs::Opener const& opener) const {
  HUECRY_TRY(std::string const sealed, read_whole(path_of(file, manifest.recipients)));
  auto content = opener.open(sealed);
  if (!content) return std::move(content).error().with_context(file.name);
  if (crypto::sha256(*content) != file.digest) return not_verified(file.name + " is not the file that was kept");
  return content;
}

/// One that was cut off has no note.
Result<std::string> BackupFolder::open_secrets(certs::Opener const& opener, log::NoteKey const& key) const {
  std::error_code why;
  fs::path own;
  for (auto const& entry : fs::directory_iterator(folder_ / "secrets", why))
    if (fs::exists(entry.path() / "note") && entry.path() > own) own = entry.path();
  if (own.empty()) return Error(Errc::io, (folder_ / "secrets").string() + ": there are no keys in it");
  std::string content;
  for (std::size_t piece = 0; fs::exists(own / (std::to_string(piece) + ".cms")); ++piece) {
    HUECRY_TRY(std::string const sealed, read_whole(own / (std::to_string(piece) + ".cms")));
    HUECRY_TRY(std::string const opened, opener.open(sealed));
    content += opened;
  }
  HUECRY_CHECK(check_note(own / "note", note_body(k_secrets_line, content), key));
  return content;
}

/// A backup that cannot be read keeps its files: nobody knows which they are, so none is removed then.
Result<> BackupFolder::keep_newest(std::size_t count, log::NoteKey const& key) const {
  HUECRY_TRY(auto const names, backups());
  if (names.size() <= count) return ok();
  std::set<fs::path> used;
  std::size_t const old = names.size() - count;
  for (std::size_t i = old; i < names.size(); ++i) {
    HUECRY_TRY(Manifest const kept, manifest(names[i], key));
    for (BackupFile const& file : kept.files) used.insert(path_of(file, kept.recipients));
  }
  std::vector<fs::path> unused;
  for (std::size_t i = 0; i < old; ++i)
    for (char const* suffix : {".json", ".note"}) unused.push_back(folder_ / (names[i] + suffix));
  std::error_code why;
  for (auto const& entry : fs::directory_iterator(folder_ / "files", why))
    if (!used.contains(entry.path())) unused.push_back(entry.path());
  if (why) return Error(Errc::io, folder_.string() + ": " + why.message());
  Result<> all = ok();
  for (fs::path const& path : unused)
    if (fs::remove(path, why); why && all) all = Error(Errc::io, path.string() + ": " + why.message());
  return all;
}

}
