#pragma once
// The part of a gateway that takes in what came: verified and opened, into files. What is to be said of it (that it was
// retrieved, a complaint) is in the state with it, and said by another part (gateway_chores.hpp).

#include "gateway/cli/gateway_canary.hpp"
#include "gateway/cli/gateway_service.hpp"
#include "gateway/cli/inbox_check.hpp"

namespace huecry::cli {

class GatewayIntake final : public GatewayPart {
 public:
  /// Both outlive it. Probes and their echoes go to `canary`.
  GatewayIntake(GatewayService& service, GatewayCanary& canary)
      : service_(service), canary_(canary), desk_(service.session()) {}

  [[nodiscard]] std::string_view name() const override { return "inbox"; }
  [[nodiscard]] Result<std::chrono::milliseconds> round() override;

 private:
  struct Taken;
  [[nodiscard]] Result<> take_round();
  [[nodiscard]] Result<json::Json> fetch(std::string const& lane, spool::Cursor after, bool wait);
  [[nodiscard]] Result<> take_lane(std::string const& lane, spool::Cursor spool::State::* cursor);
  [[nodiscard]] Result<> take_page(json::Json const& page, spool::Cursor spool::State::* cursor);
  [[nodiscard]] Result<> take_or_refuse(ItemChecker& checker, json::Json const& item, Taken& taken);
  [[nodiscard]] Result<> take_item(ItemChecker& checker, json::Json const& item, Taken& taken);
  void doubt(json::Json const& page);
  static void refuse(json::Json item, Error const& why, Taken& taken);
  void say_taken(Taken const& taken);

  GatewayService& service_;
  GatewayCanary& canary_;
  FreshDesk desk_;
  Desk* open_ = nullptr;       // during a round
  bool behind_ = true;         // more was waiting than a page
  bool again_ = false;         // the page is to be read again, with newer trust
  std::int64_t doubted_ = -1;  // items up to there were seen before the trust list that is in use now was fetched
};

}
