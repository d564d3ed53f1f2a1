#pragma once
// The protocol of Redis, RESP2, without I/O: commands to bytes, and bytes to replies however they were cut.

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace workloads::resp {

/// Appends a command, an array of bulk strings: {"SET", key, value}. A part may hold any bytes.
void append_command(std::string& to, std::span<const std::string_view> parts);
inline void append_command(std::string& to, std::initializer_list<std::string_view> parts) {
  append_command(to, std::span(parts.begin(), parts.size()));
}

enum class Type { simple, error, integer, bulk, null, array };

/// One value of a reply. The elements of an array are the values after it.
struct Value {
  Type type;
  std::int64_t integer = 0;  ///< of an integer; of an array, how many elements it has
  std::size_t text_at = 0;   ///< of a simple string, an error, a bulk string: see Parser::text
  std::size_t text_bytes = 0;
};

/// What a reply may be; more is garbage, so that a peer cannot make the parser hold more than this.
struct Limits {
  std::size_t text_bytes = 1 << 20;  ///< of all its texts together
  std::size_t values = 1 << 16;
};
inline constexpr std::size_t most_nested = 8;  ///< arrays within one another

/// Takes the replies of one connection, one after the other. Its memory is kept from reply to reply. One thread.
class Parser {
 public:
  explicit Parser(Limits limits = {}) : limits_(limits) {}

  enum class State {
    more,      ///< the bytes end before a reply does
    complete,  ///< a reply has ended
    garbage,   ///< not RESP2, or beyond the limits: from now on always, the connection is of no more use
  };
  struct Fed {
    State state;
    std::size_t used;  ///< of the bytes; after `complete` the others belong to the next reply
  };
  /// Takes bytes up to the end of one reply.
  Fed feed(std::span<const std::byte> bytes);

  /// After `complete`, until `feed` is called again: the reply in the order of its bytes, never empty. The first value is the whole; an
  /// array comes before its elements.
  std::span<const Value> values() const { return values_; }
  std::string_view text(const Value& value) const { return std::string_view(text_).substr(value.text_at, value.text_bytes); }

 private:
  enum class Expects { next_reply, head, text, end_of_text, nothing };

  bool take_head(std::string_view line);
  bool take_length(std::string_view digits);
  bool take_elements(std::string_view digits);
  bool begin_value(Type type, std::int64_t integer = 0);
  bool add_text(std::string_view part);
  void end_value();

  Limits limits_;
  Expects expects_ = Expects::next_reply;
  std::string cut_;            // the beginning of a line, or of the end of a text, that is not all there
  std::size_t text_left_ = 0;  // of the bulk string that is being taken
  std::string text_;           // of all values of the reply
  std::vector<Value> values_;
  std::array<std::int64_t, most_nested> elements_left_{};
  std::size_t depth_ = 0;
};

}  // namespace workloads::resp
