#pragma once
// The connections of one loop of completions to the upstream server: each carries one call at a time and is kept for later ones.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "impls/substrate/completion.h"
#include "impls/substrate/posix/upstream.h"

namespace impls::substrate {

/// All members are for the loop's thread. A `Kit` is what the models of a backend share, see libuv::Exchange.
template <class Kit>
class Upstreams {
  using Loop = typename Kit::Loop;
  using Stream = typename Kit::Stream;

 public:
  /// A connection. While it is idle, it waits: what arrives then, if only the end, makes it useless.
  class Connection final : Completion {
   public:
    Connection(Upstreams& upstreams, typename Stream::Owned stream) : upstreams_(upstreams), stream_(std::move(stream)) {}
    Stream& operator*() { return *stream_; }
    Stream* operator->() { return stream_.get(); }

   private:
    friend Upstreams;
    void on_complete() override { upstreams_.forget(*this); }

    Upstreams& upstreams_;
    typename Stream::Owned stream_;
  };
  using Taken = std::unique_ptr<Connection>;

  Upstreams(Loop& loop, std::string_view path) : loop_(loop), path_(path) {}
  Upstreams(const Upstreams&) = delete;
  Upstreams& operator=(const Upstreams&) = delete;

  /// The one used last, or a new one if all are in use; null if the server takes none, or the loop is stopped.
  Taken take() {
    if (loop_.stopped()) return nullptr;
    if (!idle_.empty()) {
      Taken taken = std::move(idle_.back());
      idle_.pop_back();
      return taken;
    }
    Descriptor socket = connect_upstream(path_, Kit::calls);
    return socket ? std::make_unique<Connection>(*this, Kit::adopt(loop_, std::move(socket))) : nullptr;
  }

  /// One whose call has ended with a reply.
  void give_back(Taken taken) {
    if (loop_.stopped()) return;
    taken->stream_->wait_received(*taken);
    idle_.push_back(std::move(taken));
  }

 private:
  void forget(Connection& closed) {
    std::erase_if(idle_, [&](const Taken& one) { return one.get() == &closed; });
  }

  Loop& loop_;
  std::string path_;
  std::vector<Taken> idle_;
};

}  // namespace impls::substrate
