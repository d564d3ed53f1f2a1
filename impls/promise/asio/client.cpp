// promise/asio: a chain of promises a connection and run; every operation of Asio gives a promise, every turn returns the next.
#include <array>
#include <boost/asio.hpp>
#include <memory>

#include "impls/substrate/asio/clients.h"
#include "impls/substrate/client/cell.h"
#include "impls/substrate/promise/asio.h"
#include "workloads/client_cells.h"

namespace {

namespace asio = boost::asio;
using namespace impls::substrate;
using asio_backend::Client;
using workloads::Answer;

struct Conversation {
  Client& client;
  std::array<std::byte, workloads::receive_buffer_bytes> buffer;
};

Promise<Ending> ask(std::shared_ptr<Conversation> conversation);

Promise<Ending> await_reply(std::shared_ptr<Conversation> conversation) {
  return conversation->client.stream()
      .async_read_some(asio::buffer(conversation->buffer), use_promise)
      .then([conversation](std::size_t size) {
        const Answer answer = conversation->client.session.on_reply(workloads::Bytes(conversation->buffer).first(size));
        if (answer == Answer::wrong) return fulfilled(Ending::wrong);
        return answer == Answer::complete ? ask(conversation) : await_reply(conversation);
      });
}

Promise<Ending> ask(std::shared_ptr<Conversation> conversation) {
  const workloads::Bytes request = conversation->client.session.next_request();
  if (request.empty()) return fulfilled(Ending::done);
  return asio::async_write(conversation->client.stream(), asio::buffer(request.data(), request.size()), use_promise)
      .then([conversation](std::size_t) { return await_reply(conversation); });
}

Ending ending_of(std::exception_ptr error) {
  try {
    std::rethrow_exception(error);
  } catch (const boost::system::system_error&) {
    return Ending::closed;
  }
}

void start(Client& client) {
  ask(std::make_shared<Conversation>(Conversation{.client = client, .buffer = {}}))
      .catch_error(ending_of)
      .then([&client](Ending ending) { client.end(ending); })
      .detach();
}

using Cell = ClientCell<asio_backend::ClientLoop, start>;

}  // namespace

FIVEWAYS_CLIENT(Cell, .max_workers = 1, .limit_reason = one_loop, .threads = "the caller",
                .remark = "the promise recycles the memory of its states within the thread");
