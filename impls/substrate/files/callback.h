#pragma once
// files, callbacks, on any loop: an object a slot, called for every answer.

#include <deque>

#include "impls/substrate/files/loop.h"

namespace impls::files {

template <Loop L>
class Callback {
 public:
  Callback(workloads::FileReads& work, int workers) : reading_(work), loop_(reading_, workers) {
    for (Slot& slot : reading_.slots()) readers_.emplace_back(loop_, slot);
  }

  void run() {
    reading_.run([this] {
      for (Reader& reader : readers_) reader.begin();
      loop_.run();
    });
  }

 private:
  class Reader final : substrate::Completion {
   public:
    Reader(L& loop, Slot& slot) : slot_(slot), read_(loop, slot) {}
    void begin() {
      if (slot_.begin()) read_.start(*this);
    }

   private:
    void on_complete() override {
      if (!slot_.answered(read_.result())) return read_.start(*this);
      begin();
    }

    Slot& slot_;
    typename L::Read read_;
  };

  Reading reading_;
  L loop_;
  std::deque<Reader> readers_;
};

}  // namespace impls::files
