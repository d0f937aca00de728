#pragma once
// What the life of a notice should be, said once more and in another way than the product says it: straight from
// docs/life.md, docs/review.md and docs/policy.md, with plain sets and no table. It knows nothing of rows, journals or
// positions.

#include <map>
#include <optional>
#include <set>
#include <string>

#include "protocol/base/clock.hpp"
#include "protocol/base/country.hpp"

namespace huecry::model {

enum class Mode { normal, pre_screen, read_only, suspended };

/// What the policies in force say, as far as the model's world has it.
struct Rules {
  std::map<std::string, Mode> modes;                     // of a bureau
  std::map<std::string, std::set<std::string>> forbids;  // owner → recipients
};

/// A version as its source sent it.
struct Version {
  std::set<std::string> excluded;
  std::chrono::sys_days review_on;
  std::string file_no;
  bool red = false;     // two must agree; public when its source asks for it
  bool yellow = false;  // public when its source asks for it
  bool unsc = false;    // always public
  bool kept = false;    // not to be passed on: never public
};

struct Request {
  std::uint32_t ver = 0;
  std::string state = "requested";  // of a diffusion: held, sent
  std::string lease;                // whose
  UnixSeconds lease_until{};
  std::set<std::string> approve, refuse;  // who has agreed
  UnixSeconds answer_until{};
  bool renewed = false;  // its notice, since it came
};

struct Notice {
  std::string source, state = "requested";
  bool diffusion = false;
  bool cleared = false;         // of a diffusion: a reviewer has let it pass
  std::set<std::string> taken;  // the same: who holds it and has said that it retrieved it
  std::map<std::uint32_t, Version> versions;
  std::uint32_t newest = 0, current = 0;
  std::optional<Request> request;
  std::chrono::sys_days review_on;
  bool numbered = false;
  std::string extract = "none";
  int extract_asks = 0;
  std::set<std::string> holders, owed;
  std::set<std::string> held_by;     // bodies of the secretariat: it is not erased
  std::optional<UnixSeconds> ended;  // when it came to its end

  [[nodiscard]] bool live() const { return state == "published" || state == "sent" || state == "reviewed_ok"; }
  [[nodiscard]] bool in_force() const { return live() || state == "suspended"; }
};

struct Act {
  std::string act, party;     // "FR", "GS", "LEGAL", "CCF"
  bool right_step = true;     // it names the step before, and the version
  bool complete = true;       // it has the members that it needs
  bool signers_stand = true;  // what reviewers agreed to before is not revoked, nor out of date
  UnixSeconds answer_until{};
  std::chrono::sys_days review_on;
};

class Reference {
 public:
  explicit Reference(std::set<std::string> members) : members_(std::move(members)) {}

  Rules rules;
  std::map<std::string, Notice> notices;

  // Each says whether it may happen, and makes it happen if so.
  bool submit(std::string const& id, std::uint32_t ver, Version const& version);
  bool send(std::string const& id, std::uint32_t ver, Version const& version);  // a diffusion
  bool withdraw(std::string const& id, std::uint32_t ver);
  bool decide(std::string const& id, Act const& act, UnixSeconds now);
  /// What policy and time call for by now.
  void catch_up(UnixSeconds now);

 private:
  [[nodiscard]] Mode mode(std::string const& country) const;
  [[nodiscard]] bool may_send(std::string const& country) const;
  /// By a mode of its source it goes no further.
  [[nodiscard]] bool is_stopped(Notice const& notice) const;
  [[nodiscard]] bool decide_diffusion(Notice& notice, Act const& act, UnixSeconds now) const;
  [[nodiscard]] bool decide_request(Notice& notice, Act const& act, UnixSeconds now) const;
  [[nodiscard]] static bool decide_hold(Notice& notice, Act const& act);
  [[nodiscard]] bool decide_extract(Notice& notice, Act const& act) const;
  static void follow_extract(Notice& notice);
  [[nodiscard]] bool decide_in_force(Notice& notice, Act const& act, UnixSeconds now) const;
  enum class Agreed { refused, first, decided };
  [[nodiscard]] static Agreed agree(Notice const& notice, Act const& act, std::set<std::string>& agreed);
  void follow(Notice& notice) const;
  static void end(Notice& notice, std::string const& state);
  static void put_in_force(Notice& notice);
  static void lose(Notice& notice, std::string const& holder);

  std::set<std::string> members_;
};

}
