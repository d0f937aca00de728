#pragma once
// The part of a gateway that sends what a national system has put into the outbox: NAME.message.json, NAME.notice.json,
// NAME.diffusion.json, NAME.evidence.json, with what is attached to a message in NAME.message.json.d/. There are two of
// it: a long upload must not keep what has nothing attached.

#include <filesystem>
#include <map>
#include <mutex>
#include <set>

#include "gateway/cli/dropped_file.hpp"
#include "gateway/cli/gateway_service.hpp"

namespace huecry::cli {

class GatewaySending final : public GatewayPart {
 public:
  enum class Takes { without_files, with_files };
  /// `service` and `taking`, which both share, outlive it.
  GatewaySending(GatewayService& service, Takes takes, std::mutex& taking)
      : service_(service), takes_(takes), taking_(taking), desk_(service.session()) {}

  [[nodiscard]] std::string_view name() const override {
    return takes_ == Takes::with_files ? "outbox-attached" : "outbox";
  }
  [[nodiscard]] Result<std::chrono::milliseconds> round() override;

 private:
  struct Waiting {
    int urgency = 0;  // flash first
    std::string name;
    friend auto operator<=>(Waiting const&, Waiting const&) = default;
  };
  [[nodiscard]] Result<> send_all();
  [[nodiscard]] bool is_mine(spool::Folder folder, std::string const& name) const;
  [[nodiscard]] DroppedFile file_of(std::string const& name) const;
  void find_interrupted();
  void take_dropped();
  void tell_held(std::string const& name, Error const& why);
  void release_held();
  [[nodiscard]] Result<> send_one(Desk& desk, std::string const& name);
  [[nodiscard]] Result<> conclude(std::string const& name, Result<json::Json> const& answer);

  GatewayService& service_;
  Takes const takes_;
  std::mutex& taking_;  // a file and what is attached to it are moved one after the other
  FreshDesk desk_;
  std::set<Waiting> waiting_;  // in sending/
  std::multimap<std::chrono::steady_clock::time_point, Waiting>
      held_;                    // until then, for what they lack on this machine
  std::set<std::string> told_;  // of which that was said
  bool looked_ = false;         // for what a crash has interrupted
};

}
