#include "storage/messages/keys.hpp"

#include "protocol/base/codec.hpp"
#include "storage/kv/key.hpp"

namespace huecry::messages {
namespace {

std::string begin(char table, CountryCode country) {
  std::string key(1, table);
  append_be(key, country.slot());
  return key;
}

std::string at_second(UnixSeconds time) {
  return kv::be64(static_cast<std::uint64_t>(time.time_since_epoch().count()));
}

std::string conversation_prefix(CountryCode member, std::string_view conversation) {
  std::string key = begin('c', member);
  Encoder(key).word(conversation);
  return key;
}

std::string attachment_prefix(CountryCode sender, Digest const& attachment) {
  return begin('b', sender).append(as_text(attachment.view()));
}

std::string hurried_prefix(CountryCode member, documents::Urgency urgency) {
  std::string key = begin('u', member);
  Encoder(key).code(urgency);
  return key;
}

std::string hint_prefix(CountryCode one, CountryCode other, Digest const& tag) {
  std::string key = begin('s', std::min(one, other));
  Encoder out(key);
  out.country(std::max(one, other));
  out.digest(tag);
  return key;
}

/// Newest first, of those that begin with `prefix` and go on with a position.
kv::Range newest_first(std::string const& prefix, std::optional<journal::Position> before) {
  kv::Range range = kv::prefix_range(prefix, true);
  if (before) range.until = prefix + kv::be64(*before);
  return range;
}

}

std::string name_key(CountryCode from, std::string_view id) { return begin('n', from).append(id); }

std::string message_key(journal::Position message) { return "m" + kv::be64(message); }

std::string heard_key(journal::Position message, CountryCode recipient, documents::EvidenceKind kind) {
  std::string key = "h" + kv::be64(message);
  Encoder out(key);
  out.country(recipient);
  out.code(kind);
  return key;
}

kv::Range heard_range(journal::Position message) { return kv::prefix_range("h" + kv::be64(message)); }

std::string list_key(CountryCode member, journal::Position message) { return begin('l', member) + kv::be64(message); }

kv::Range list_range(CountryCode member, std::optional<journal::Position> before) {
  return newest_first(begin('l', member), before);
}

std::string conversation_key(CountryCode member, std::string_view conversation, journal::Position message) {
  return conversation_prefix(member, conversation) + kv::be64(message);
}

std::string hurried_key(CountryCode member, documents::Urgency urgency, journal::Position message) {
  return hurried_prefix(member, urgency) + kv::be64(message);
}

kv::Range hurried_range(CountryCode member, documents::Urgency urgency, journal::Position from) {
  std::string const prefix = hurried_prefix(member, urgency);
  return {prefix + kv::be64(from), kv::after_prefix(prefix), false};
}

std::string participant_key(CountryCode member) { return begin('p', member); }

kv::Range participant_range() { return kv::prefix_range("p", false); }

std::string pair_key(CountryCode from, CountryCode to) {
  std::string key = begin('q', from);
  Encoder(key).country(to);
  return key;
}

kv::Range pair_range(std::optional<CountryCode> from) {
  return kv::prefix_range(from ? begin('q', *from) : "q", false);
}

std::string hint_key(CountryCode one, CountryCode other, Digest const& tag, journal::Position request) {
  return hint_prefix(one, other, tag) + kv::be64(request);
}

kv::Range hint_range(CountryCode one, CountryCode other, Digest const& tag, journal::Position before) {
  return newest_first(hint_prefix(one, other, tag), before);
}

journal::Position hint_position(std::string_view key) {
  return read_be<journal::Position>(key.substr(key.size() - sizeof(journal::Position)));
}

std::string attachment_key(CountryCode sender, Digest const& attachment, journal::Position message) {
  return attachment_prefix(sender, attachment) + kv::be64(message);
}

kv::Range attachment_range(CountryCode sender, Digest const& attachment) {
  return kv::prefix_range(attachment_prefix(sender, attachment), true);
}

std::string due_key(UnixSeconds expires, journal::Position message) {
  return "x" + at_second(expires) + kv::be64(message);
}

/// Those that expire then are in it.
kv::Range due_range(UnixSeconds until) { return {"x", "x" + at_second(until + std::chrono::seconds(1)), false}; }

std::string asked_key(journal::Position request, CountryCode by) {
  std::string key = "r" + kv::be64(request);
  append_be(key, by.slot());
  return key;
}

kv::Range asked_range(journal::Position request) { return kv::prefix_range("r" + kv::be64(request)); }

kv::Range all_asked_range(std::optional<journal::Position> before) { return newest_first("r", before); }

std::string overdue_key(UnixSeconds due, OverdueName const& name) {
  std::string key = "y" + at_second(due) + kv::be64(name.request);
  append_be(key, name.by.slot());
  return key;
}

kv::Range overdue_range(UnixSeconds until) { return {"y", "y" + at_second(until + std::chrono::seconds(1)), false}; }

Result<OverdueName> overdue_name(std::string_view key) {
  Decoder in(key);
  in.expect(in.number<std::uint8_t>() == 'y');
  in.seconds();
  OverdueName name;
  name.request = in.number<journal::Position>();
  name.by = in.country();
  HUECRY_CHECK(in.finish("key of what is overdue"));
  return name;
}

std::string expired_key(journal::Position entry) { return "e" + kv::be64(entry); }

kv::Range expired_range(journal::Position from) { return {expired_key(from), kv::after_prefix("e"), false}; }

kv::Range conversation_range(CountryCode member, std::string_view conversation,
                             std::optional<journal::Position> before) {
  return newest_first(conversation_prefix(member, conversation), before);
}

}
