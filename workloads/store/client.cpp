// Requests out, replies in.
#include "workloads/store/client.h"

#include <algorithm>
#include <cstring>

#include "workloads/mix.h"

namespace workloads::store {

Memory::Place& Memory::place_of(std::uint64_t key) {
  Place& place = places_[mix(key) % places_.size()];
  if (place.now.key != key) place = {};
  return place;
}

// Values of one writer were set in the order of their numbers; the value of a SET of our own is replaced by others, and by our next; the
// first value of a key is replaced once.
bool Memory::see(const ValueId& id) {
  Place& place = place_of(id.key);
  const ValueId now = place.now;
  if (now == id) return true;
  if (now.key == id.key) {
    const bool back = id == place.before || id.writer == self_ || id.writer == 0 || (id.writer == now.writer && id.sequence < now.sequence);
    if (back) return false;
    place.before = now;
  }
  place.now = id;
  return true;
}

void Memory::wrote(const ValueId& id) {
  Place& place = place_of(id.key);
  if (place.now.key == id.key) place.before = place.now;
  place.now = id;
}

Client::Client(const Script& script, std::uint64_t seed)
    : script_(script), seed_(mix(seed)), writer_(seed_ | private_key), memory_(writer_) {}

Client::Request Client::request(std::uint64_t number) const {
  const std::uint64_t tag = mix(seed_ + number);
  const std::uint64_t drawn = mix(tag);
  const bool sets = drawn % 100 < static_cast<std::uint64_t>(script_.set_percent);
  const bool is_private = (drawn >> 32) % Script::one_private_in == 0;
  return {.operation = sets ? set : get, .key = is_private ? writer_ : script_.keys.draw(mix(drawn)), .tag = tag};
}

Bytes Client::next_request() {
  static thread_local std::vector<std::byte> bytes;  // one for all clients: thousands would not stay in the cache
  const Request one = request(sent_++);
  const RequestHead head{.operation = one.operation, .key = one.key, .tag = one.tag};
  bytes.resize(sizeof head + (one.operation == set ? script_.values.bytes() : 0));
  std::memcpy(bytes.data(), &head, sizeof head);
  if (one.operation == set)
    script_.values.write({.key = one.key, .writer = writer_, .sequence = sent_}, std::span(bytes).subspan(sizeof head));
  return bytes;
}

Progress Client::on_reply(Bytes reply) {
  Progress progress;
  while (!reply.empty()) {
    Bytes whole;
    if (answered_ == sent_) return {.completed = progress.completed, .wrong = true};
    if (cut_.empty() && reply.size() >= sizeof(ReplyHead) && reply.size() >= reply_bytes(reply)) {
      whole = reply.first(reply_bytes(reply));
      reply = reply.subspan(whole.size());
    } else {
      const Bytes more = reply.first(std::min(reply.size(), reply_bytes(cut_) - cut_.size()));
      cut_.insert(cut_.end(), more.begin(), more.end());
      reply = reply.subspan(more.size());
      if (cut_.size() < reply_bytes(cut_)) continue;
      whole = cut_;
    }
    if (!is_right(whole)) return {.completed = progress.completed, .wrong = true};
    cut_.clear();
    ++answered_;
    ++progress.completed;
  }
  return progress;
}

// As far as what has arrived tells. A wrong head has no more to come.
std::size_t Client::reply_bytes(Bytes so_far) const {
  if (so_far.size() < sizeof(ReplyHead)) return sizeof(ReplyHead);
  ReplyHead head;
  std::memcpy(&head, so_far.data(), sizeof head);
  const bool with_value = head.outcome == found && request(answered_).operation == get;
  return sizeof head + (with_value ? script_.values.bytes() : 0);
}

bool Client::is_right(Bytes reply) {
  const Request asked = request(answered_);
  ReplyHead head;
  std::memcpy(&head, reply.data(), sizeof head);
  if (head.tag != asked.tag) return false;
  if (asked.operation == set) {
    if (head.outcome != stored) return false;
    if (asked.key == writer_)
      private_sequence_ = answered_ + 1;
    else
      memory_.wrote({.key = asked.key, .writer = writer_, .sequence = answered_ + 1});
    return true;
  }
  if (head.outcome == absent) return asked.key == writer_ && private_sequence_ == 0;
  ValueId id;
  if (head.outcome != found || !script_.values.read(reply.subspan(sizeof head), id) || id.key != asked.key) return false;
  if (asked.key != writer_) return memory_.see(id);
  // Before our first SET, a value there is an earlier client's with the same seed.
  return id.writer == writer_ && (private_sequence_ == 0 || id.sequence == private_sequence_);
}

}  // namespace workloads::store
