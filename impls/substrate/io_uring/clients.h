#pragma once
// Clients on the `io_uring` backend.

#include "impls/substrate/client/clients.h"
#include "impls/substrate/io_uring/ring.h"

namespace impls::substrate::uring {

/// See Clients.
class ClientLoop {
 public:
  using Owned = Stream::Owned;
  static constexpr Calls calls = Calls::blocking;  // whether an operation waits is said with the operation

  template <class Owner>
  class Resting final : Completion {
   public:
    explicit Resting(Owner& owner) : owner_(owner) {}
    void rest(Stream& stream) { stream.wait_received(*this); }

   private:
    void on_complete() override { owner_.on_rest_broken(); }
    Owner& owner_;
  };

  ClientLoop() = default;
  ClientLoop(const ClientLoop&) = delete;
  ~ClientLoop() {
    while (ring_.is_busy()) ring_.turn();
  }

  Owned open(Descriptor socket, int /*family*/) { return Stream::open(ring_, std::move(socket)); }

  void run_while(const std::size_t& talking) {
    while (talking > 0) ring_.turn();
  }

 private:
  Ring ring_;
};

using Client = Clients<ClientLoop>::Client;

inline constexpr auto client_remark =
    "one multishot receive a connection; sends are handed over a turn at a time, and only one that does not fit completes";

}  // namespace impls::substrate::uring
