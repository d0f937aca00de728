#pragma once
// Every limit of the protocol, with its unit and why it has this size. A limit has two tests: at it, and one past it.
// Limits that an operator may turn are in server/ops/config.hpp; these are the ceilings.

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace huecry::limits {

using namespace std::chrono_literals;

// The review desk (docs/review.md)
inline constexpr auto review_lease = 4h;  // then another reviewer may take the request
inline constexpr std::size_t review_page_items_max = 100;
inline constexpr std::size_t remarks_shown_max = 100;  // of one notice, the newest
inline constexpr auto answer_time_max = 180 * 24h;     // until an answer is awaited: a request must not wait for ever
// How much later than its time the hub does what is due: a clock that is an hour ahead must end nothing early.
inline constexpr auto duty_delay = 1h;
// After its end, for complaints, and for those who must look into it; then its content is destroyed (docs/life.md).
inline constexpr auto retention_after_end = 90 * 24h;

// Until the hub says that a recipient was not heard of (docs/notices.md, "Evidence"): of what it was sent, as e-CODEX
// ships it, and of a recall.
inline constexpr auto retrieve_within = 12h;
inline constexpr auto deliver_within = 24h;
inline constexpr auto acknowledge_within = 36h;
inline constexpr auto purge_within = 24h;
inline constexpr std::size_t outcomes_max = 20;  // of one recipient about one version: each goes to its source's inbox

// The ledger of reads (docs/notices.md)
inline constexpr std::size_t reader_text_bytes_max = 64;  // a user, a case
inline constexpr std::size_t readers_page_items_max = 100;

// Hits (docs/hits.md)
inline constexpr auto hit_delivery_max = 24h;     // then both sides are told that the source does not have it
inline constexpr auto hit_pause_max = 180 * 24h;  // one pause
inline constexpr std::size_t hit_pauses_max = 20;
inline constexpr std::size_t hit_open_max = 20;       // of one bureau on one notice
inline constexpr std::size_t hits_told_max = 20;      // of one bureau on one notice: others are told of no more
inline constexpr std::uint8_t extract_asks_max = 20;  // of one notice: each step of it stays for good
inline constexpr std::size_t hit_page_items_max = 100;

// Signed documents (signing.md §2)
inline constexpr std::size_t document_bytes_max = 256 * 1024;  // body of one signed document
inline constexpr std::size_t protected_bytes_max = 24 * 1024;  // decoded header: 16 KiB of x5c and its base64 growth
inline constexpr std::size_t x5c_certificates_max = 4;
inline constexpr std::size_t x5c_bytes_max = 16 * 1024;  // DER, all together
inline constexpr int container_depth_max = 8;
inline constexpr int payload_depth_max = 16;
inline constexpr std::int64_t json_integer_max = (std::int64_t{1} << 53) - 1;
inline constexpr auto iat_past_max = 24h;
inline constexpr auto iat_future_max = 120s;
inline constexpr std::size_t field_faults_max = 64;          // reported at once; more are counted, not listed
inline constexpr std::size_t fault_pointer_bytes_max = 256;  // it may repeat a name that the sender chose
inline constexpr std::size_t payload_values_max =
    16 * 1024;  // JSON values in one payload; a full notice has about 8,000
inline constexpr std::size_t document_id_chars_max = 64;
inline constexpr std::size_t notice_title_chars_max = 120;  // what a list shows of a notice
inline constexpr std::size_t policy_rules_max = 1000;       // of one policy document
inline constexpr auto policy_past_max = 120s;  // of a policy's `effective`: two clocks, and the way to the hub

// Batches of documents in one request
inline constexpr std::size_t batch_documents_max = 512;
inline constexpr std::size_t batch_bytes_max = 8 * 1024 * 1024;
// Until a reader is told that a notice is absent or not for it: the time of the look-up must not tell which.
inline constexpr std::chrono::milliseconds absent_answer_after{5};
inline constexpr std::size_t consent_bytes_max = 16 * 1024;  // a request, a grant or a refusal in its container
inline constexpr std::size_t evidence_items_max = 1000;      // items that one evidence document may name

// Questions to policy by the Authorization API (docs/policy.md, "AuthZEN")
inline constexpr std::size_t evaluations_max = 256;                  // questions in one request
inline constexpr std::size_t evaluations_bytes_max = 512 * 1024;     // the largest document and what is around it
inline constexpr int evaluations_depth_max = payload_depth_max + 5;  // a document inside a question inside a list

// The log (signing.md §4)
inline constexpr std::size_t leaf_bytes_max = 1024;
inline constexpr std::size_t entry_bytes_max = 65535;
inline constexpr std::size_t commit_leaves_max = 512;              // one group commit
inline constexpr std::size_t commit_bytes_max = 16 * 1024 * 1024;  // a group commit takes no further entry beyond it
inline constexpr std::size_t commit_queue_entries_max = 8192;      // waiting and under way; then busy
inline constexpr std::size_t commit_queue_bytes_max = 64 * 1024 * 1024;
inline constexpr std::size_t record_bytes_max = 8 * 1024 * 1024;  // one entry with all that belongs to it
inline constexpr auto received_lead_max = 1s;  // rcv ahead of the clock, when entries come faster than 1 per ms
inline constexpr std::size_t note_signature_lines_max = 64;
inline constexpr std::size_t note_bytes_max = 64 * 1024;     // a checkpoint with all its signature lines
inline constexpr std::size_t note_name_bytes_max = 255;      // name of a key or log, as witnesses sign it
inline constexpr std::size_t proof_hashes_max = 64;          // the height of the largest tree
inline constexpr std::size_t receipt_bytes_max = 72 * 1024;  // leaf, proof and note

// The log: its witnesses (signing.md §4.7)
inline constexpr std::size_t witness_policy_bytes_max = 64 * 1024;
inline constexpr std::size_t witness_policy_names_max = 128;  // witnesses and groups of one policy; as many logs
inline constexpr std::size_t cosigned_sizes_max = 64;         // checkpoints for which cosignatures are gathered at once
inline constexpr std::size_t fetch_bytes_max = 64 * 1024;     // what a witness or a time-stamp authority may answer
inline constexpr auto fetch_time_max = 10s;                   // from the connection to the last byte of its answer
inline constexpr std::size_t witness_connections_max = 64;    // that a gateway serves as a witness at once

// The log: its time (signing.md §6)
inline constexpr auto time_token_every = 60s;              // when entries have come since the last one
inline constexpr std::size_t time_token_entries = 10'000;  // or as soon as so many have
inline constexpr std::size_t time_token_bytes_max = 32 * 1024;
inline constexpr auto time_unproven_max = 4h;  // then nothing is accepted until an authority answers

// Certificates (signing.md §5)
inline constexpr std::size_t certificate_bytes_max = 8 * 1024;  // one DER certificate
inline constexpr std::size_t crl_bytes_max = 1024 * 1024;
inline constexpr auto crl_ahead_max = 5min;          // thisUpdate, for CAs whose clocks are ahead
inline constexpr auto crl_life_max = 7 * 24h;        // nextUpdate, from now
inline constexpr auto root_crl_life_max = 90 * 24h;  // an offline root signs rarely
inline constexpr std::size_t trust_list_bytes_max = 4 * 1024 * 1024;
inline constexpr int tls_chain_bytes_max = 16384;

// HTTP
inline constexpr std::size_t header_bytes_max = 16 * 1024;
inline constexpr std::size_t inbox_page_items_max = 1000;
inline constexpr std::size_t inbox_page_bytes_max = 4 * 1024 * 1024;
inline constexpr std::size_t list_page_items_max = 500;
inline constexpr auto long_poll_max = 60s;

// Views of the journal: what one call may look at, and what they keep of one document
inline constexpr std::size_t broadcast_scan_rows_max = 8192;  // one inbox read; about 3 ms when nothing matches
inline constexpr std::size_t list_scan_rows_max = 10'000;     // one list page; then the page says that it stopped early
inline constexpr std::size_t search_text_bytes_max = 8 * 1024;  // of one notice; what is longer cannot be found by text
inline constexpr std::size_t filter_text_bytes_max = 256;
inline constexpr std::size_t filter_text_words_max = 8;

static_assert(batch_bytes_max >= document_bytes_max);
static_assert(evaluations_bytes_max >= 2 * document_bytes_max);
static_assert(leaf_bytes_max <= entry_bytes_max);
static_assert(commit_queue_entries_max >= 2 * commit_leaves_max);  // one commit under way, one gathering
static_assert(commit_queue_bytes_max >= record_bytes_max);
static_assert(record_bytes_max >= trust_list_bytes_max);
static_assert(protected_bytes_max < document_bytes_max);

}
