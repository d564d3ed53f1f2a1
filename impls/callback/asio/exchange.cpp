// callback/asio: one object a connection, one a call upstream, owned by the handler that waits; whatever is waited for calls back.
#include "impls/substrate/asio/exchange.h"

#include <array>
#include <boost/asio.hpp>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "impls/substrate/exchange/fan_out.h"
#include "workloads/registry.h"

namespace impls {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::nanoseconds;
using substrate::AsioSite;
using substrate::AsioSocket;
using substrate::AsioUpstream;
using workloads::Bytes;
using workloads::Step;
using FanOut = substrate::FanOut<AsioUpstream>;

asio::const_buffer buffer_of(Bytes bytes) { return asio::buffer(bytes.data(), bytes.size()); }

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(AsioSite& site, AsioSocket socket, std::unique_ptr<workloads::ExchangeSession> session)
      : site_(site), socket_(std::move(socket)), session_(std::move(session)), timer_(site.executor), hedge_(site.executor) {}

  // A step that is done at once gives the next one: a loop, since a burst of requests may be any number of them.
  void go_on(Step step) {
    for (std::optional<Step> next = step; next;) next = std::visit([this](const auto& one) { return perform(one); }, *next);
  }

 private:
  class Attempt;

  std::optional<Step> perform(const workloads::Need&) {
    socket_.async_read_some(asio::buffer(buffer_), [self = shared_from_this()](error_code error, std::size_t size) {
      if (!error) self->go_on(self->session_->on_input(Bytes(self->buffer_).first(size)));
    });
    return {};
  }

  std::optional<Step> perform(const workloads::Reply& reply) {
    asio::async_write(socket_, buffer_of(reply.bytes), [self = shared_from_this(), last = reply.close](error_code error, std::size_t) {
      if (!error && !last) self->go_on(self->session_->on_written());
    });
    return {};
  }

  std::optional<Step> perform(const workloads::Pause& pause) {
    substrate::async_pause(timer_, pause.at_least, [self = shared_from_this()](error_code error, nanoseconds slept) {
      if (!error) self->go_on(self->session_->on_paused(slept));
    });
    return {};
  }

  std::optional<Step> perform(const workloads::Compute& compute) {
    if (!compute.off_loop) return session_->on_computed(substrate::compute_timed(*session_));
    substrate::async_compute(site_, *session_,
                             [self = shared_from_this()](error_code, nanoseconds took) { self->go_on(self->session_->on_computed(took)); });
    return {};
  }

  std::optional<Step> perform(const workloads::Calls& calls) {
    fan_out_.begin(calls);
    running_ = 1;  // this function
    for (std::size_t i = 0; i < fan_out_.size(); ++i) attempt(i);
    if (--running_ == 0) return session_->on_calls(fan_out_.results());
    call_after(timer_, calls.deadline, &Connection::on_deadline);
    if (calls.hedge_after.count() > 0) call_after(hedge_, calls.hedge_after, &Connection::on_hedge);
    return {};
  }

  // A handler that is on its way when its timer is cancelled comes all the same, perhaps in the next step.
  void call_after(asio::steady_timer& timer, nanoseconds after, void (Connection::*then)()) {
    timer.expires_after(after);
    timer.async_wait([self = shared_from_this(), then, turn = turn_](error_code error) {
      if (!error && turn == self->turn_) (self.get()->*then)();
    });
  }

  void on_deadline() { fan_out_.expire(); }

  void on_hedge() {
    ++running_;
    for (std::size_t i = 0; i < fan_out_.size(); ++i)
      if (!fan_out_.ended(i)) attempt(i);
    attempt_ended();
  }

  void attempt(std::size_t index);

  void attempt_ended() {
    if (--running_ > 0) return;
    ++turn_;
    timer_.cancel();
    hedge_.cancel();
    go_on(session_->on_calls(fan_out_.results()));
  }

  AsioSite& site_;
  AsioSocket socket_;
  std::unique_ptr<workloads::ExchangeSession> session_;
  asio::steady_timer timer_;
  asio::steady_timer hedge_;
  FanOut fan_out_;
  int running_ = 0;
  unsigned turn_ = 0;
  std::array<std::byte, workloads::receive_buffer_bytes> buffer_;
};

class Connection::Attempt : public std::enable_shared_from_this<Attempt> {
 public:
  Attempt(std::shared_ptr<Connection> owner, std::size_t index)
      : owner_(std::move(owner)), state_(std::in_place, owner_->fan_out_, index) {}

  void start() {
    upstream_ = owner_->site_.upstreams.take();
    if (!upstream_) return end();
    state_->uses(*upstream_);
    asio::async_write(upstream_->socket, buffer_of(state_->request()),
                      [self = shared_from_this()](error_code error, std::size_t) { error ? self->fail(error) : self->read(); });
  }

 private:
  void read() {
    upstream_->socket.async_read_some(asio::buffer(upstream_->buffer), [self = shared_from_this()](error_code error, std::size_t size) {
      if (error) return self->fail(error);
      self->state_->takes(Bytes(self->upstream_->buffer).first(size)) ? self->read() : self->end();
    });
  }

  void fail(error_code error) {
    if (error != asio::error::operation_aborted) owner_->site_.upstreams.broken();
    end();
  }

  void end() {
    if (state_->complete()) owner_->site_.upstreams.give_back(std::move(upstream_));
    state_.reset();
    upstream_.reset();
    owner_->attempt_ended();
  }

  std::shared_ptr<Connection> owner_;
  std::unique_ptr<AsioUpstream> upstream_;
  std::optional<FanOut::Attempt> state_;
};

void Connection::attempt(std::size_t index) {
  ++running_;
  std::make_shared<Attempt>(shared_from_this(), index)->start();
}

void open(AsioSite& site, AsioSocket socket, std::unique_ptr<workloads::ExchangeSession> session) {
  std::make_shared<Connection>(site, std::move(socket), std::move(session))->go_on(workloads::Need{});
}

void serve(const workloads::ExchangeService& service) { substrate::serve_on_contexts(service, open); }

FIVEWAYS_EXCHANGE(
    serve, .threads = substrate::exchange_threads_of_asio,
    .remark = "pauses are steady_timers, which its reactor keeps by a timerfd; accepts as every backend does, after async_wait");

}  // namespace
}  // namespace impls
