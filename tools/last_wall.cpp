#include "tools/last_wall.hpp"

#include <unistd.h>

#include <exception>
#include <new>
#include <string_view>
#include <system_error>

#include "tools/exit_code.hpp"

namespace tbbimg::tools {
namespace {

[[noreturn]] void end_with(ExitCode code, std::string_view sentence) noexcept {
  static_cast<void>(::write(STDERR_FILENO, sentence.data(), sentence.size()) < 0);
  ::_exit(static_cast<int>(code));
}

// Allocates nothing: there may be nothing left.
[[noreturn]] void stand() noexcept {
  try {
    if (std::current_exception() != nullptr) throw;
  } catch (const std::bad_alloc&) {
    end_with(ExitCode::environment, "tbbimg: no memory is left; finished outputs are kept, --resume goes on\n");
  } catch (const std::system_error&) {
    end_with(ExitCode::environment,
             "tbbimg: the system refuses threads or memory (RLIMIT_NPROC, pids.max, ulimit -v); finished outputs are "
             "kept, --resume goes on\n");
  } catch (...) {
  }
  end_with(ExitCode::internal, "tbbimg: an exception had nowhere to go; this is a bug of tbbimg\n");
}

}  // namespace

void install_last_wall() noexcept { std::set_terminate(&stand); }

}  // namespace tbbimg::tools
