// Our own fastest server of `http`, for clients to be measured against.
#include "harness/service.h"
#include "harness/upstream/upstream.h"

namespace harness {
namespace {

class Http final : public Upstream {
 public:
  explicit Http(const UpstreamOptions& options)
      : service_(Service::start(
            {.id = "callback/epoll", .workload = "http", .parameters = {}, .cpus = options.cpus, .program = options.program})),
        address_(to_string(service_.address())) {}

  const std::string& address() const override { return address_; }
  std::vector<pid_t> processes() const override { return {service_.pid()}; }
  bool running() const override { return service_.running(); }

 private:
  Service service_;
  std::string address_;
};

}  // namespace

std::unique_ptr<Upstream> start_http(const UpstreamOptions& options) { return std::make_unique<Http>(options); }

}  // namespace harness
