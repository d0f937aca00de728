#pragma once
// The rows of the ledger of reads that a record makes. Committer's thread.

#include "storage/index/reads.hpp"

namespace huecry::index::detail {

void apply_read(journal::Record const& record, ReadFacts const& facts, kv::Transaction& transaction);

}
