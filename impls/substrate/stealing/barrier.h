#pragma once
// A full barrier between two threads that is free for the one that needs it at every fork: the other pays for both.

#include <atomic>

namespace impls::stealing {

/// Idea: Dekker's pattern (I store mine, then read yours; you the same; one of us sees the other) needs a full barrier on both
/// sides. A worker does it at every join, a thief or a sleeper rarely. Linux's membarrier(2) makes every running thread of the
/// process execute a full barrier, so the worker needs none: only the compiler must keep its order. Where the kernel refuses, both
/// sides use a fence. (Dice, Huang and Yang, "Asymmetric Dekker Synchronization", 2001; membarrier(2).)
///
/// Nothing is published through these barriers: what one thread reads of another's is always ordered by a release and an
/// acquire, so ThreadSanitizer, which does not model fences, sees every order that counts.
extern constinit bool membarrier_works;  // set by prepare_barriers

/// Once per process, before any thread uses the barriers.
void prepare_barriers();

inline void light_barrier() {
  if (membarrier_works) [[likely]]
    std::atomic_signal_fence(std::memory_order_seq_cst);
  else
    std::atomic_thread_fence(std::memory_order_seq_cst);
}

/// About 0.5 µs.
void heavy_barrier();

}  // namespace impls::stealing
