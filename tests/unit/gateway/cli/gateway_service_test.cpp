#include "gateway/cli/gateway_service.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "tests/support/must.hpp"
#include "tests/support/temp_dir.hpp"

using namespace huecry;
using namespace std::chrono_literals;
using cli::GatewayService;
using test::must;

namespace {

struct Served {
  test::TempDir directory;
  cli::Session session;
  std::unique_ptr<spool::Spool> files = must(spool::Spool::open(directory.path() / "spool"));
  GatewayService service{session, *files, {(directory.path() / "spool").string(), {}, 0s, 1s}};

  [[nodiscard]] std::string status() const { return must(read_whole(directory.path() / "spool/status.json")); }
};

/// Throws at first, fails then, and is well in the end.
class Unsteady final : public cli::GatewayPart {
 public:
  explicit Unsteady(Served& served) : served_(served) {}
  [[nodiscard]] std::string_view name() const override { return "unsteady"; }
  [[nodiscard]] Result<std::chrono::milliseconds> round() override {
    switch (++rounds) {
      case 1: throw std::runtime_error("of another shape");
      case 2: seen = served_.status(); return Error(Errc::transport, "nobody answers");
      case 3: seen += served_.status(); return 0ms;
      default:
        seen += served_.status();
        served_.service.stop();
        return 0ms;
    }
  }
  int rounds = 0;
  std::string seen;

 private:
  Served& served_;
};

}

TEST_SUITE("gateway/cli gateway service") {
  TEST_CASE_FIXTURE(Served, "a part that throws or fails goes round again, and its standing says why") {
    Unsteady part(*this);
    run_part(service, part);
    CHECK(part.rounds == 4);
    CHECK(part.seen.find("internal: of another shape") != std::string::npos);
    CHECK(part.seen.find("transport: nobody answers") != std::string::npos);
    CHECK(part.seen.find("\"wrong\":null") != std::string::npos);
  }

  TEST_CASE_FIXTURE(Served, "a rest ends when something has come since the ticket, and when the gateway is to end") {
    std::uint64_t const ticket = service.ticket();
    service.wake();
    service.rest(1h, ticket);
    service.stop();
    service.rest(1h, service.ticket());
    CHECK(service.stopping());
  }

  TEST_CASE("what is of the hub or of this machine waits; what is of the file does not") {
    struct Row {
      Errc code;
      bool later, of_the_hub;
    };
    for (auto const& [code, later, of_the_hub] :
         {Row{Errc::transport, true, true}, Row{Errc::timeout, true, true}, Row{Errc::busy, true, true},
          Row{Errc::storage_unavailable, true, true}, Row{Errc::certificate_chain, true, true},
          Row{Errc::peer_unauthenticated, true, true}, Row{Errc::io, true, false}, Row{Errc::key_unusable, true, false},
          Row{Errc::config_invalid, true, false}, Row{Errc::payload_schema, false, false},
          Row{Errc::recipient_denied, false, false}, Row{Errc::not_found, false, false},
          Row{Errc::id_conflict, false, false}}) {
      CAPTURE(static_cast<int>(code));
      CHECK(cli::is_for_later(code) == later);
      CHECK(cli::is_of_the_hub(code) == of_the_hub);
    }
  }
}
