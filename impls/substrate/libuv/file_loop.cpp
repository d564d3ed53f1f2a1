// The loop that reads a file.
#include "impls/substrate/libuv/file_loop.h"

#include <cstdlib>
#include <string>

namespace impls::substrate::libuv {

FileLoop::FileLoop(files::Reading& reading, int workers) : file_(reading.file()) {
  constexpr int keep_what_is_set = 0;
  setenv("UV_THREADPOOL_SIZE", std::to_string(workers).c_str(), keep_what_is_set);
}

void FileLoop::Read::start(Completion& completion) {
  completion_ = &completion;
  const std::span<std::byte> wanted = slot_.rest();
  const uv_buf_t buffer = uv_buf_init(reinterpret_cast<char*>(wanted.data()), static_cast<unsigned>(wanted.size()));
  request_.data = this;
  const auto done = [](uv_fs_t* request) {
    Read& self = *static_cast<Read*>(request->data);
    self.result_ = request->result;
    uv_fs_req_cleanup(request);
    self.completion_->on_complete();
  };
  uv_fs_read(&loop_.loop_, &request_, loop_.file_, &buffer, 1, static_cast<std::int64_t>(slot_.position()), done);  // fails in `done` only
}

}  // namespace impls::substrate::libuv
