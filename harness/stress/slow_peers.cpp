// Slow senders and slow readers: the open loop's latency without and with them, and what the server holds for them.
#include "harness/load/slow_peers.h"

#include "harness/cost/kernel_memory.h"
#include "harness/cost/process_cost.h"
#include "harness/errors.h"
#include "harness/load/slow_subscribers.h"
#include "harness/stress/stress.h"

namespace harness {
namespace {

using nlohmann::json;

constexpr std::chrono::seconds interval{1};   // between two bytes of a peer
constexpr std::chrono::seconds patience{10};  // for what is left in the end

json held_by(pid_t pid) {
  const auto process = snapshot(pid);
  if (!process) throw CannotMeasure(process.reason());
  json held{{"rss_bytes", process->rss_bytes}, {"threads", process->threads}};
  if (process->pss_bytes) held["pss_bytes"] = *process->pss_bytes;
  if (const auto kernel = kernel_memory_bytes()) held["kernel_bytes"] = *kernel;
  if (const auto peak = peak_rss_bytes(pid)) held["peak_rss_bytes"] = *peak;
  return held;
}

// The open loop for half of the time alone, and then beside what `begin` makes: it moves its peers, and `end` tells of them.
template <class Begin, class End>
Found beside_peers(const Subject& subject, const Begin& begin, const End& end) {
  const Case& one = subject.one;
  const auto length = one.duration / 2;
  const auto draw = [&](std::uint64_t seed) { return draw_arrivals(one.load.arriving(), one.lead_in, length, seed); };
  const OpenResult alone = subject.generator.open(draw(subject.seed), one.lead_in, subject.server_cpu, {});
  json slow{{"peers", one.load.slow}, {"alone", to_json(alone)}, {"before", held_by(subject.pid)}};
  const Arrivals second = draw(subject.seed + 1);
  const auto peers = begin();
  const OpenResult beside =
      subject.generator.open(second, one.lead_in, subject.server_cpu, {.beside = [&](std::uint64_t now) { peers->move(now); }});
  slow["after"] = held_by(subject.pid);
  slow["finished"] = peers->finish(patience);
  slow["bytes_moved"] = peers->bytes_moved();
  const Faults faults = end(*peers, slow);
  slow["closed"] = faults.closed;
  slow["wrong"] = faults.wrong;

  Found found{.requests = alone.visit_requests + beside.visit_requests, .holds_connections = true};
  found.result["latency"] = to_json(beside);
  found.result["slow"] = slow;
  for (const Faults& part : {ending_faults(alone, one), ending_faults(beside, one), faults}) {
    found.faults.closed += part.closed;
    found.faults.timeouts += part.timeouts;
    found.faults.wrong += part.wrong;
  }
  return found;
}

}  // namespace

Found slow_peers(const Subject& subject) {
  const Load& load = subject.one.load;
  if (subject.audience != nullptr)
    return beside_peers(
        subject, [&] { return std::make_unique<SlowSubscribers>(subject.address, *subject.audience, load.slow, interval); },
        [](const SlowSubscribers& peers, json& slow) {
          slow["disconnected"] = peers.disconnected();  // as the shape wants it
          return Faults{.wrong = peers.wrong()};
        });
  const auto kind = load.model == LoadModel::slow_senders ? SlowPeers::Kind::senders : SlowPeers::Kind::readers;
  return beside_peers(
      subject,
      [&] { return std::make_unique<SlowPeers>(subject.address, *subject.clients.service, kind, load.slow, interval, subject.seed); },
      [](const SlowPeers& peers, json& slow) {
        slow["bytes_sent_unread"] = peers.bytes_unread();
        return peers.faults();
      });
}

}  // namespace harness
