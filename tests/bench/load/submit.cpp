#include "tests/bench/load/documents.hpp"
#include "tests/bench/load/scenarios.hpp"
#include "tests/bench/measure/must.hpp"

namespace huecry::bench {
namespace {

constexpr std::string_view k_notice = "application/vnd.huecry.notice+jws";
constexpr std::string_view k_batch = "application/vnd.huecry.batch+jsonl";

/// Hands out the documents of each member, each once.
class Supply {
 public:
  explicit Supply(std::vector<Documents> all) : all_(std::move(all)), given_(all_.size()) {}

  /// Some documents of the member with this number, a line each; empty when it has none left.
  std::string_view take(std::size_t member, std::size_t count) {
    auto const& containers = all_[member].containers;
    lines_.clear();
    for (; count > 0 && given_[member] < containers.size(); --count) {
      if (!lines_.empty()) lines_ += '\n';
      lines_ += containers[given_[member]++];
    }
    return lines_;
  }

  [[nodiscard]] std::size_t mean_bytes() const {
    std::size_t bytes = 0, count = 0;
    for (auto const& documents : all_)
      for (auto const& container : documents.containers) bytes += container.size(), ++count;
    return count == 0 ? 0 : bytes / count;
  }

 private:
  std::vector<Documents> all_;
  std::vector<std::size_t> given_;
  std::string lines_;
};

}

json::Json submit(Target const& target, Choice const& choice) {
  Fleet fleet(target, choice.connections, choice.members_max);
  auto const members = fleet.members().size();
  Supply supply(make_documents(target, fleet.members(), choice.documents / members, choice.series));
  Work work;
  work.next = [&](std::size_t connection, std::string& request) {
    auto const documents = supply.take(connection % members, choice.batch);
    if (documents.empty()) return false;
    request = post_request("/v1/notices", choice.batch == 1 ? k_notice : k_batch, documents);
    return true;
  };
  std::string refusal;
  work.units = [&](std::size_t, Connection const& answered) {
    std::size_t const accepted = answered.status() < 300 ? count_of(R"("duplicate":false)", answered.body()) : 0;
    if (accepted == 0 && refusal.empty()) refusal = answered.body().substr(0, 400);
    return accepted;
  };
  json::Json out = drive(fleet, target.pid, choice.plan, work, "notices");
  out["members"] = members;
  out["document_bytes"] = supply.mean_bytes();
  if (!refusal.empty()) out["first_refusal"] = refusal;
  return out;
}

}
