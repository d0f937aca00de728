#include "tests/bench/load/tls_client.hpp"

#include <algorithm>

#include "tests/bench/measure/must.hpp"

namespace huecry::bench {

std::vector<CountryCode> members_in(std::filesystem::path const& federation) {
  std::vector<CountryCode> members;
  for (auto const& entry : std::filesystem::directory_iterator(federation)) {
    auto const code = CountryCode::parse(entry.path().filename().string());
    if (code && std::filesystem::exists(entry.path() / "NCB" / "tls.pem")) members.push_back(*code);
  }
  require(!members.empty(), "no member in " + federation.string());
  std::ranges::sort(members);
  return members;
}

TlsClient::TlsClient(Target const& target, CountryCode member) : context_(SSL_CTX_new(TLS_client_method())) {
  SSL_CTX* const context = context_.get();
  auto const folder = target.folder(member);
  auto const root = (target.federation / "hub" / "root.pem").string();
  SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  // One system call for each record instead of two, so that the generator costs little beside the hub.
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  require(SSL_CTX_load_verify_locations(context, root.c_str(), nullptr) == 1, "no hub root at " + root);
  require(SSL_CTX_use_certificate_chain_file(context, (folder / "tls.pem").c_str()) == 1 &&
              SSL_CTX_use_PrivateKey_file(context, (folder / "tls.key").c_str(), SSL_FILETYPE_PEM) == 1,
          "no usable TLS certificate in " + folder.string());
}

SSL* TlsClient::new_ssl() const {
  SSL* const ssl = SSL_new(context_.get());
  require(ssl != nullptr, "out of memory for TLS");
  return ssl;
}

}
