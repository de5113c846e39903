#include "engine/io/temporary_files.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>

#include "engine/io/file_hash.hpp"
#include "engine/io/state_folder.hpp"

namespace tbbimg {
namespace {

constexpr std::string_view kPrefix = ".tbbimg-";
constexpr std::time_t kDay = 24 * 60 * 60;

// Processes with one number are one process only within a machine and its PID namespace (containers).
std::uint64_t machine_identity() {
  char text[512] = {};
  ::gethostname(text, sizeof text / 2);
  const std::size_t length = std::string_view(text).size();
  const ssize_t count = ::readlink("/proc/self/ns/pid", text + length, sizeof text - length);
  return file_hash(
      {reinterpret_cast<const std::uint8_t*>(text), length + static_cast<std::size_t>(count > 0 ? count : 0)});
}

// In clock ticks since the machine started: with it, a number that is given to another process is no mistake. 0 if
// there is no such process.
std::uint64_t start_time_of(int process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  // Field 22 (proc(5)); the second one is a name in parentheses that may hold anything.
  std::size_t at = text.rfind(')');
  for (int field = 2; field < 22 && at != std::string::npos; ++field) at = text.find(' ', at + 1);
  return at != std::string::npos ? std::strtoull(text.c_str() + at, nullptr, 10) : 0;
}

bool is_dead(const std::string& name, const std::string& path) {
  std::uint64_t machine = 0;
  std::uint64_t started = 0;
  int process = 0;
  const bool is_known =
      std::sscanf(name.c_str(), ".tbbimg-%16" SCNx64 "-%d-%" SCNu64 "-", &machine, &process, &started) == 3;
  if (is_known && machine == machine_identity()) return start_time_of(process) != started;
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && status.st_mtime < std::time(nullptr) - kDay;
}

}  // namespace

std::string temporary_folder_of(const std::string& output) { return output + "/" + std::string(kStateFolder) + "/tmp"; }

std::string temporary_name() {
  static const std::string process = [] {
    char text[64];
    std::snprintf(text, sizeof text, ".tbbimg-%016" PRIx64 "-%d-%" PRIu64 "-", machine_identity(), ::getpid(),
                  start_time_of(::getpid()));
    return std::string(text);
  }();
  static std::atomic<std::uint64_t> counter = 0;
  return process + std::to_string(counter++) + ".tmp";
}

bool is_temporary_name(std::string_view file_name) noexcept { return file_name.starts_with(kPrefix); }

void remove_dead_temporaries(const std::string& folder) {
  std::error_code error;
  std::filesystem::directory_iterator entry(folder, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    const std::string path = entry->path().string();
    if (is_dead(entry->path().filename().string(), path)) ::unlink(path.c_str());
  }
}

}  // namespace tbbimg
