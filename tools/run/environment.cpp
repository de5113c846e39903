#include "tools/run/environment.hpp"

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <system_error>

#include "engine/files/place.hpp"
#include "kernels/core/format.hpp"

namespace tbbimg::tools {
namespace {

namespace fs = std::filesystem;

// The folder itself or the nearest one above it that is there, resolved; empty if nothing can be found out.
fs::path nearest_folder(const std::string& path) {
  std::error_code error;
  fs::path folder = fs::absolute(path, error);
  while (!error && !fs::exists(folder, error) && folder.has_relative_path()) folder = folder.parent_path();
  return fs::canonical(folder, error);
}

std::optional<std::uint64_t> free_bytes(const std::string& path) {
  struct statvfs status {};
  if (::statvfs(path.c_str(), &status) != 0) return std::nullopt;
  return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
}

}  // namespace

bool is_read_only(const std::string& path) {
  struct statvfs status {};
  return ::statvfs(nearest_folder(path).c_str(), &status) == 0 && (status.f_flag & ST_RDONLY) != 0;
}

std::string explain_environment(const Error& error, const std::string& output) {
  if (error.code != ErrorCode::no_space) return error.to_string();
  const fs::path folder = nearest_folder(output);
  const std::string mount = mount_point_of(folder.string());
  struct statvfs status {};
  const bool known = ::statvfs(folder.c_str(), &status) == 0;
  if (known && (status.f_flag & ST_RDONLY) != 0) {
    return error.to_string() + "; " + mount + ", where " + output +
           " lies, is mounted read-only: remount it for writing or choose another -o";
  }
  std::string left;
  if (known) {
    left = " (" + human_bytes(static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize) + " and " +
           std::to_string(status.f_favail) + " files left for you)";
  }
  return error.to_string() + "; free space on " + mount + left + ", where " + output + " lies, or choose another -o";
}

std::string missing_room(const RunReport& report, Source& source, const std::string& output) {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::seconds kMostTime{2};
  if (report.done == 0 || report.abandoned > 0) return "";
  std::uint64_t images = report.cancelled;
  const auto end = Clock::now() + kMostTime;
  bool is_all = false;
  while (!is_all && Clock::now() < end) {
    const auto item = source.next();
    if (!item) break;
    is_all = !*item;
    if (*item && !(*item)->skip && !(*item)->failure) ++images;
  }
  const double mean = static_cast<double>(report.bytes_out) / static_cast<double>(report.done);
  const auto needed = static_cast<std::uint64_t>(mean * static_cast<double>(images));
  const std::uint64_t there = std::min(needed, free_bytes(nearest_folder(output).string()).value_or(0));
  return "; about " + human_bytes(needed - there) + (is_all ? "" : " at least") + " are missing for the " +
         std::to_string(images) + " images that are left";
}

}  // namespace tbbimg::tools
