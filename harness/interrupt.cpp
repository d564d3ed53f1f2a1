// Ctrl-C and SIGTERM set a flag.
#include "harness/interrupt.h"

#include <signal.h>

namespace harness {
namespace {

volatile sig_atomic_t came = 0;

void on_signal(int signal) {
  if (came != 0) {
    ::signal(signal, SIG_DFL);
    raise(signal);
  }
  came = 1;
}

}  // namespace

void watch_for_interrupts() {
  struct sigaction action {};
  action.sa_handler = on_signal;  // without SA_RESTART: blocked calls return
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() { return came != 0; }

}  // namespace harness
