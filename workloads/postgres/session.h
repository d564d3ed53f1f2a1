#pragma once
// One connection of libpq, driven by readiness or blocking.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "workloads/postgres/script.h"
#include "workloads/shapes/readiness.h"

struct pg_conn;
struct pg_result;

namespace workloads {

class PostgresSession final : public ReadinessSession {
 public:
  /// `folder` holds the server's Unix socket.
  PostgresSession(std::string folder, std::size_t value_bytes) : folder_(std::move(folder)), value_bytes_(value_bytes) {}

  void begin(std::uint64_t seed, std::uint64_t requests);
  /// Throws std::runtime_error if the session failed in this run.
  std::uint64_t digest() const;
  std::uint64_t expected() const;

  bool open() noexcept override;
  int descriptor() const noexcept override;
  Interest advance() noexcept override;
  void run_blocking() noexcept override;

 private:
  struct End {
    void operator()(pg_conn* connection) const;
  };
  // Statements are prepared under these names.
  static constexpr const char* read = "read";
  static constexpr const char* write = "write";

  struct Statement {
    const char* name;
    std::string row;
    std::string value;
    const char* values[2];
    int count;
  };

  const Statement& next_statement();
  void take(const pg_result* result);
  Interest fail();

  std::string folder_;
  std::size_t value_bytes_;
  std::unique_ptr<pg_conn, End> connection_;
  PostgresScript script_;
  std::uint64_t requests_ = 0;
  std::uint64_t asked_ = 0;     // requests sent
  std::uint64_t answered_ = 0;  // requests whose answer is complete
  bool flushing_ = false;
  std::uint64_t digest_ = 0;
  std::string failure_;
  Statement statement_;
};

}  // namespace workloads
