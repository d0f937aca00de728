#pragma once
// The parts of a gateway that see to what came: what is attached is fetched into NAME.d/, and a program is told of each
// file.

#include "gateway/cli/gateway_service.hpp"

namespace huecry::cli {

class GatewayFetching final : public GatewayPart {
 public:
  /// `service` outlives it.
  explicit GatewayFetching(GatewayService& service) : service_(service), desk_(service.session()) {}
  [[nodiscard]] std::string_view name() const override { return "attachments"; }
  [[nodiscard]] Result<std::chrono::milliseconds> round() override;

 private:
  [[nodiscard]] Result<> fetch_for(std::string const& name);

  GatewayService& service_;
  FreshDesk desk_;
};

class GatewayHook final : public GatewayPart {
 public:
  explicit GatewayHook(GatewayService& service) : service_(service) {}
  [[nodiscard]] std::string_view name() const override { return "hook"; }
  [[nodiscard]] Result<std::chrono::milliseconds> round() override;

 private:
  GatewayService& service_;
};

}
