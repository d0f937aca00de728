#pragma once
// A demonstration federation in a directory: roots, issuing CAs, certificates and keys of every party, CRLs, ceremony
// keys, the signed trust list, the hub. For trying out, tests and training: a real bureau keeps its root and CA keys
// elsewhere.
//
//   README.md                         this table, for a person
//   trust/list.jws                    the signed trust list            trust/crls/<cc>-root.crl, <cc>-<o>.crl,
//   hub-*.crl ceremony/{1,2,3}.{pem,key}        ceremony/ceremony.pem = the three certificates, to be pinned
//   hub/root.pem                      the hub's root, to be pinned     hub/tls.{pem,key}, hub/signing.{pem,key}
//   hub/log.key, hub/log.vkey         Ed25519 key of the log           hub/ca/{root,issuing}.{pem,key}
//   FR/ca/{root,NCB,FISHERIES}.{pem,key}                               the country's root and issuing CAs
//   FR/NCB/tls.{pem,key} …            one folder per party, complete for a gateway profile: tls, notices, messages,
//   policy,
//                                     review, encryption as its role needs them, and copies of hub-root.pem,
//                                     ceremony.pem
//   FR/NCB/old/<which>-<8 hex>.{pem,key}                               what renew() replaced: still valid until it ends
//
// *.pem of a leaf holds leaf and issuing CA; *.key is PKCS #8, mode 0600. Files are written aside and moved in, the
// list and CRLs last, so that a hub that watches the directory never reads half a file. One process changes a directory
// at a time. Errors of all: Errc::io, key_unusable, parameter_invalid, state_conflict.

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "certs/identity/identity.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/country.hpp"
#include "protocol/base/random.hpp"
#include "protocol/base/result.hpp"

namespace huecry::certs::federation {

/// How long things live, counted from `backdate` before now. Defaults are the longest that the profiles allow for
/// leaves.
struct Lifetimes {
  std::chrono::seconds root = std::chrono::days(3650);
  std::chrono::seconds issuing_ca = std::chrono::days(1825);
  std::chrono::seconds gateway_tls = std::chrono::days(30);
  std::chrono::seconds hub_tls = std::chrono::days(90);
  std::chrono::seconds signing = std::chrono::days(730);
  std::chrono::seconds encryption = std::chrono::days(90);
  std::chrono::seconds crl = std::chrono::days(7);          // of an issuing CA
  std::chrono::seconds root_crl = std::chrono::days(90);    // of a root
  std::chrono::seconds list = std::chrono::days(90);        // next_update of the trust list
  std::chrono::seconds backdate = std::chrono::minutes(5);  // for readers whose clocks are behind
};

struct Options {
  Lifetimes lifetimes;
  std::vector<std::string> hub_names = {"localhost", "hub.example"};
  std::string domain = "ncb.example";  // FR's names end in fr.ncb.example
  std::string log_origin = "hub.example/log";
  std::vector<Region> coordinators = {Region::africa, Region::americas, Region::asia_pacific, Region::europe,
                                      Region::middle_east};
};

/// Where the work is done and what it depends on. Referred objects outlive the calls.
struct Workshop {
  std::filesystem::path directory;
  Clock const& clock;
  Random& random;
  Options options;
};

struct PartyName {
  CountryCode country;
  std::string organisation = "NCB";
};

/// Files that a call wrote, relative to the directory, and the seq of the list now in the directory.
struct Changed {
  std::vector<std::filesystem::path> files;
  std::int64_t seq = 0;
};

/// A new federation: a bureau for each country, and XP with GS (secretariat), RC-<REGION> (coordinators), AUDIT
/// (auditor). The directory must be absent or empty.
[[nodiscard]] Result<Changed> init(Workshop const& workshop, std::vector<CountryCode> const& countries);

/// One more bureau.
[[nodiscard]] Result<Changed> add_country(Workshop const& workshop, CountryCode country);
/// An authorised entity below its country's root, for example {FR, "FISHERIES"} of kind "fisheries".
[[nodiscard]] Result<Changed> add_entity(Workshop const& workshop, PartyName const& party, std::string const& kind,
                                         std::string const& name);

/// Puts a certificate on its CA's CRL: which = "tls", "notices", "messages", "policy", "review", "encryption", or "ca"
/// for the party's issuing CA (on the root's CRL). The files stay; a registered one is marked revoked in a new list as
/// well.
[[nodiscard]] Result<Changed> revoke(Workshop const& workshop, PartyName const& party, std::string_view which);

/// A new key and certificate beside the old one, which stays registered and valid to its end. which as above but "ca".
/// For the hub: renew_hub.
[[nodiscard]] Result<Changed> renew(Workshop const& workshop, PartyName const& party, std::string_view which);
/// Of the hub: "tls" or "signing". Errors: parameter_invalid for another.
[[nodiscard]] Result<Changed> renew_hub(Workshop const& workshop, std::string_view which);
/// Renews every leaf that has used two thirds of its life, all CRLs, and the list: what a yearly visit should do.
[[nodiscard]] Result<Changed> refresh(Workshop const& workshop);

/// Suspends a country (all its parties), or one party of it, or takes that back.
[[nodiscard]] Result<Changed> suspend_country(Workshop const& workshop, CountryCode country, bool suspended);
[[nodiscard]] Result<Changed> suspend_party(Workshop const& workshop, PartyName const& party, bool suspended);

/// All CRL files of the directory, sorted.
[[nodiscard]] Result<std::vector<std::filesystem::path>> crl_files(std::filesystem::path const& directory);

}
