#include "certs/keys/pkcs11_engine.hpp"

// This file alone uses what OpenSSL 3 deprecates.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

#include <openssl/engine.h>
#include <openssl/ui.h>

#include <mutex>

#include "certs/keys/private_file.hpp"

namespace huecry::certs {
namespace {

constexpr std::size_t k_pin_bytes_max = 256;

Error unusable(std::string_view what) {
  std::string detail = "PKCS#11: " + std::string(what) + ": " + crypto::drain_errors();
  return Error(Errc::key_unusable, std::move(detail));
}

// The module below the engine is process-wide whatever we do: C_Finalize of one user would end the others. So is this.
struct Loaded {
  std::mutex mutex;
  ENGINE* engine = nullptr;  // lives until the process ends; token libraries do not survive being taken down twice
  std::string module_path;
};

Loaded& loaded() {
  static Loaded state;
  return state;
}

Result<ENGINE*> start(std::string const& module_path) {
  ENGINE* engine = ENGINE_by_id("pkcs11");
  if (engine == nullptr) return unusable("the engine is not installed (libengine-pkcs11-openssl)");
  ENGINE_ctrl_cmd_string(engine, "QUIET", nullptr, 0);  // it would write to stderr; a refusal changes nothing else
  bool const named = !module_path.empty();
  if (named && ENGINE_ctrl_cmd_string(engine, "MODULE_PATH", module_path.c_str(), 0) != 1) {
    ENGINE_free(engine);
    return unusable("module path");
  }
  if (ENGINE_init(engine) != 1) {
    ENGINE_free(engine);
    return unusable("module cannot be started");
  }
  return engine;
}

// REQUIRES: the lock.
Result<ENGINE*> engine_for(Loaded& state, std::string const& module_path) {
  if (state.engine == nullptr) {
    HUECRY_TRY(state.engine, start(module_path));
    state.module_path = module_path;
  }
  if (state.module_path != module_path) return unusable("another module is in use in this process");
  return state.engine;
}

Result<std::string> read_pin(std::string const& path) {
  HUECRY_TRY(std::string pin, read_private_file(path, k_pin_bytes_max));
  while (!pin.empty() && (pin.back() == '\n' || pin.back() == '\r')) pin.pop_back();
  if (pin.empty()) return Error(Errc::key_unusable, path + ": holds no PIN");
  return pin;
}

}

Result<crypto::EvpPkey> load_pkcs11_key(Pkcs11Uri const& uri) {
  Loaded& state = loaded();
  std::lock_guard const lock(state.mutex);
  HUECRY_TRY(std::string pin, read_pin(uri.pin_file));
  HUECRY_TRY(ENGINE * engine, engine_for(state, uri.module_path));
  int const given = ENGINE_ctrl_cmd_string(engine, "PIN", pin.c_str(), 0);
  OPENSSL_cleanse(pin.data(), pin.size());
  if (given != 1) return unusable("PIN");
  // UI_null: a missing or wrong PIN must not become a question on a terminal.
  crypto::EvpPkey key(ENGINE_load_private_key(engine, uri.object.c_str(), const_cast<UI_METHOD*>(UI_null()), nullptr));
  if (key == nullptr) return unusable("no such private key, or the PIN is wrong");
  return key;
}

}
