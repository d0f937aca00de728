#pragma once
// Messages with attachments on their way: kept until the hub has them, so that a call that was cut off goes on where it
// was, with the bytes that were sealed then.
//
//   STATE/huecry/outbox/ID/message.json    what is to be said, with the keys of what is attached; for its owner alone
//   STATE/huecry/outbox/ID/N.sealed        the attachments

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "gateway/cli/session.hpp"
#include "gateway/messages/attachments.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/country.hpp"
#include "protocol/documents/message.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {

struct Prepared {
  json::Json message;  // docs/schemas/message.json
  CountrySet to;
  std::chrono::seconds keep{};  // from when it is sent: how long the hub is asked to keep it
};

class Outbox {
 public:
  /// `root`: another folder than STATE/huecry/outbox.
  explicit Outbox(std::string const& id, std::filesystem::path const& root = {});

  /// Seals the files and keeps the message with them. Errors: config_invalid when something waits under this name;
  /// those of mail::seal_file; io.
  [[nodiscard]] Result<> prepare(Prepared& prepared, std::vector<std::string> const& files, Output const& output,
                                 mail::Links links = mail::Links::follow) const;
  [[nodiscard]] bool is_prepared() const;
  /// Errors: not_found; json_invalid; io.
  [[nodiscard]] Result<Prepared> load() const;
  /// Uploads what is not there yet. Errors: those of the hub; io.
  [[nodiscard]] Result<> upload(Connection& connection, Prepared const& prepared, Output const& output) const;
  /// Also what was cut off while it was sealed. Errors: not_found; io.
  [[nodiscard]] Result<> remove() const;

  /// Names of messages that wait, in their order.
  [[nodiscard]] static std::vector<std::string> waiting();

 private:
  [[nodiscard]] std::filesystem::path sealed(std::size_t number) const;
  std::string id_;
  std::filesystem::path folder_;
};

/// As a file system takes it, and no two alike: "report.pdf", "2-report.pdf".
[[nodiscard]] std::string name_among(std::set<std::string>& names, std::string const& wanted);

/// Fetches, checks and opens an attachment of a message into that file, going on where an earlier call was cut off.
/// Errors: those of the hub; those of mail::open_file, of which seal_mismatch deserves a complaint; config_invalid when
/// the file is there already.
[[nodiscard]] Result<> fetch_attachment(Connection& connection, Output const& output, std::string const& message,
                                        documents::Attachment const& attachment, std::filesystem::path const& file);

}
