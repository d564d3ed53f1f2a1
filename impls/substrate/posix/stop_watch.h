#pragma once
// How blocking servers are stopped: a shutdown ends the accept, receive or send in which a thread is blocked.

#include <mutex>
#include <thread>

#include "impls/substrate/posix/descriptor.h"

namespace impls::substrate {

/// The connections that a stop must end. Any thread may use it; costs nothing between opening and closing one.
class Connections {
 public:
  /// A connection's membership, for as long as it lives. It must end before its socket is closed.
  class Entry {
   public:
    Entry(Connections& connections, int socket);
    ~Entry();
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;

   private:
    friend class Connections;
    Connections& connections_;
    int socket_;
    Entry* next_ = nullptr;
    Entry* previous_ = nullptr;
  };

  /// Shuts every connection down, and every later one as it enters.
  void shut_down_all();

 private:
  std::mutex mutex_;
  Entry* first_ = nullptr;
  bool stopped_ = false;
};

/// A thread that waits for `stop`, then shuts down the listener and the connections. No call of the server costs more for it.
class StopWatch {
 public:
  StopWatch(int stop, int listener);
  ~StopWatch();

  Connections connections;

 private:
  void watch(int stop, int listener);

  Descriptor dismissed_;  // readable once the watch itself must end
  std::thread thread_;
};

}  // namespace impls::substrate
