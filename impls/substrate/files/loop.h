#pragma once
// What callbacks, promises and coroutines of `files` ask of a loop that reads. `io_uring` and `libuv` have one.

#include <concepts>

#include "impls/substrate/completion.h"
#include "impls/substrate/files/reading.h"

namespace impls::files {

/// `L::Read` reads with one slot: `start` hands the rest of the slot's block to the loop; once there is an answer the loop's thread calls
/// the completion, which finds it by `result` and may start again. `run` returns when nothing is under way. One thread.
template <class L>
concept Loop = requires(L& loop, Reading& reading, int workers, typename L::Read& read, substrate::Completion& completion) {
  L(reading, workers);
  requires std::constructible_from<typename L::Read, L&, Slot&>;
  read.start(completion);
  { read.result() } -> std::same_as<ssize_t>;
  loop.run();
};

}  // namespace impls::files
