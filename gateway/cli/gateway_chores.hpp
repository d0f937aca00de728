#pragma once
// The parts of a gateway that see to what came: what is to be said of it is said, what is attached is fetched into
// NAME.d/, and a program is told of each file. Each goes on with the next where one fails.

#include "gateway/cli/gateway_service.hpp"

namespace huecry::cli {

/// That it was retrieved, and complaints, also of what came before a crash.
class GatewaySaying final : public GatewayPart {
 public:
  /// `service` outlives it, here and below.
  explicit GatewaySaying(GatewayService& service) : service_(service), desk_(service.session()) {}
  [[nodiscard]] std::string_view name() const override { return "evidence"; }
  [[nodiscard]] Result<std::chrono::milliseconds> round() override;

 private:
  [[nodiscard]] Result<> say_all();
  [[nodiscard]] Result<> say_retrieved(Desk& desk, EvidenceItems const& items);
  [[nodiscard]] Result<> say(Desk& desk, spool::Unsaid const& one);
  [[nodiscard]] Result<> forget(std::vector<spool::Unsaid> const& said, bool (*which)(spool::Unsaid const&));

  GatewayService& service_;
  FreshDesk desk_;
};

class GatewayFetching final : public GatewayPart {
 public:
  explicit GatewayFetching(GatewayService& service) : service_(service), desk_(service.session()) {}
  [[nodiscard]] std::string_view name() const override { return "attachments"; }
  [[nodiscard]] Result<std::chrono::milliseconds> round() override;

 private:
  [[nodiscard]] Result<> fetch_for(Desk& desk, std::string const& name);
  [[nodiscard]] Result<> note_complaint(KnownMessage const& known, Error const& why);
  [[nodiscard]] Result<std::size_t> fetch_all(Desk& desk, KnownMessage const& known,
                                              std::vector<documents::Attachment> const& attached,
                                              std::filesystem::path const& folder);
  void give_up(std::string const& name, Error const& why);

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
