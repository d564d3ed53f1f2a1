#pragma once
// Connecting to a server, the same for every implementation of a client.

#include <sys/socket.h>

#include <string>
#include <string_view>

#include "impls/substrate/posix/descriptor.h"
#include "impls/substrate/posix/listener.h"

namespace impls::substrate {

/// Where a server is: "unix:/path" or "127.0.0.1:port".
class Address {
 public:
  /// Throws std::runtime_error, with a sentence, if it is neither.
  explicit Address(std::string_view text);

  int family() const { return storage_.ss_family; }
  const std::string& text() const { return text_; }

  /// Waits for the connection; calls on it wait or not as is said. With TCP_NODELAY where it is TCP. Throws std::runtime_error, with a
  /// sentence, if the server cannot be reached.
  Descriptor connect(Calls calls) const;

 private:
  std::string text_;
  sockaddr_storage storage_{};
  socklen_t size_ = 0;
};

/// Whether a connection of which nothing is expected has been closed, or has brought something even so. Never waits.
bool is_spent(int socket);

}  // namespace impls::substrate
