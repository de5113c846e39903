#include "tools/run/environment.hpp"

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <filesystem>
#include <optional>
#include <system_error>

#include "tools/text/format.hpp"

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

std::optional<dev_t> device_of(const fs::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return status.st_dev;
}

// The highest folder above `folder` on the same device.
fs::path mount_point(fs::path folder) {
  const auto device = device_of(folder);
  while (folder.has_relative_path() && device_of(folder.parent_path()) == device) folder = folder.parent_path();
  return folder;
}

}  // namespace

bool is_read_only(const std::string& path) {
  struct statvfs status {};
  return ::statvfs(nearest_folder(path).c_str(), &status) == 0 && (status.f_flag & ST_RDONLY) != 0;
}

std::string explain_environment(const Error& error, const std::string& output) {
  if (error.code != ErrorCode::no_space) return error.to_string();
  const fs::path folder = nearest_folder(output);
  const std::string mount = mount_point(folder).string();
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

}  // namespace tbbimg::tools
