#pragma once
// A file that a national system has dropped, on its way: what its name says it is, and how it is sent
// (docs/gateway.md, "The gateway as a service"). Who has put it there may still change what is attached: no link is
// followed. One thread.

#include <filesystem>
#include <string>

#include "gateway/cli/message_desk.hpp"
#include "gateway/spool/spool.hpp"

namespace huecry::cli {

class DroppedFile {
 public:
  /// In sending/. Both outlive it.
  DroppedFile(Session const& session, spool::Spool const& files, std::string const& name);

  /// 0 flash, 1 urgent, 2 routine.
  [[nodiscard]] int urgency() const;
  /// The hub's answer. Once more after a crash it is the same message. Errors: parameter_invalid and json_invalid for
  /// what it is not; io; those of complete and submit_message, of send_evidence, of submit_container.
  [[nodiscard]] Result<json::Json> submit(Desk& desk) const;
  /// Another file of this name is another message.
  void forget_id() const;

 private:
  [[nodiscard]] Result<json::Json> submit_document(Desk& desk, envelope::DocumentType type,
                                                   std::string const& text) const;
  [[nodiscard]] Result<json::Json> submit_evidence(Desk& desk, json::Json const& draft) const;
  [[nodiscard]] Result<json::Json> submit_message(Desk& desk, json::Json draft) const;
  static Result<json::Json> send_prepared(Outbox const& sealed, Desk& desk, Prepared const& prepared);
  [[nodiscard]] Result<std::string> id_for(Desk& desk, json::Json const& draft) const;

  Session const& session_;
  std::string name_;
  std::filesystem::path path_, sealed_, kept_id_;
};

/// The hub, the connection, this machine or who enters certificates may see to it: nothing is wrong with the file.
[[nodiscard]] bool may_be_sent_later(Errc code);

}
