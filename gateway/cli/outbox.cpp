#include "gateway/cli/outbox.hpp"

#include <algorithm>
#include <fstream>

#include "gateway/cli/log_memory.hpp"
#include "gateway/cli/target.hpp"
#include "gateway/messages/open.hpp"
#include "protocol/base/durable_file.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/base/message_limits.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/crypto/random.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/write.hpp"

namespace huecry::cli {
namespace {

namespace fs = std::filesystem;
using json::Json;

// Behind each name, so that no name means another folder: not "..", and not none.
constexpr std::string_view k_suffix = ".message";

fs::path all_of_them() { return state_folder() / "outbox"; }

Json attachment_json(documents::Attachment const& attachment) {
  return {{"name", attachment.name},
          {"mime", attachment.media_type},
          {"size", attachment.bytes},
          {"pt256", to_base64url(attachment.digest)},
          {"ct256", to_base64url(attachment.sealed.digest)},
          {"len", attachment.sealed.bytes},
          {"key", base64url_encode(attachment.key.bytes)}};
}

mail::Progress shown(Output const& output, std::string what) {
  return [output, what = std::move(what)](std::uint64_t done, std::uint64_t all) {
    output.progress(what, done, all, Unit::bytes);
  };
}

/// At most a part, from there.
Result<std::string> part_of(fs::path const& file, std::uint64_t offset) {
  std::ifstream in(file, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(offset));
  std::string part(limits::blob_part_bytes_max, '\0');
  in.read(part.data(), static_cast<std::streamsize>(part.size()));
  part.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
  if (part.empty()) return Error(Errc::io, file.string() + " cannot be read from byte " + std::to_string(offset));
  return part;
}

std::string blob_target(std::string const& digest) { return "/v1/blobs/" + digest; }

struct Uploaded {
  std::uint64_t bytes = 0;
  bool whole = false;
};

Result<Uploaded> uploaded(Json const& standing) {
  HUECRY_TRY(std::int64_t const bytes, json::member_integer(standing, "bytes"));
  HUECRY_TRY(bool const whole, json::member_bool(standing, "whole"));
  return Uploaded{static_cast<std::uint64_t>(bytes), whole};
}

Result<> upload_one(Connection& connection, fs::path const& file, Json const& attachment, Output const& output) {
  HUECRY_TRY(std::string const digest, json::member_string(attachment, "ct256"));
  HUECRY_TRY(std::int64_t const total, json::member_integer(attachment, "len"));
  HUECRY_TRY(Json const before, get_json(connection, blob_target(digest) + "/upload"));
  HUECRY_TRY(Uploaded now, uploaded(before));
  auto const progress = shown(output, "uploading " + attachment.value("name", ""));
  while (!now.whole) {
    // All of it may be there without being whole: the last byte once more makes the hub look.
    std::uint64_t const offset = std::min(now.bytes, static_cast<std::uint64_t>(total) - 1);
    HUECRY_TRY(std::string const part, part_of(file, offset));
    std::string const target =
        blob_target(digest) + "?offset=" + std::to_string(offset) + "&of=" + std::to_string(total);
    HUECRY_TRY(auto const response, expect_success(connection.hub->put(target, "application/octet-stream", part)));
    HUECRY_TRY(Json const after, read_json(response.body));
    HUECRY_TRY(now, uploaded(after));
    progress(now.bytes, static_cast<std::uint64_t>(total));
  }
  return ok();
}

/// Whatever the hub says is no word of the sender's: nobody complains of it.
Result<std::string> part_at(Connection& connection, client::Request const& request) {
  auto const response = expect_success(connection.hub->request(request));
  if (!response && mail::deserves_complaint(response.error().code))
    return Error(Errc::not_verified, "the hub does not give it: " + response.error().detail);
  if (!response) return response.error();
  if (response->status != 206 || response->body.empty())
    return Error(Errc::not_verified, "the hub answered a range with status " + std::to_string(response->status));
  return response->body;
}

/// Whatever of it is there already counts; whether it is the right one its digest says in the end.
Result<> download(Connection& connection, Output const& output, std::string const& from,
                  documents::Attachment const& attachment, fs::path const& sealed) {
  std::error_code none;
  std::uint64_t bytes = fs::exists(sealed, none) ? fs::file_size(sealed, none) : 0;
  std::ofstream out(sealed, std::ios::binary | std::ios::app);
  auto const progress = shown(output, "fetching " + attachment.name);
  while (bytes < attachment.sealed.bytes) {
    client::Request request;
    request.target = blob_target(to_base64url(attachment.sealed.digest)) + "?from=" + from;
    std::uint64_t const last = std::min(bytes + limits::blob_part_bytes_max, attachment.sealed.bytes) - 1;
    request.headers.emplace_back("Range", "bytes=" + std::to_string(bytes) + "-" + std::to_string(last));
    HUECRY_TRY(std::string const body, part_at(connection, request));
    out.write(body.data(), static_cast<std::streamsize>(body.size()));
    if (!out.flush()) return Error(Errc::io, sealed.string() + " cannot be written");
    bytes += body.size();
    progress(bytes, attachment.sealed.bytes);
  }
  return ok();
}

}

Outbox::Outbox(std::string const& id, fs::path const& root)
    : id_(id), folder_((root.empty() ? all_of_them() : root) / encoded(id).append(k_suffix)) {}

bool Outbox::is_prepared() const {
  std::error_code none;  // a name that no file can have: nothing was prepared under it
  return fs::exists(folder_ / "message.json", none);
}

fs::path Outbox::sealed(std::size_t number) const { return folder_ / (std::to_string(number) + ".sealed"); }

Result<> Outbox::prepare(Prepared& prepared, std::vector<std::string> const& files, Output const& output,
                         mail::Links links) const {
  if (is_prepared())
    return Error(Errc::config_invalid, "a message " + id_ + " waits to be sent: huecry message resume");
  if (files.size() > limits::attachments_max)
    return Error(Errc::payload_rule, "at most " + std::to_string(limits::attachments_max) +
                                         " files are attached, not " + std::to_string(files.size()));
  std::error_code why;
  fs::remove_all(folder_, why);  // of one that was cut off while it was sealed
  fs::create_directories(folder_, why);
  if (why) return Error(Errc::io, folder_.string() + ": " + why.message());
  fs::permissions(folder_, fs::perms::owner_all, why);
  crypto::SystemRandom random;
  Json attached = Json::array();
  for (std::size_t i = 0; i < files.size(); ++i) {
    HUECRY_TRY(auto const attachment,
               mail::seal_file(files[i], sealed(i), id_, random, shown(output, "sealing " + files[i]), links));
    attached.push_back(attachment_json(attachment));
  }
  prepared.message["att"] = std::move(attached);
  Json to = Json::array();
  for (CountryCode const country : prepared.to.members()) to.push_back(country.text());
  return write_secret(
      folder_ / "message.json",
      json::write({{"message", prepared.message}, {"to", std::move(to)}, {"keep_s", prepared.keep.count()}}));
}

Result<Prepared> Outbox::load() const {
  fs::path const file = folder_ / "message.json";
  if (!is_prepared()) return Error(Errc::not_found, "no message " + id_ + " waits to be sent");
  HUECRY_TRY(std::string const text, read_whole(file));
  HUECRY_TRY(Json const kept, read_json(text));
  Prepared prepared;
  HUECRY_TRY(Json const* const message, json::member_object(kept, "message"));
  HUECRY_TRY(Json const* const to, json::member_array(kept, "to"));
  HUECRY_TRY(std::int64_t const keep, json::member_integer(kept, "keep_s"));
  prepared.message = *message;
  for (Json const& code : *to) {
    HUECRY_TRY(CountryCode const country, CountryCode::parse(code.get<std::string>()));
    prepared.to.add(country);
  }
  prepared.keep = std::chrono::seconds(keep);
  return prepared;
}

Result<> Outbox::upload(Connection& connection, Prepared const& prepared, Output const& output) const {
  Json const& attached = prepared.message.at("att");
  for (std::size_t i = 0; i < attached.size(); ++i)
    HUECRY_CHECK(upload_one(connection, sealed(i), attached[i], output));
  return ok();
}

Result<> Outbox::remove() const {
  std::error_code why;
  if (fs::remove_all(folder_, why) == 0) return Error(Errc::not_found, "no message " + id_ + " waits to be sent");
  return why ? Result<>(Error(Errc::io, folder_.string() + ": " + why.message())) : ok();
}

std::vector<std::string> Outbox::waiting() {
  std::vector<std::string> names;
  std::error_code none;
  for (auto const& entry : fs::directory_iterator(all_of_them(), none))
    if (fs::exists(entry.path() / "message.json")) names.push_back(entry.path().stem().string());
  std::ranges::sort(names);
  return names;
}

namespace {

/// It was fetched before.
bool is_there(fs::path const& file, documents::Attachment const& attachment) {
  std::error_code none;
  if (fs::is_symlink(file, none) || fs::file_size(file, none) != attachment.bytes) return false;
  std::ifstream in(file, std::ios::binary);
  crypto::Sha256 hash;
  std::string piece(std::size_t{64} << 10, '\0');
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0)
    hash.update(std::string_view(piece).substr(0, static_cast<std::size_t>(in.gcount())));
  return hash.finish() == attachment.digest;
}

}

std::string name_among(std::set<std::string>& names, std::string const& wanted) {
  constexpr std::size_t bytes_max = 200;
  std::size_t cut = std::min(wanted.size(), bytes_max);
  while (cut < wanted.size() && cut > 0 && (static_cast<unsigned char>(wanted[cut]) & 0xC0U) == 0x80U) --cut;
  std::string const base = wanted.substr(0, cut);
  std::string name = base;
  for (int number = 2; !names.insert(name).second; ++number) name = std::to_string(number) + "-" + base;
  return name;
}

Result<> fetch_attachment(Connection& connection, Output const& output, std::string const& message,
                          documents::Attachment const& attachment, fs::path const& file) {
  std::error_code none;
  if (fs::exists(fs::symlink_status(file, none)))
    return is_there(file, attachment)
               ? ok()
               : Result<>(Error(Errc::config_invalid, file.string() + " is there already, and is "
                                                                      "another: name another folder"));
  // Named by what is in it: what stands there is of this attachment, or is found to be another one.
  fs::path const sealed = file.parent_path() / (".huecry-" + hex_encode(attachment.sealed.digest.view()) + ".sealed");
  auto const fetch = [&]() -> Result<> {
    // Two at once would write into each other, and the sender would be blamed.
    HUECRY_TRY(FileLock const lock, FileLock::take(sealed));
    HUECRY_CHECK(download(connection, output, message.substr(0, 2), attachment, sealed));
    auto const opened = mail::open_file(sealed, file, attachment, message, shown(output, "opening " + attachment.name));
    bool const keep = !opened && opened.error().code == Errc::io;
    if (!keep) fs::remove(sealed, none);
    return opened;
  };
  auto const first = fetch();
  // What an earlier call has left there may have been torn: once more from the beginning.
  return !first && first.error().code == Errc::not_verified ? fetch() : first;
}

}
