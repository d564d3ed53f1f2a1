// Faulty on purpose: goes on reading from a client that does not read, and keeps in memory what it cannot send.
#include "../../loop.h"

namespace {

void serve(const workloads::StreamService& service) { faulty::serve(service, {.bounded = false}); }

}  // namespace

FIVEWAYS_STREAM(serve, .remark = "faulty: keeps what it cannot send");
