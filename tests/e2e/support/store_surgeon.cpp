// store_surgeon STORE SECRETS list FAMILY            every row, key and value in hexadecimal
// store_surgeon STORE SECRETS erase FAMILY KEY       a row, the key in hexadecimal
// store_surgeon STORE SECRETS put FAMILY KEY VALUE   a row, both in hexadecimal
// store_surgeon STORE SECRETS flip FAMILY KEY BIT    one bit of the value

#include <iostream>
#include <optional>

#include "protocol/base/encoding.hpp"
#include "storage/kv/rocks_store.hpp"

namespace {

using namespace huecry;

std::optional<kv::Family> family_of(std::string_view name) {
  for (std::size_t i = 0; i < kv::k_families; ++i)
    if (auto const family = static_cast<kv::Family>(i); to_text(family) == name) return family;
  return std::nullopt;
}

std::string bytes_of(std::string_view hex) {
  auto const bytes = hex_decode(hex);
  return bytes ? std::string(as_text(*bytes)) : std::string();
}

Result<> list(kv::Store const& store, kv::Family family) {
  auto const rows = store.scan(family, {});
  for (; rows->valid(); rows->next())
    std::cout << hex_encode(as_bytes(rows->key())) << ' ' << hex_encode(as_bytes(rows->value())) << '\n';
  return rows->status();
}

Result<> change(kv::Store& store, kv::Family family, std::string const& key, std::optional<std::string> const& value) {
  auto const transaction = store.begin();
  if (value)
    transaction->put(family, key, *value);
  else
    transaction->erase(family, key);
  return store.commit(*transaction, kv::Sync::yes);
}

Result<> flip(kv::Store& store, kv::Family family, std::string const& key, std::size_t bit) {
  HUECRY_TRY(auto value, store.get(family, key));
  if (!value || bit / 8 >= value->size()) return Error(Errc::not_found, "no such bit");
  (*value)[bit / 8] = static_cast<char>((*value)[bit / 8] ^ (1 << bit % 8));
  return change(store, family, key, *value);
}

Result<> operate(kv::Store& store, std::string const& what, kv::Family family, int count, char** words) {
  if (what == "list") return list(store, family);
  if (what == "erase" && count == 1) return change(store, family, bytes_of(words[0]), std::nullopt);
  if (what == "put" && count == 2) return change(store, family, bytes_of(words[0]), bytes_of(words[1]));
  if (what == "flip" && count == 2) return flip(store, family, bytes_of(words[0]), std::stoul(words[1]));
  return Error(Errc::parameter_invalid, "list, erase, put or flip");
}

}

int main(int argc, char** argv) {
  auto const family = argc < 5 ? std::optional<kv::Family>() : family_of(argv[4]);
  if (!family) {
    std::cerr << "store_surgeon STORE SECRETS list|erase|put|flip FAMILY …\n";
    return 2;
  }
  NullLog log;
  kv::RocksOptions options;
  options.directory = argv[1];
  options.secrets_file = argv[2];
  options.disk_free_bytes_min = 0;
  auto const store = kv::RocksStore::open(std::move(options), log);
  auto const done = store ? operate(**store, argv[3], *family, argc - 5, argv + 5) : Result<>(store.error());
  if (!done) std::cerr << done.error().detail << '\n';
  return done ? 0 : 1;
}
