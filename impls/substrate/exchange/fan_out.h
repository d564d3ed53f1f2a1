#pragma once
// How the calls of one step stand: which have ended, with what, and which attempts still run. Waits for nothing: that is the model's part.

#include <algorithm>
#include <array>
#include <chrono>
#include <vector>

#include "workloads/shapes/exchange.h"

namespace impls::substrate {

/// The calls of one step after another. One thread. A `Connection` has shut_down(), after which whoever waits for it finds it closed: so an
/// attempt that is of no more use ends, in its model's own way, and gives back all that it holds.
template <class Connection>
class FanOut {
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t attempts_a_call = 2;

  struct Call {
    std::array<Connection*, attempts_a_call> connections{};
    int running = 0;
    bool ended = false;
    std::vector<std::byte> reply;
  };

 public:
  /// Begins anew. Nothing of the step before may run any more; memory is kept.
  void begin(const workloads::Calls& calls) {
    framing_ = calls.framing;
    requests_ = calls.requests;
    hedges_ = calls.hedges;
    started_ = Clock::now();
    results_.assign(requests_.size(), {});
    if (calls_.size() < requests_.size()) calls_.resize(requests_.size());
    for (std::size_t i = 0; i < requests_.size(); ++i) calls_[i].ended = false;
    left_ = requests_.size();
  }

  std::size_t size() const { return requests_.size(); }
  bool ended(std::size_t index) const { return calls_[index].ended; }
  bool all_ended() const { return left_ == 0; }
  /// One a request, in their order; valid until the next step.
  std::span<const workloads::CallResult> results() const { return results_; }

  /// The deadline: every call that has not ended is late.
  void expire() {
    for (std::size_t i = 0; i < size(); ++i)
      if (!ended(i)) end(i, workloads::CallResult::late);
  }

  /// One try of one call, for as long as it runs: it ends before its connection is closed or given back.
  class Attempt {
   public:
    Attempt(FanOut& fan_out, std::size_t index) : fan_out_(fan_out), index_(index), slot_(0), second_(call().running > 0) {
      ++call().running;
    }
    Attempt(const Attempt&) = delete;
    Attempt& operator=(const Attempt&) = delete;
    /// If it is the last of its call and that has no reply, the call has failed.
    ~Attempt() {
      leave();
      if (--call().running == 0 && !call().ended) fan_out_.end(index_, workloads::CallResult::failed);
    }

    workloads::Bytes request() const { return (second_ ? fan_out_.hedges_ : fan_out_.requests_)[index_]; }

    void uses(Connection& connection) {
      auto& connections = call().connections;
      slot_ = static_cast<std::size_t>(std::ranges::find(connections, nullptr) - connections.begin());
      connections[slot_] = &connection;
      used_ = true;
    }

    /// Takes what arrived; whether more must come. If not, `complete` says whether the connection may be used again.
    bool takes(workloads::Bytes bytes) {
      reply_.insert(reply_.end(), bytes.begin(), bytes.end());
      const workloads::Framed framed = fan_out_.framing_(reply_);
      if (framed == workloads::Framed::more) return true;
      if (framed == workloads::Framed::broken || call().ended) return false;
      leave();
      complete_ = true;
      std::swap(call().reply, reply_);
      fan_out_.results_[index_].reply = call().reply;
      fan_out_.end(index_, workloads::CallResult::replied);
      return false;
    }
    bool complete() const { return complete_; }

   private:
    Call& call() { return fan_out_.calls_[index_]; }
    void leave() {
      if (std::exchange(used_, false)) call().connections[slot_] = nullptr;
    }

    FanOut& fan_out_;
    std::size_t index_;
    std::size_t slot_;
    bool second_;
    bool used_ = false;
    bool complete_ = false;
    std::vector<std::byte> reply_;
  };

 private:
  void end(std::size_t index, workloads::CallResult::Outcome outcome) {
    calls_[index].ended = true;
    results_[index].outcome = outcome;
    results_[index].took = Clock::now() - started_;
    --left_;
    for (Connection* const one : calls_[index].connections)
      if (one != nullptr) one->shut_down();
  }

  workloads::Framing framing_ = nullptr;
  std::span<const workloads::Bytes> requests_;
  std::span<const workloads::Bytes> hedges_;
  Clock::time_point started_;
  std::vector<Call> calls_;
  std::vector<workloads::CallResult> results_;
  std::size_t left_ = 0;
};

}  // namespace impls::substrate
