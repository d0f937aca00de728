#pragma once
// What the model calls the steps of a notice, as the product knows them.

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "protocol/life/notice_life.hpp"

namespace huecry::model {

inline life::NoticeEvent event_of(std::string const& act) {
  using life::NoticeEvent;
  constexpr std::pair<std::string_view, NoticeEvent> k_events[] = {{"take", NoticeEvent::take},
                                                                   {"release", NoticeEvent::release},
                                                                   {"return", NoticeEvent::give_back},
                                                                   {"refuse", NoticeEvent::refuse},
                                                                   {"approve", NoticeEvent::approve},
                                                                   {"suspend", NoticeEvent::suspend},
                                                                   {"resume", NoticeEvent::resume},
                                                                   {"cancel", NoticeEvent::cancel},
                                                                   {"renew", NoticeEvent::renew},
                                                                   {"clear", NoticeEvent::clear},
                                                                   {"reject", NoticeEvent::reject},
                                                                   {"object", NoticeEvent::object},
                                                                   {"let_out", NoticeEvent::send},
                                                                   {"hold", NoticeEvent::hold},
                                                                   {"lift", NoticeEvent::lift},
                                                                   {"ask_extract", NoticeEvent::ask_extract},
                                                                   {"publish_extract", NoticeEvent::publish_extract},
                                                                   {"remove_extract", NoticeEvent::remove_extract}};
  return std::ranges::find(k_events, act, &std::pair<std::string_view, NoticeEvent>::first)->second;
}

}
