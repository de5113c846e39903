#include "engine/system/resources.hpp"

#include <sched.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "kernels/core/numbers.hpp"
#include "kernels/core/path.hpp"

namespace tbbimg {
namespace {

std::vector<std::string> words_of(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> words;
  for (std::string word; file >> word;) words.push_back(word);
  return words;
}

std::optional<std::uint64_t> number_in(const std::string& path) {
  const auto words = words_of(path);
  return words.empty() ? std::nullopt : parse_digits<std::uint64_t>(words.front());
}

// The number behind a name in a file of names and numbers.
std::optional<std::uint64_t> number_in(const std::string& path, std::string_view name) {
  const auto words = words_of(path);
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words[i] == name) return parse_digits<std::uint64_t>(words[i + 1]);
  }
  return std::nullopt;
}

// "Name:   123 kB" of a file below /proc, in bytes.
std::optional<std::uint64_t> kibibytes_in(const std::string& path, std::string_view name) {
  const auto value = number_in(path, name);
  return value ? std::optional(*value * 1024) : std::nullopt;
}

// The folders of this process's cgroup and all above it, for one controller ("" is version 2): each may limit.
std::vector<std::string> cgroup_folders(std::string_view controller) {
  std::ifstream file("/proc/self/cgroup");
  std::vector<std::string> folders;
  for (std::string line; std::getline(file, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
    const bool wanted = controller.empty() ? controllers == ",,"
                                           : controllers.find("," + std::string(controller) + ",") != std::string::npos;
    if (!wanted) continue;
    const std::string mount = controller.empty() ? "/sys/fs/cgroup" : "/sys/fs/cgroup/" + std::string(controller);
    std::string path = line.substr(second + 1);
    while (path.size() > 1) {
      folders.push_back(mount + path);
      path = folder_of(path);
    }
    folders.push_back(mount);
  }
  return folders;
}

int rounded_up(std::uint64_t quota, std::uint64_t period) noexcept {
  const std::uint64_t processors = (quota + period - 1) / std::max<std::uint64_t>(period, 1);
  return static_cast<int>(std::clamp<std::uint64_t>(processors, 1, 4096));
}

int quota_processors() {
  int processors = std::numeric_limits<int>::max();
  for (const std::string& folder : cgroup_folders("")) {
    const auto words = words_of(folder + "/cpu.max");  // "max 100000" or "150000 100000"
    if (words.size() != 2) continue;
    const auto quota = parse_digits<std::uint64_t>(words[0]);
    const auto period = parse_digits<std::uint64_t>(words[1]);
    if (quota && period) processors = std::min(processors, rounded_up(*quota, *period));
  }
  for (const std::string& folder : cgroup_folders("cpu")) {
    const auto quota = number_in(folder + "/cpu.cfs_quota_us");  // -1: none
    const auto period = number_in(folder + "/cpu.cfs_period_us");
    if (quota && period && *quota > 0) processors = std::min(processors, rounded_up(*quota, *period));
  }
  return processors;
}

int affinity_processors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) == 0) return std::max(CPU_COUNT(&set), 1);
  return static_cast<int>(std::max(std::thread::hardware_concurrency(), 1U));
}

constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

// What a cgroup's limit leaves. Its use counts files that the kernel keeps as long as nobody needs the room.
std::uint64_t remaining(const std::string& limit_file, const std::string& usage_file, const std::string& stat_file,
                        const std::string& prefix) {
  const auto limit = number_in(limit_file);
  if (!limit) return kNoLimit;
  const std::uint64_t usage = number_in(usage_file).value_or(0);
  const std::uint64_t cache = number_in(stat_file, prefix + "inactive_file").value_or(0) +
                              number_in(stat_file, prefix + "active_file").value_or(0);
  const std::uint64_t used = usage - std::min(usage, cache);
  return *limit - std::min(*limit, used);
}

std::uint64_t cgroups_leave() {
  std::uint64_t bytes = kNoLimit;
  for (const std::string& folder : cgroup_folders("")) {
    for (const char* limit : {"/memory.max", "/memory.high"}) {
      bytes = std::min(bytes, remaining(folder + limit, folder + "/memory.current", folder + "/memory.stat", ""));
    }
  }
  for (const std::string& folder : cgroup_folders("memory")) {
    bytes = std::min(bytes, remaining(folder + "/memory.limit_in_bytes", folder + "/memory.usage_in_bytes",
                                      folder + "/memory.stat", "total_"));
  }
  return bytes;
}

// What `ulimit -v` and `ulimit -d` leave.
std::uint64_t rlimits_leave() {
  const auto left = [](auto resource, std::string_view used_name) {
    rlimit limit{};
    if (::getrlimit(resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return kNoLimit;
    const std::uint64_t used = kibibytes_in("/proc/self/status", used_name).value_or(0);
    return std::uint64_t{limit.rlim_cur} - std::min<std::uint64_t>(limit.rlim_cur, used);
  };
  return std::min(left(RLIMIT_AS, "VmSize:"), left(RLIMIT_DATA, "VmData:"));
}

}  // namespace

int available_processors() {
  int processors = std::min(affinity_processors(), quota_processors());
  if (const char* slurm = std::getenv("SLURM_CPUS_PER_TASK")) {
    if (const auto count = parse_digits<std::uint64_t>(slurm); count && *count > 0) {
      processors = static_cast<int>(std::min<std::uint64_t>(*count, static_cast<std::uint64_t>(processors)));
    }
  }
  return processors;
}

std::uint64_t available_memory() {
  const std::uint64_t free = kibibytes_in("/proc/meminfo", "MemAvailable:").value_or(std::uint64_t{1} << 30);
  return std::min({free, cgroups_leave(), rlimits_leave()});
}

std::uint64_t usable_memory() {
  const std::uint64_t all = kibibytes_in("/proc/meminfo", "MemTotal:").value_or(std::uint64_t{1} << 30);
  return std::min({all - std::min(all, resident_memory()), cgroups_leave(), rlimits_leave()});
}

std::uint64_t peak_memory() { return kibibytes_in("/proc/self/status", "VmHWM:").value_or(0); }

std::uint64_t resident_memory() { return kibibytes_in("/proc/self/status", "VmRSS:").value_or(0); }

}  // namespace tbbimg
