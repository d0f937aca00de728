#include "protocol/life/transition.hpp"

#include "protocol/base/limits.hpp"

namespace huecry::life {
namespace {

static_assert(limits::retention_after_end == std::chrono::days(90));  // said below, and in docs/life.md

constexpr std::array<std::string_view, k_guards> k_guard_texts{
    "the conditions of its colour hold",
    "no corrective mode closes what its source sends",
    "a corrective mode has it looked at first",
    "it is the next version",
    "the file number is the same",
    "the reviewer is not of the source's country",
    "no other reviewer has it, or that one's time is over",
    "the reviewer has taken it, or agrees with one who had",
    "it says what is missing, and until when an answer is awaited, half a year on at most",
    "no answer has come in time",
    "it names a ground of refusal",
    "it says why",
    "no other signer must agree, or another has",
    "another signer must agree, and none has yet",
    "this signer has not agreed before",
    "the new review date is later than the present one, to come, and at most five years on",
    "the review date is near, and its source has not been told so",
    "the review date has passed without confirmation",
    "no holder owes a purge",
    "there is no legal hold",
    "it ended 90 days ago or longer",
    "the body does not hold it",
    "the body holds it",
    "the notice is published, RED or YELLOW, and not handled as H2 or H3",
    "it is published, UNSC, and not handled as H2 or H3",
    "it is not published any more, or may have none, or is of another kind than when it became public",
    "it was asked for fewer than 20 times",
    "the bureau has it, and may act upon it",
    "it names a reason of the table of pauses, and an end to come, half a year on at most; there were fewer than 20 "
    "before",
    "few of its hits on it are open",
    "no corrective mode of whoever says it closes it",
    "its source has not answered yet",
    "its time limit has passed, and the two were not told so yet"};

constexpr std::array<std::string_view, k_effects> k_effect_texts{
    "it gets its number",
    "the version is in force",
    "everyone whom policy allows gets it, other holders are recalled",
    "holders are told not to act; to others it is absent",
    "every holder owes a purge",
    "its extract is removed",
    "recipients see the result of the review",
    "an update that waits ends with it",
    "its source is told",
    "holders are told",
    "others who have the notice are told, whom the policy of its source lets know",
    "its content is destroyed; digest, receipts and history stay",
    "the time limit of the answer starts"};

}

std::string_view to_text(Guard guard) noexcept { return k_guard_texts[static_cast<std::size_t>(guard)]; }
std::string_view to_text(Effect effect) noexcept { return k_effect_texts[static_cast<std::size_t>(effect)]; }

}
