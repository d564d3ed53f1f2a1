// The server's half of a connection of `store`.
#include "workloads/store/session.h"

#include <algorithm>
#include <cstring>

namespace workloads::store {

Reply Session::on_input(Bytes input) {
  reply_.clear();
  while (!cut_.empty() && !input.empty()) {
    const Bytes more = input.first(std::min(input.size(), request_bytes(cut_) - cut_.size()));
    cut_.insert(cut_.end(), more.begin(), more.end());
    input = input.subspan(more.size());
    const std::size_t whole = request_bytes(cut_);
    if (whole == 0) return {.bytes = reply_, .close = true};
    if (cut_.size() < whole) continue;
    answer(cut_);
    cut_.clear();
  }
  while (!input.empty()) {
    const std::size_t whole = request_bytes(input);
    if (whole == 0) return {.bytes = reply_, .close = true};
    if (input.size() < whole) break;
    answer(input.first(whole));
    input = input.subspan(whole);
  }
  cut_.insert(cut_.end(), input.begin(), input.end());
  return {.bytes = reply_};
}

// As far as what has arrived tells; 0: this is no request.
std::size_t Session::request_bytes(Bytes so_far) const {
  if (so_far.size() < sizeof(RequestHead)) return sizeof(RequestHead);
  RequestHead head;
  std::memcpy(&head, so_far.data(), sizeof head);
  if (head.operation == get) return sizeof head;
  return head.operation == set ? sizeof head + value_bytes_ : 0;
}

void Session::answer(Bytes request) {
  RequestHead head;
  std::memcpy(&head, request.data(), sizeof head);
  const Access access(map_, exclusion_);
  if (head.operation == set) {
    map_.put(head.key, request.subspan(sizeof head));
    return put(head.tag, stored);
  }
  const Bytes value = map_.find(head.key);
  put(head.tag, value.empty() ? absent : found, value);
}

void Session::put(std::uint64_t tag, Outcome outcome, Bytes value) {
  const ReplyHead head{.tag = tag, .outcome = outcome};
  const auto bytes = std::as_bytes(std::span(&head, 1));
  reply_.insert(reply_.end(), bytes.begin(), bytes.end());
  reply_.insert(reply_.end(), value.begin(), value.end());
}

}  // namespace workloads::store
