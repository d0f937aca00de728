#include "storage/kv/detail/status.hpp"

namespace huecry::kv::detail {
namespace {

Errc code_of(rocksdb::Status const& status) {
  if (status.IsCorruption()) return Errc::corrupt;
  if (status.IsBusy() || status.IsTryAgain()) return Errc::busy;
  // InvalidArgument, NotSupported and the like come from our own call, not from the disk.
  return status.IsIOError() || status.IsNoSpace() || status.IsIncomplete() ? Errc::io : Errc::internal;
}

}

Error to_error(rocksdb::Status const& status, std::string_view what) {
  return Error(code_of(status), std::string(what) + ": " + status.ToString());
}

}
