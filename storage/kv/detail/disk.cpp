#include "storage/kv/detail/disk.hpp"

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include "storage/kv/detail/status.hpp"

namespace huecry::kv::detail {
namespace {

constexpr std::size_t k_probe_bytes = 1024 * 1024;  // about what opening the database writes

rocksdb::FileSystem& file_system(RocksOptions const& options) {
  rocksdb::Env* env = options.env ? options.env.get() : rocksdb::Env::Default();
  return *env->GetFileSystem();
}

rocksdb::IOStatus write_probe(rocksdb::FileSystem& files, std::string const& path) {
  rocksdb::IOOptions const io;
  std::unique_ptr<rocksdb::FSWritableFile> file;
  rocksdb::IOStatus status = files.NewWritableFile(path, rocksdb::FileOptions(), &file, nullptr);
  if (status.ok()) status = file->Append(std::string(k_probe_bytes, 'p'), io, nullptr);
  if (status.ok()) status = file->Sync(io, nullptr);
  if (status.ok()) status = file->Close(io, nullptr);
  return status;
}

}

Result<std::uint64_t> free_bytes(RocksOptions const& options) {
  std::uint64_t bytes = 0;
  rocksdb::IOStatus const status =
      file_system(options).GetFreeSpace(options.directory.string(), rocksdb::IOOptions(), &bytes, nullptr);
  if (!status.ok()) return to_error(status, "free space");
  return bytes;
}

Result<> try_writing(RocksOptions const& options) {
  // RocksDB removes files of this suffix when it opens, should we not get to it.
  std::string const path = (options.directory / "000000.dbtmp").string();
  rocksdb::FileSystem& files = file_system(options);
  rocksdb::IOStatus const status = write_probe(files, path);
  static_cast<void>(files.DeleteFile(path, rocksdb::IOOptions(), nullptr));
  if (!status.ok()) return to_error(status, "write a probe");
  return ok();
}

}
