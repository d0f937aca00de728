#pragma once
// The part of a gateway that sends what a national system has put into the outbox: NAME.message.json, NAME.notice.json,
// NAME.diffusion.json, with what is attached to a message in NAME.message.json.d/.

#include "gateway/cli/gateway_service.hpp"

namespace huecry::cli {

class GatewaySending final : public GatewayPart {
 public:
  /// `service` outlives it.
  explicit GatewaySending(GatewayService& service) : service_(service), desk_(service.session()) {}

  [[nodiscard]] std::string_view name() const override { return "outbox"; }
  [[nodiscard]] Result<std::chrono::milliseconds> round() override;

 private:
  [[nodiscard]] Result<> send_all();
  [[nodiscard]] Result<> send_one(std::string const& name);
  [[nodiscard]] Result<json::Json> submit(Desk& desk, std::string const& name);
  [[nodiscard]] Result<json::Json> submit_message_file(Desk& desk, std::string const& name, json::Json draft);
  [[nodiscard]] Result<std::string> id_for(Desk& desk, std::string const& name, json::Json const& draft) const;
  [[nodiscard]] Result<> conclude(std::string const& name, Result<json::Json> const& answer);

  GatewayService& service_;
  FreshDesk desk_;
};

}
