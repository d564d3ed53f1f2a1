// Slow senders and slow readers: the open loop's latency without and with them, and what the server holds for them.
#include "harness/load/slow_peers.h"

#include "harness/cost/kernel_memory.h"
#include "harness/cost/process_cost.h"
#include "harness/errors.h"
#include "harness/stress/stress.h"

namespace harness {
namespace {

using nlohmann::json;

constexpr std::chrono::seconds interval{1};  // between two bytes of a peer

json held_by(pid_t pid) {
  const auto process = snapshot(pid);
  if (!process) throw CannotMeasure(process.reason());
  json held{{"rss_bytes", process->rss_bytes}, {"threads", process->threads}};
  if (process->pss_bytes) held["pss_bytes"] = *process->pss_bytes;
  if (const auto kernel = kernel_memory_bytes()) held["kernel_bytes"] = *kernel;
  return held;
}

}  // namespace

Found slow_peers(const Subject& subject) {
  const Case& one = subject.one;
  const auto length = one.duration / 2;
  const auto draw = [&](std::uint64_t seed) { return draw_arrivals(one.load.offer, one.lead_in, length, seed); };
  const Arrivals first = draw(subject.seed);
  const Arrivals second = draw(subject.seed + 1);
  const OpenResult alone = subject.target.open(first, one.lead_in, subject.server_cpu);
  const json before = held_by(subject.pid);
  const auto kind = one.load.model == LoadModel::slow_senders ? SlowPeers::Kind::senders : SlowPeers::Kind::readers;
  SlowPeers peers(subject.address, subject.workload, kind, one.load.slow, interval, subject.seed);
  const OpenResult beside =
      subject.target.open(second, one.lead_in, subject.server_cpu, {.beside = [&](std::uint64_t now) { peers.move(now); }});
  const json after = held_by(subject.pid);
  const bool finished = peers.finish(std::chrono::seconds(10));

  Found found{.requests = first.due_ns.size() + second.due_ns.size(), .holds_connections = true};
  found.result["latency"] = to_json(beside);
  found.result["slow"] = {{"peers", one.load.slow},
                          {"bytes_moved", peers.bytes_moved()},
                          {"bytes_sent_unread", peers.bytes_unread()},
                          {"finished", finished},
                          {"closed", peers.faults().closed},
                          {"wrong", peers.faults().wrong},
                          {"before", before},
                          {"after", after},
                          {"alone", to_json(alone)}};
  found.faults = {.closed = alone.faults.closed + beside.faults.closed + peers.faults().closed,
                  .timeouts = (alone.answered == 0 ? alone.faults.timeouts : 0) + (beside.answered == 0 ? beside.faults.timeouts : 0),
                  .wrong = alone.faults.wrong + beside.faults.wrong + peers.faults().wrong};
  return found;
}

}  // namespace harness
