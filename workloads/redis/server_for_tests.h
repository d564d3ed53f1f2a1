#pragma once
// As much of Redis as the session needs, without I/O, for unit tests.

#include <map>
#include <stdexcept>
#include <string>

#include "workloads/redis/resp.h"

namespace workloads::redis {

/// What all connections share.
struct KeysForTests {
  std::map<std::string, std::string, std::less<>> values;
  int connections = 0;
};

/// One connection.
class ServerForTests {
 public:
  explicit ServerForTests(KeysForTests& keys) : keys_(keys), id_(++keys.connections) {}

  /// The replies to the commands that these bytes complete.
  std::string on_input(std::span<const std::byte> bytes) {
    std::string replies;
    while (!bytes.empty()) {
      const auto [state, used] = parser_.feed(bytes);
      if (state == resp::Parser::State::garbage) throw std::runtime_error("no command");
      bytes = bytes.subspan(used);
      if (state == resp::Parser::State::complete) replies += reply();
    }
    return replies;
  }

 private:
  std::string reply() {
    const auto part = [&](std::size_t i) { return parser_.text(parser_.values()[i]); };
    const auto parts = parser_.values().front().integer;
    if (parts == 2 && part(1) == "CLIENT" && part(2) == "ID") return ":" + std::to_string(id_) + "\r\n";
    if (parts == 3 && part(1) == "SET") {
      keys_.values.insert_or_assign(std::string(part(2)), std::string(part(3)));
      return "+OK\r\n";
    }
    if (parts != 2 || part(1) != "GET") return "-ERR unknown command\r\n";
    const auto found = keys_.values.find(part(2));
    if (found == keys_.values.end()) return "$-1\r\n";
    return "$" + std::to_string(found->second.size()) + "\r\n" + found->second + "\r\n";
  }

  KeysForTests& keys_;
  int id_;
  resp::Parser parser_{{.text_bytes = 1 << 24}};
};

}  // namespace workloads::redis
