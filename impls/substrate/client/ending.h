#pragma once
// How a connection's part of a client's run ended, whatever carries it.

#include <stdexcept>
#include <string>

namespace impls::substrate {

enum class Ending {
  done,    ///< every request is answered
  wrong,   ///< a reply was not what it must be
  closed,  ///< by the server with requests unanswered, or the connection failed
};

/// What a run throws that met Ending::closed.
inline std::runtime_error closed_early(const std::string& address) {
  return std::runtime_error(address + " closed a connection that had requests unanswered: is the server still running?");
}

}  // namespace impls::substrate
