// One connection of libpq.
#include "workloads/postgres/session.h"

#include <cstring>
#include <stdexcept>

#include "workloads/postgres/libpq.h"

namespace workloads {
namespace {

struct Clear {
  void operator()(PGresult* result) const { libpq().clear(result); }
};
using Result = std::unique_ptr<PGresult, Clear>;

bool succeeded(const PGresult* result) {
  const ExecStatusType status = libpq().resultStatus(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

}  // namespace

void PostgresSession::End::operator()(pg_conn* connection) const { libpq().finish(connection); }

void PostgresSession::begin(std::uint64_t seed, std::uint64_t requests) {
  script_.seed = seed;
  requests_ = requests;
  asked_ = answered_ = digest_ = 0;
  flushing_ = false;
  failure_.clear();
}

std::uint64_t PostgresSession::digest() const {
  if (!failure_.empty()) throw std::runtime_error(failure_);
  return digest_;
}

std::uint64_t PostgresSession::expected() const {
  std::uint64_t digest = 0;
  for (std::uint64_t request = 0; request < requests_; ++request)
    digest = mix(digest ^ hash_of(PostgresScript::writes(request) ? "1" : script_.value(request, value_bytes_)));
  return digest;
}

bool PostgresSession::open() noexcept {
  if (connection_) return true;
  const char* const keywords[] = {"host", "user", "dbname", nullptr};
  const char* const values[] = {folder_.c_str(), "postgres", "postgres", nullptr};
  connection_.reset(libpq().connectdbParams(keywords, values, 0));
  if (libpq().status(connection_.get()) != CONNECTION_OK) return fail(), false;
  const std::string table =
      "CREATE TEMPORARY TABLE items (id int PRIMARY KEY, value text NOT NULL) WITH (fillfactor = 50); "
      "INSERT INTO items SELECT id, '' FROM generate_series(0, " +
      std::to_string(PostgresScript::rows - 1) + ") AS id";
  for (const Result& result :
       {Result(libpq().exec(connection_.get(), table.c_str())),
        Result(libpq().prepare(connection_.get(), read, "SELECT value FROM items WHERE id = $1::int", 1, nullptr)),
        Result(libpq().prepare(connection_.get(), write, "UPDATE items SET value = $2 WHERE id = $1::int", 2, nullptr))})
    if (!succeeded(result.get())) return fail(), false;
  return true;
}

int PostgresSession::descriptor() const noexcept { return libpq().socket(connection_.get()); }

const PostgresSession::Statement& PostgresSession::next_statement() {
  const std::uint64_t request = asked_++;
  statement_.row = std::to_string(script_.row(request));
  statement_.name = PostgresScript::writes(request) ? write : read;
  statement_.count = 1;
  if (PostgresScript::writes(request)) {
    statement_.value = script_.value(request, value_bytes_);
    statement_.count = 2;
  }
  statement_.values[0] = statement_.row.c_str();
  statement_.values[1] = statement_.value.c_str();
  return statement_;
}

Interest PostgresSession::advance() noexcept {
  if (!connection_) return Interest::nothing;
  if (asked_ > answered_ && !flushing_) {
    if (libpq().consumeInput(connection_.get()) == 0) return fail();
    while (asked_ > answered_) {
      if (libpq().isBusy(connection_.get()) != 0) return Interest::readable;
      const Result result(libpq().getResult(connection_.get()));
      if (!result) {
        ++answered_;
      } else {
        if (!succeeded(result.get())) return fail();
        take(result.get());
      }
    }
  }
  if (!flushing_) {
    if (asked_ == requests_) return Interest::nothing;
    const Statement& statement = next_statement();
    if (libpq().setnonblocking(connection_.get(), 1) != 0 ||
        libpq().sendQueryPrepared(connection_.get(), statement.name, statement.count, statement.values, nullptr, nullptr, 0) == 0)
      return fail();
  }
  const int left = libpq().flush(connection_.get());
  if (left < 0) return fail();
  flushing_ = left > 0;
  return flushing_ ? Interest::writable : Interest::readable;
}

void PostgresSession::run_blocking() noexcept {
  while (connection_ && asked_ < requests_) {
    const Statement& statement = next_statement();
    const Result result(libpq().execPrepared(connection_.get(), statement.name, statement.count, statement.values, nullptr, nullptr, 0));
    if (!succeeded(result.get())) {
      fail();
      return;
    }
    take(result.get());
    ++answered_;
  }
}

void PostgresSession::take(const PGresult* result) {
  auto* const own = const_cast<PGresult*>(result);  // PQcmdTuples reads it
  const bool has_row = libpq().ntuples(result) == 1;
  const std::string_view got =
      has_row ? std::string_view(libpq().getvalue(result, 0, 0), static_cast<std::size_t>(libpq().getlength(result, 0, 0)))
              : std::string_view(libpq().cmdTuples(own));
  digest_ = mix(digest_ ^ hash_of(got));
}

Interest PostgresSession::fail() {
  const char* const reason = connection_ ? libpq().errorMessage(connection_.get()) : "out of memory";
  failure_ = std::string("postgres: ") + reason;
  while (!failure_.empty() && failure_.back() == '\n') failure_.pop_back();
  connection_.reset();
  return Interest::nothing;
}

}  // namespace workloads
