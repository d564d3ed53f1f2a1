#pragma once
// The shape `exchange`: a service like `stream`, but a request asks for steps before its reply: a pause, computing, calls upstream.

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "workloads/shapes/stream.h"

namespace workloads {

/// Receive, and give what arrived to `on_input`.
struct Need {};

/// Wait for at least so long, then call `on_paused`.
struct Pause {
  std::chrono::nanoseconds at_least;
};

/// Call `compute`, then `on_computed`.
struct Compute {
  bool off_loop = false;  ///< compute where it holds up no other connection; asked only of those that do not refuse it
};

/// Whether bytes from upstream are a whole reply.
enum class Framed { more, complete, broken };

/// Judges all that one call has received so far; exactly one reply is complete, anything beyond it is broken. Pure; any thread may call.
using Framing = Framed (*)(Bytes received);

/// Make these calls at once, wait until every one has ended, then call `on_calls`. A call has a connection to the upstream server to
/// itself while it runs, kept for later calls if it ended with a reply. All memory is the session's, valid until `on_calls`.
struct Calls {
  std::span<const Bytes> requests;
  std::span<const Bytes> hedges;  ///< what each is asked the second time; none if hedge_after is 0
  Framing framing;
  std::chrono::nanoseconds deadline;     ///< from now; what has not ended by then is late, and its connection is closed
  std::chrono::nanoseconds hedge_after;  ///< what has not ended by then is asked a second time on another connection; 0: never
};

using Step = std::variant<Need, Reply, Pause, Compute, Calls>;

/// How one call ended.
struct CallResult {
  enum Outcome {
    replied,  ///< with a whole reply, whatever it says; of two attempts with the first's to come, the other's connection is closed
    failed,   ///< every attempt: no connection, or it broke before the reply was whole, or what came was no reply
    late,     ///< not ended by the deadline
  } outcome = failed;
  Bytes reply;                      ///< valid until `on_calls` returns; empty unless replied
  std::chrono::nanoseconds took{};  ///< from the step to the end of the call
};

/// The server's half of one connection. It has one request in flight and holds the rest of its input. Never waits, reads no clock: whoever
/// runs it reports elapsed times, of a steady clock. One thread at a time; `compute` alone may be called on another than the rest.
/// Every member but `compute` says what to do next. While that is under way nothing is received, so memory stays bounded.
struct ExchangeSession {
  virtual ~ExchangeSession() = default;

  /// After Need: takes the bytes that arrived, however they were cut; keeps none of the span.
  virtual Step on_input(Bytes input) = 0;
  /// After a Reply that does not close, once all of it is sent: its bytes are valid until then.
  virtual Step on_written() = 0;
  virtual Step on_paused(std::chrono::nanoseconds slept) = 0;
  /// Returns when done, with no call between. Bounded by what the workload takes, so a stop may wait for it.
  virtual void compute() noexcept = 0;
  virtual Step on_computed(std::chrono::nanoseconds took) = 0;
  /// One result a request, in their order.
  virtual Step on_calls(std::span<const CallResult> results) = 0;
};

/// A workload of shape `exchange`: opens both halves of a connection. Outlives both; safe to call from several threads.
struct ExchangeWorkload : ServiceWorkload {
  /// What the upstream server must be told before a session calls it; it answers with one reply.
  struct Filling {
    std::vector<std::byte> request;
    Framing framing = nullptr;
  };
  virtual Filling filling() const { return {}; }

  virtual std::unique_ptr<ExchangeSession> open_session() const = 0;
  /// Answers right without a step between, by knowing what it should find out: the harness's floor, no implementation.
  virtual std::unique_ptr<StreamSession> open_floor() const = 0;
};

/// What a server is given. It owns neither descriptor.
struct ExchangeService {
  int listener;  ///< a listening socket, TCP or Unix; blocking or not as the implementation sets it
  int stop;      ///< becomes readable or hangs up when the server must stop
  const ExchangeWorkload& workload;
  int threads;                ///< loops or workers to run, at least 1; thread per connection ignores it
  std::string_view upstream;  ///< where Calls go, the path of a Unix socket; empty if the workload makes none
};

/// Serves until told to stop; then pauses and calls end at once, without a reply, what is being computed is waited for, every connection
/// is closed, every thread joined. What a client or the upstream server does never ends it; see ServeStream.
using ServeExchange = void (*)(const ExchangeService&);

}  // namespace workloads
