// Draws the status line.
#include "harness/run/status_line.h"

#include <fmt/core.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace harness {
namespace {

constexpr std::chrono::milliseconds redraw_every{250};

std::string duration(double seconds) {
  const auto whole = static_cast<long>(seconds + 0.5);
  return whole < 90 ? fmt::format("{} s", whole) : fmt::format("{} min {:02} s", whole / 60, whole % 60);
}

std::size_t columns() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace

StatusLine::StatusLine(std::chrono::nanoseconds estimate)
    : terminal_(isatty(STDERR_FILENO) != 0), colour_(terminal_ && std::getenv("NO_COLOR") == nullptr), estimate_(estimate) {
  if (!terminal_) return;
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);  // signals belong to the thread that measures
  thread_ = std::thread(&StatusLine::run, this);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

StatusLine::~StatusLine() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  if (terminal_) fmt::print(stderr, "\r\x1b[K");
}

void StatusLine::show(std::string what, double done) {
  const std::lock_guard lock(mutex_);
  what_ = std::move(what);
  done_ = done;
}

void StatusLine::round_ended(const std::string& sentence) {
  const std::lock_guard lock(mutex_);
  measured_ = true;
  if (!terminal_) fmt::print(stderr, "{} · {}\n", line(), sentence);
}

void StatusLine::note(const std::string& sentence) {
  const std::lock_guard lock(mutex_);
  fmt::print(stderr, "{}{}\n", terminal_ ? "\r\x1b[K" : "", sentence);
}

std::string StatusLine::line() const {
  const double elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  const double estimate = std::chrono::duration<double>(estimate_).count();
  const double done = done_ == by_the_clock ? std::min(1.0, elapsed / estimate) : done_;
  const double left = done > 0.1 || (measured_ && done > 0) ? elapsed / done * (1 - done) : estimate * (1 - done);
  return fmt::format("{:3.0f} % · {} left", done * 100, duration(left));
}

void StatusLine::run() {
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, redraw_every, [this] { return ended_; })) {
    std::string text = fmt::format("{} · {}", line(), what_);
    std::size_t width = 0;  // in columns: continuation bytes of UTF-8 take none
    std::size_t bytes = 0;
    while (bytes < text.size() && width + 1 < columns()) {
      ++bytes;
      while (bytes < text.size() && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) ++bytes;
      ++width;
    }
    text.resize(bytes);
    fmt::print(stderr, "\r\x1b[K{}{}{}", colour_ ? "\x1b[36m" : "", text, colour_ ? "\x1b[0m" : "");
    std::fflush(stderr);
  }
}

}  // namespace harness
