#pragma once
// What a model waits with on the ring besides its connection: for time to pass.

#include <chrono>
#include <memory>
#include <optional>

#include "impls/substrate/completion.h"
#include "impls/substrate/io_uring/ring.h"

namespace impls::substrate::uring {

/// One timeout of the kernel's, to the nanosecond, handed over with the turn's other operations. Not destroyed while it runs.
class Pause {
 public:
  using Owned = std::unique_ptr<Pause>;

  static Owned open(Ring& ring) { return std::make_unique<Pause>(ring); }

  explicit Pause(Ring& ring) : ring_(ring), timeout_(std::make_unique<Timeout>()) {}
  Pause(const Pause&) = delete;
  Pause& operator=(const Pause&) = delete;

  /// `completion` is called, once, when so much time has passed, the pause is cut short or the loop is stopped.
  void start(std::chrono::nanoseconds at_least, Completion& completion);
  /// Calls whoever waits now, before it returns. Nothing if nobody does.
  void cut_short();
  /// How long it lasted; empty if it did not last until its end.
  std::optional<std::chrono::nanoseconds> slept() const { return slept_; }

 private:
  friend class Ring;

  // What the kernel has. Once cut short it belongs to the ring, until the kernel has let it go.
  struct Timeout final : Operation {
    void on_result(int result) override;

    __kernel_timespec duration;
    Pause* pause = nullptr;
    std::size_t* detached = nullptr;
  };

  void end(std::optional<std::chrono::nanoseconds> slept);

  Ring& ring_;
  std::unique_ptr<Timeout> timeout_;
  Completion* completion_ = nullptr;
  std::chrono::steady_clock::time_point started_;
  std::optional<std::chrono::nanoseconds> slept_;
  Pause* next_ = nullptr;
  Pause* previous_ = nullptr;
};

}  // namespace impls::substrate::uring
