#pragma once
// A cell of the shape `client` whose connections share one thread's loop: what the model begins each with is all that differs.

#include "impls/substrate/client/clients.h"

namespace impls::substrate {

/// See workloads::ClientShape.
template <class Loop, typename Clients<Loop>::Start start>
class ClientCell {
 public:
  ClientCell(workloads::ClientWorkload& workload, int /*workers*/) : clients_(workload) {}
  void run() { clients_.run(start); }

  Loop& loop() { return clients_.loop(); }

 private:
  Clients<Loop> clients_;
};

}  // namespace impls::substrate
