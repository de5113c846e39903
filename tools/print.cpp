#include "tools/print.hpp"

#include <cerrno>
#include <cstring>
#include <string>

#include "kernels/core/format.hpp"

namespace tbbimg::tools {

void print_text(std::string_view text, std::FILE* to) { std::fwrite(text.data(), 1, text.size(), to); }

void print_line(std::string_view text, std::FILE* to) { print_text(one_line(text) + "\n", to); }

void print_message(std::string_view message) { print_line("tbbimg: " + std::string(message), stderr); }

ExitCode complain(ExitCode code, std::string_view message) {
  print_message(message);
  return code;
}

ExitCode complain(ExitCode code, const Error& error) { return complain(code, error.to_string()); }

ExitCode flush_results(ExitCode code) {
  errno = 0;
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
  const char* const what = "the results cannot be written to the standard output";
  // What failed before the end is only known to have failed.
  return errno == 0 ? complain(ExitCode::environment, what)
                    : complain(ExitCode::environment, system_error(errno, {}, what));
}

}  // namespace tbbimg::tools
