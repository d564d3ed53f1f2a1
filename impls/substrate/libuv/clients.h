#pragma once
// Clients on the `libuv` backend.

#include "impls/substrate/client/clients.h"
#include "impls/substrate/libuv/loop.h"

namespace impls::substrate::libuv {

/// See Clients.
class ClientLoop {
 public:
  using Owned = Stream::Owned;
  static constexpr Calls calls = Calls::non_blocking;

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
  ~ClientLoop() { loop_.run(); }

  Owned open(Descriptor socket, int family) { return Stream::open(loop_, family, std::move(socket)); }

  void run_while(const std::size_t& talking) {
    while (talking > 0) loop_.turn();
  }

 private:
  Loop loop_;
};

using Client = Clients<ClientLoop>::Client;

inline constexpr auto client_remark = "uv_try_write before uv_write, and one receive buffer a loop";

}  // namespace impls::substrate::libuv
