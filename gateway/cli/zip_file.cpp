#include "gateway/cli/zip_file.hpp"

#include <zip.h>

#include <memory>

namespace huecry::cli {
namespace {

struct Discard {
  void operator()(zip_t* archive) const noexcept { zip_discard(archive); }
};
struct Free {
  void operator()(zip_source_t* source) const noexcept { zip_source_free(source); }
};

Error failed(std::string const& what) { return Error(Errc::io, "making a zip archive: " + what); }

Result<> add(zip_t* archive, std::string const& name, std::string const& content, UnixMillis at) {
  zip_source_t* const source = zip_source_buffer(archive, content.data(), content.size(), 0);
  if (source == nullptr) return failed(name);
  zip_int64_t const index = zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    zip_source_free(source);
    return failed(name);
  }
  zip_file_set_mtime(archive, static_cast<zip_uint64_t>(index),
                     static_cast<time_t>(to_seconds(at).time_since_epoch().count()), 0);
  return ok();
}

Result<std::string> content_of(zip_source_t* source) {
  std::string bytes;
  zip_stat_t stat;
  if (zip_source_stat(source, &stat) != 0 || zip_source_open(source) != 0) return failed("it cannot be read back");
  bytes.resize(stat.size);
  zip_int64_t const got = zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  if (got < 0 || static_cast<std::size_t>(got) != bytes.size()) return failed("it cannot be read back");
  return bytes;
}

}

Result<std::string> zip_of(ZipMembers const& members, UnixMillis at) {
  zip_error_t error;
  zip_error_init(&error);
  std::unique_ptr<zip_source_t, Free> const buffer(zip_source_buffer_create(nullptr, 0, 0, &error));
  if (!buffer) return failed("no memory");
  zip_source_keep(buffer.get());  // closing the archive gives up its own share
  std::unique_ptr<zip_t, Discard> archive(zip_open_from_source(buffer.get(), ZIP_TRUNCATE, &error));
  if (!archive) {
    zip_source_free(buffer.get());
    return failed(zip_error_strerror(&error));
  }
  for (auto const& [name, content] : members) HUECRY_CHECK(add(archive.get(), name, content, at));
  if (zip_close(archive.get()) != 0) return failed(zip_strerror(archive.get()));
  [[maybe_unused]] zip_t const* const closed = archive.release();  // and gone with it
  return content_of(buffer.get());
}

}
