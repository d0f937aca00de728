#include "server/app/backup_folder.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <sstream>

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

constexpr std::string_view k_first_line = "huecry backup\n";  // no checkpoint begins so

Error not_verified(std::string why) { return Error(Errc::not_verified, std::move(why)); }

std::string note_body(std::string_view manifest) {
  return std::string(k_first_line) + base64_encode(crypto::sha256(manifest).view()) + "\n";
}

/// "20261130T042211Z", so that names are in the order of time.
std::string name_at(UnixMillis at) {
  std::string name = iso_time(at).substr(0, 19) + "Z";
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
  json::ReadOptions options;
  HUECRY_TRY(Json const json, json::read(text.substr(0, text.find('\n')), options));
  HUECRY_TRY(std::int64_t const at, json::member_integer(json, "at"));
  Manifest manifest{UnixMillis(std::chrono::milliseconds(at)), {}, {}};
  HUECRY_TRY(manifest.checkpoint, json::member_string(json, "checkpoint"));
  HUECRY_TRY(Json const* const files, json::member_array(json, "files"));
  for (Json const& each : *files) {
    HUECRY_TRY(BackupFile file, parse_file(each));
    manifest.files.push_back(std::move(file));
  }
  return manifest;
}

}

Result<std::string> read_whole(fs::path const& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream content;
  content << in.rdbuf();
  if (!in) return Error(Errc::io, path.string() + ": cannot be read");
  return std::move(content).str();
}

fs::path BackupFolder::path_of(Digest const& digest) const {
  return folder_ / "files" / (hex_encode(digest.view()) + ".cms");
}

Result<bool> BackupFolder::keep(std::string const& content, Digest const& digest,
                                std::vector<certs::Certificate> const& operators) const {
  if (fs::exists(path_of(digest))) return false;
  HUECRY_TRY(std::string const sealed, certs::seal_file(content, operators));
  HUECRY_CHECK(write_durably(path_of(digest), sealed));
  return true;
}

Result<> BackupFolder::keep_secrets(std::string const& content,
                                    std::vector<certs::Certificate> const& operators) const {
  HUECRY_TRY(std::string const sealed, certs::seal_file(content, operators));
  return write_durably(folder_ / "secrets.cms", sealed);
}

Result<std::string> BackupFolder::conclude(Manifest const& manifest, log::NoteSigner const& signer) const {
  std::string const text = to_text(manifest);
  HUECRY_TRY(std::string const note, log::sign_note(note_body(text), signer));
  std::string const name = name_at(manifest.at);
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
  HUECRY_TRY(std::string const signature, read_whole(folder_ / (name + ".note")));
  HUECRY_TRY(log::Note const note, log::parse_note(signature));
  if (note.body != note_body(text)) return not_verified("backup " + name + " is not the one that was signed");
  HUECRY_CHECK(log::verify_note(note, std::array{key}));
  return parse_manifest(text);
}

Result<std::string> BackupFolder::open(BackupFile const& file, certs::Opener const& opener) const {
  HUECRY_TRY(std::string const sealed, read_whole(path_of(file.digest)));
  auto content = opener.open(sealed);
  if (!content) return std::move(content).error().with_context(file.name);
  if (crypto::sha256(*content) != file.digest) return not_verified(file.name + " is not the file that was kept");
  return content;
}

Result<std::string> BackupFolder::open_secrets(certs::Opener const& opener) const {
  HUECRY_TRY(std::string const sealed, read_whole(folder_ / "secrets.cms"));
  return opener.open(sealed);
}

/// A backup that cannot be read keeps its files: nobody knows which they are, so none is removed then.
Result<> BackupFolder::keep_newest(std::size_t count, log::NoteKey const& key) const {
  HUECRY_TRY(auto const names, backups());
  if (names.size() <= count) return ok();
  std::set<fs::path> used;
  std::size_t const old = names.size() - count;
  for (std::size_t i = old; i < names.size(); ++i) {
    HUECRY_TRY(Manifest const kept, manifest(names[i], key));
    for (BackupFile const& file : kept.files) used.insert(path_of(file.digest));
  }
  std::error_code why;
  for (std::size_t i = 0; i < old; ++i)
    for (char const* suffix : {".json", ".note"}) fs::remove(folder_ / (names[i] + suffix), why);
  std::vector<fs::path> unused;
  for (auto const& entry : fs::directory_iterator(folder_ / "files", why))
    if (!used.contains(entry.path())) unused.push_back(entry.path());
  for (fs::path const& path : unused) fs::remove(path, why);
  return why ? Result<>(Error(Errc::io, folder_.string() + ": " + why.message())) : ok();
}

}
