// Faulty on purpose: never accepts; connections wait in the backlog for ever.
#include "../../loop.h"

namespace {

void serve(const workloads::StreamService& service) { faulty::serve(service, {.accepts = false}); }

}  // namespace

FIVEWAYS_STREAM(serve, .remark = "faulty: accepts no connection");
