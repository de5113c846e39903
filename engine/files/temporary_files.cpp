#include "engine/files/temporary_files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string_view>

#include "engine/files/file_descriptor.hpp"
#include "engine/io/file_hash.hpp"
#include "engine/system/machine.hpp"
#include "kernels/core/numbers.hpp"

namespace tbbimg {
namespace {

constexpr std::string_view kPrefix = ".tbbimg-";
constexpr std::time_t kDay = 24 * 60 * 60;

// In clock ticks since the machine started: with it, a number that is given to another process is no mistake. 0 if
// there is no such process.
std::uint64_t start_time_of(int process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  // Field 22 (proc(5)); the second one is a name in parentheses that may hold anything.
  std::size_t at = text.rfind(')');
  // The process is dead, and whoever started it has not heard of that yet.
  const bool is_zombie =
      at != std::string::npos && at + 2 < text.size() && (text[at + 2] == 'Z' || text[at + 2] == 'X');
  if (is_zombie) return 0;
  for (int field = 2; field < 22 && at != std::string::npos; ++field) at = text.find(' ', at + 1);
  if (at == std::string::npos) return 0;
  const std::string_view rest = std::string_view(text).substr(at + 1);
  return parse_digits<std::uint64_t>(rest.substr(0, rest.find(' '))).value_or(0);
}

// Processes with one number are one process only within a machine.
std::uint64_t this_machine() { return file_hash(machine_identity()); }

struct TemporaryName {
  std::uint64_t machine = 0;
  int process = 0;
  std::uint64_t started = 0;
  std::uint64_t count = 0;

  [[nodiscard]] std::string text() const {
    char text[96];
    std::snprintf(text, sizeof text, ".tbbimg-%016" PRIx64 "-%d-%" PRIu64 "-%" PRIu64 ".tmp", machine, process, started,
                  count);
    return text;
  }
};

// A name that anybody else gave to a file is not taken for one of these: it has to come out again letter by letter.
std::optional<TemporaryName> parse(const std::string& file_name) {
  TemporaryName name;
  const int fields = std::sscanf(file_name.c_str(), ".tbbimg-%16" SCNx64 "-%9d-%20" SCNu64 "-%20" SCNu64 ".tmp",
                                 &name.machine, &name.process, &name.started, &name.count);
  if (fields != 4 || name.process <= 0 || name.text() != file_name) return std::nullopt;
  return name;
}

bool is_dead(const TemporaryName& name, const struct stat& status) {
  if (name.machine == this_machine()) return start_time_of(name.process) != name.started;
  return status.st_mtime < std::time(nullptr) - kDay;
}

}  // namespace

std::string temporary_name() {
  static const TemporaryName process{this_machine(), ::getpid(), start_time_of(::getpid()), 0};
  static std::atomic<std::uint64_t> counter = 0;
  TemporaryName name = process;
  name.count = counter++;
  return name.text();
}

bool is_temporary_name(std::string_view file_name) {
  return file_name.starts_with(kPrefix) && parse(std::string(file_name)).has_value();
}

bool remove_dead_temporaries(int folder) {
  FileDescriptor listed(::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(listed.get()), &::closedir);
  if (stream == nullptr) return false;
  static_cast<void>(listed.release());
  bool none_left = true;
  errno = 0;
  for (const dirent* entry = nullptr; (entry = ::readdir(stream.get())) != nullptr; errno = 0) {
    if (!is_temporary_name(entry->d_name)) continue;
    struct stat status {};
    if (::fstatat(folder, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
      none_left = none_left && errno == ENOENT;
    } else if (S_ISREG(status.st_mode)) {
      const bool is_gone = is_dead(*parse(entry->d_name), status) && ::unlinkat(folder, entry->d_name, 0) == 0;
      none_left = none_left && is_gone;
    }
  }
  return none_left && errno == 0;
}

}  // namespace tbbimg
