#pragma once
// `exchange` written with callbacks, on a loop of completions: objects that own themselves, a member function for whatever is waited for.

#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "impls/substrate/exchange/compute.h"
#include "impls/substrate/exchange/fan_out.h"
#include "impls/substrate/exchange/input.h"

namespace impls::substrate::calling_back {

/// The calls of one step after another of one connection. A `Kit` is what the models of a backend share, see libuv::Exchange.
template <class Kit>
class Calls {
 public:
  explicit Calls(typename Kit::Site& site) : site_(site), deadline_(*this, &Calls::on_deadline), hedge_(*this, &Calls::on_hedge) {}

  /// Whether all have ended already; else `done` is called, once, when they have.
  bool start(const workloads::Calls& calls, Completion& done) {
    done_ = &done;
    fan_out_.begin(calls);
    running_ = 1;  // this function
    for (std::size_t i = 0; i < fan_out_.size(); ++i) attempt(i);
    if (--running_ == 0) return true;
    deadline_.start(calls.deadline);
    if (calls.hedge_after.count() > 0) hedge_.start(calls.hedge_after);
    return false;
  }

  std::span<const workloads::CallResult> results() const { return fan_out_.results(); }

 private:
  using Upstreams = typename Kit::Upstreams;
  using FanOut = substrate::FanOut<typename Kit::Stream>;

  class Attempt final : Completion {
   public:
    Attempt(Calls& calls, std::size_t index) : calls_(calls), state_(calls.fan_out_, index) {}

    void start() {
      connection_ = calls_.site_.upstreams.take();
      if (!connection_) return end();
      state_.uses(**connection_);
      if (const auto sent = (*connection_)->start_sending(state_.request())) return *sent ? await_reply() : end();
      next_ = &Attempt::on_sent;
      (*connection_)->wait_sent(*this);
    }

   private:
    void on_complete() override { (this->*next_)(); }

    void on_sent() { (*connection_)->sent() ? await_reply() : end(); }

    void await_reply() {
      next_ = &Attempt::on_received;
      (*connection_)->wait_received(*this);
    }

    void on_received() {
      const Received received = (*connection_)->receive();
      if (received.closed || !state_.takes(received.bytes)) return end();
      await_reply();
    }

    void end() {
      Calls& calls = calls_;
      if (state_.complete()) calls.site_.upstreams.give_back(std::move(connection_));
      delete this;
      calls.attempt_ended();
    }

    Calls& calls_;
    typename Upstreams::Taken connection_;
    typename FanOut::Attempt state_;
    void (Attempt::*next_)() = nullptr;
  };

  class Timer final : Completion {
   public:
    Timer(Calls& calls, void (Calls::*then)()) : calls_(calls), then_(then), pause_(Kit::Pause::open(calls.site_.loop)) {}
    void start(std::chrono::nanoseconds after) { pause_->start(after, *this); }
    void cut_short() { pause_->cut_short(); }

   private:
    void on_complete() override {
      if (pause_->slept()) (calls_.*then_)();
    }

    Calls& calls_;
    void (Calls::*then_)();
    typename Kit::Pause::Owned pause_;
  };

  void attempt(std::size_t index) {
    ++running_;
    (new Attempt(*this, index))->start();
  }

  void on_deadline() { fan_out_.expire(); }

  void on_hedge() {
    ++running_;
    for (std::size_t i = 0; i < fan_out_.size(); ++i)
      if (!fan_out_.ended(i)) attempt(i);
    attempt_ended();
  }

  void attempt_ended() {
    if (--running_ > 0) return;
    deadline_.cut_short();
    hedge_.cut_short();
    done_->on_complete();
  }

  typename Kit::Site& site_;
  FanOut fan_out_;
  Timer deadline_;
  Timer hedge_;
  int running_ = 0;
  Completion* done_ = nullptr;
};

template <class Kit>
class Connection final : Completion {
 public:
  Connection(typename Kit::Site& site, typename Kit::Stream::Owned stream, std::unique_ptr<workloads::ExchangeSession> session)
      : site_(site), stream_(std::move(stream)), session_(std::move(session)), pause_(Kit::Pause::open(site.loop)), work_(site) {
    go_on(workloads::Need{});
  }

 private:
  using Step = workloads::Step;

  void on_complete() override { (this->*next_)(); }

  // A step that is done at once gives the next one: a loop, since a burst of requests may be any number of them.
  void go_on(Step step) {
    for (std::optional<Step> next = step; next;) next = std::visit([this](const auto& one) { return perform(one); }, *next);
  }

  std::optional<Step> perform(const workloads::Need&) {
    next_ = &Connection::on_received;
    stream_->wait_received(*this);
    return {};
  }

  std::optional<Step> perform(const workloads::Reply& reply) {
    last_ = reply.close;
    if (const auto sent = stream_->start_sending(reply.bytes)) return after_reply(*sent);
    next_ = &Connection::on_sent;
    stream_->wait_sent(*this);
    return {};
  }

  std::optional<Step> perform(const workloads::Pause& pause) {
    next_ = &Connection::on_paused;
    pause_->start(pause.at_least, *this);
    return {};
  }

  std::optional<Step> perform(const workloads::Compute& compute) {
    if (!compute.off_loop) return session_->on_computed(compute_timed(*session_));
    next_ = &Connection::on_computed;
    work_.start(*session_, *this);
    return {};
  }

  std::optional<Step> perform(const workloads::Calls& calls) {
    if (!calls_) calls_ = std::make_unique<Calls<Kit>>(site_);
    if (calls_->start(calls, *this)) return session_->on_calls(calls_->results());
    next_ = &Connection::on_calls;
    return {};
  }

  std::optional<Step> after_reply(bool all_sent) {
    if (all_sent && !last_) return session_->on_written();
    delete this;
    return {};
  }

  void on_received() {
    const Received received = stream_->receive();
    if (received.closed) return delete this;
    go_on(take(*stream_, received, *session_));
  }

  void on_sent() {
    if (const auto step = after_reply(stream_->sent())) go_on(*step);
  }

  void on_paused() {
    if (const auto slept = pause_->slept()) return go_on(session_->on_paused(*slept));
    delete this;
  }

  void on_computed() { go_on(session_->on_computed(work_.took())); }

  void on_calls() { go_on(session_->on_calls(calls_->results())); }

  typename Kit::Site& site_;
  typename Kit::Stream::Owned stream_;
  std::unique_ptr<workloads::ExchangeSession> session_;
  typename Kit::Pause::Owned pause_;
  typename Kit::Work work_;
  std::unique_ptr<Calls<Kit>> calls_;
  void (Connection::*next_)() = nullptr;
  bool last_ = false;
};

template <class Kit>
void open(typename Kit::Site& site, typename Kit::Stream::Owned stream, std::unique_ptr<workloads::ExchangeSession> session) {
  new Connection<Kit>(site, std::move(stream), std::move(session));
}

}  // namespace impls::substrate::calling_back
