// The route table of the member API.

#include "protocol/base/message_limits.hpp"
#include "server/api/handlers.hpp"

namespace huecry::api {
namespace {

constexpr Roles k_readers = k_bureau | k_secretariat | k_coordinator;

constexpr std::string_view k_notice_types = "application/vnd.huecry.notice+jws application/vnd.huecry.batch+jsonl";
constexpr std::string_view k_diffusion_type = "application/vnd.huecry.diffusion+jws";
constexpr std::string_view k_evidence_type = "application/vnd.huecry.evidence+jws";
constexpr std::string_view k_consent_type = "application/vnd.huecry.consent+jws";
constexpr std::string_view k_decision_type = "application/vnd.huecry.decision+jws";
constexpr std::string_view k_hit_type = "application/vnd.huecry.hit+jws";
constexpr std::string_view k_message_type = "application/vnd.huecry.sealed+json";
constexpr std::string_view k_policy_type = "application/vnd.huecry.policy+jws";
constexpr std::string_view k_list_parameters =
    "channel colour state extract origin recipient region offence urgent overdue text limit cursor user purpose case";

// clang-format off
constexpr Route k_routes[] = {
    {"POST", "/v1/notices", k_bureau, limits::batch_bytes_max, k_notice_types, "", post_notices},
    {"POST", "/v1/diffusions", k_bureau, limits::document_bytes_max, k_diffusion_type, "", post_diffusion},
    {"GET", "/v1/notices", k_readers | k_entity, 0, "", k_list_parameters, list_notices},
    {"GET", "/v1/notices/{id}", k_bureau | k_entity | k_secretariat, 0, "", "ver user purpose case", get_notice},
    {"GET", "/v1/notices/{id}/status", k_readers, 0, "", "overdue", get_status},
    {"GET", "/v1/notices/{id}/history", k_readers, 0, "", "", get_history},
    {"GET", "/v1/notices/{id}/remarks", k_bureau | k_entity | k_secretariat, 0, "", "user purpose case", get_remarks},
    {"GET", "/v1/notices/{id}/chain", k_bureau | k_secretariat, 0, "", "after user purpose case", get_chain},
    {"GET", "/v1/notices/{id}/readers", k_bureau | k_secretariat, 0, "", "limit cursor", get_readers},
    {"GET", "/v1/notices/{id}/decision", k_bureau | k_secretariat, 0, "", "ver replay user purpose case", get_decision},
    {"GET", "/v1/inbox", k_bureau | k_entity, 0, "", "after limit wait prio", get_inbox},
    {"GET", "/v1/inbox/entries", k_bureau, 0, "", "after limit", get_inbox_entries},
    {"GET", "/v1/inbox/head", k_bureau, 0, "", "", get_inbox_head},
    {"POST", "/v1/evidence", k_bureau | k_entity, limits::document_bytes_max, k_evidence_type, "", post_evidence},
    {"POST", "/v1/hits", k_bureau, limits::document_bytes_max, k_hit_type, "", post_hit},
    {"GET", "/v1/hits", k_readers, 0, "", "notice open overdue limit cursor", list_hits},
    {"GET", "/v1/hits/{id}", k_readers, 0, "", "user purpose case", get_hit},
    {"GET", "/v1/statistics/hits", k_readers, 0, "", "year", get_hit_statistics},
    {"PUT", "/v1/blobs/{digest}", k_bureau, limits::blob_part_bytes_max, "application/octet-stream", "offset of", put_blob},
    {"GET", "/v1/blobs/{digest}/upload", k_bureau, 0, "", "", get_upload},
    {"GET", "/v1/blobs/{digest}", k_bureau, 0, "", "from", get_blob},
    {"POST", "/v1/messages", k_bureau, limits::message_bytes_max, k_message_type, "", post_message},
    {"GET", "/v1/messages", k_bureau, 0, "", "conv act open overdue limit cursor", list_messages},
    {"GET", "/v1/messages/{id}", k_bureau, 0, "", "", get_message},
    {"GET", "/v1/probes", k_bureau | k_secretariat, 0, "", "pairs", get_probes},
    {"GET", "/v1/statistics/requests", k_readers, 0, "", "year", get_request_statistics},
    {"GET", "/v1/policies", k_everyone, 0, "", "", list_policies},
    {"PUT", "/v1/policies/{cc}/{kind}", k_bureau | k_secretariat, limits::document_bytes_max, k_policy_type, "", put_policy},
    {"GET", "/v1/policies/{cc}/{kind}", k_everyone, 0, "", "seq", get_policy},
    {"POST", "/v1/policies/explain", k_bureau, limits::document_bytes_max, k_json, "channel", post_explain},
    {"POST", "/v1/policies/rehearse", k_bureau | k_secretariat, limits::document_bytes_max, k_json, "cursor days", post_rehearse},
    {"POST", "/v1/policies/compare", k_bureau | k_secretariat, 2 * limits::document_bytes_max, k_json, "", post_compare},
    {"POST", "/v1/consents", k_bureau, limits::consent_bytes_max, k_consent_type, "", post_consent},
    {"GET", "/v1/consents", k_bureau, 0, "", "cursor", list_consents},
    {"POST", "/access/v1/evaluation", k_bureau | k_entity | k_secretariat, limits::evaluations_bytes_max, k_json, "", post_evaluation},
    {"POST", "/access/v1/evaluations", k_bureau | k_entity | k_secretariat, limits::evaluations_bytes_max, k_json, "", post_evaluations},
    {"GET", "/.well-known/authzen-configuration", k_everyone, 0, "", "", get_authzen_configuration},
    {"POST", "/v1/decisions", k_bureau | k_secretariat, limits::document_bytes_max, k_decision_type, "", post_decision},
    {"GET", "/v1/review", k_secretariat, 0, "", "limit cursor user purpose case", list_review},
    {"GET", "/v1/review/{id}", k_bureau | k_secretariat, 0, "", "user purpose case", get_review},
    {"GET", "/v1/coordination/summary", k_coordinator | k_secretariat, 0, "", "overdue", get_summary},
    {"GET", "/v1/coordination/requests", k_coordinator | k_secretariat, 0, "", "cursor", get_owed_requests},
    {"GET", "/v1/coordination/gaps", k_coordinator | k_secretariat, 0, "", "region origin recipient colour offence limit cursor", get_gaps},
    {"GET", "/v1/whoami", k_everyone, 0, "", "", get_whoami},
    {"GET", "/v1/members", k_everyone, 0, "", "", get_members},
    {"GET", "/v1/trust", k_everyone, 0, "", "", get_trust_list},
    {"GET", "/v1/trust/crls", k_everyone, 0, "", "", get_crls},
    {"PUT", "/v1/trust", k_secretariat, limits::trust_list_bytes_max, "application/vnd.huecry.trustlist+jws", "", put_trust_list},
    {"PUT", "/v1/trust/crls/{cc}", k_bureau | k_secretariat, limits::crl_bytes_max, "application/pkix-crl", "", put_crl},
    {"GET", "/v1/log/checkpoint", k_everyone, 0, "", "witness", get_checkpoint},
    {"POST", "/v1/log/cosignatures", k_everyone, limits::note_bytes_max, "text/plain", "", post_cosignatures},
    {"GET", "/v1/log/tile/entries/{path*}", k_auditor, 0, "", "", get_entries},
    {"GET", "/v1/log/tile/{path*}", k_everyone, 0, "", "", get_tile},
    {"GET", "/v1/log/consistency", k_everyone, 0, "", "from to", get_consistency},
    {"GET", "/v1/receipts/{digest}", k_everyone, 0, "", "newest min_witness stamped", get_receipt},
    {"GET", "/v1/log/time", k_everyone, 0, "", "entry", get_time},
    {"GET", "/v1/openapi.json", k_everyone, 0, "", "", get_openapi},
    {"GET", "/v1/schemas/{name}", k_everyone, 0, "", "", get_schema},
};
// clang-format on

}

std::span<Route const> routes() { return k_routes; }

}
