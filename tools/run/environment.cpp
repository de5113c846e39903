#include "tools/run/environment.hpp"

#include <sys/statvfs.h>

#include <algorithm>
#include <optional>

#include "engine/files/place.hpp"
#include "kernels/core/format.hpp"

namespace tbbimg::tools {
namespace {

std::optional<std::uint64_t> free_bytes(const std::string& path) {
  struct statvfs status {};
  if (::statvfs(path.c_str(), &status) != 0) return std::nullopt;
  return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
}

}  // namespace

std::string explain_environment(const Error& error, const std::string& output) {
  if (error.code != ErrorCode::no_space) return error.to_string();
  const std::string folder = nearest_folder(output);
  const std::string mount = mount_point_of(folder);
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

std::string missing_room(const std::optional<RoomNeeded>& needed, const std::string& output) {
  if (!needed) return "";
  const std::uint64_t there = std::min(needed->bytes, free_bytes(nearest_folder(output)).value_or(0));
  return std::string(needed->is_all ? "; about " : "; at least about ") + human_bytes(needed->bytes - there) +
         " more space is needed for the " + std::to_string(needed->images) + " images left";
}

}  // namespace tbbimg::tools
