#include "tools/interruption.hpp"

#include <chrono>
#include <csignal>

#include "tools/print.hpp"
#include "tools/run/signals.hpp"

namespace tbbimg::tools {
namespace {

constexpr std::chrono::milliseconds kGraceOfOthers{1000};

}  // namespace

std::stop_token stop_on_signals(std::string_view what_hangs) {
  struct sigaction reader_ends {};
  const bool is_known = ::sigaction(SIGPIPE, nullptr, &reader_ends) == 0;
  block_stop_signals();
  if (is_known) ::sigaction(SIGPIPE, &reader_ends, nullptr);
  // Lives until the process ends.
  static auto* const signals =
      new StopOnSignals(kGraceOfOthers, "tbbimg: interrupted: " + std::string(what_hangs) + ", so it ends now\n");
  return signals->tokens().drain;
}

ExitCode interrupted(std::string_view how_far) {
  return complain(ExitCode::interrupted, "interrupted: " + std::string(how_far));
}

}  // namespace tbbimg::tools
