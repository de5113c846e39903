#include "engine/run/room.hpp"

#include <sys/statvfs.h>

#include <chrono>
#include <filesystem>
#include <system_error>

namespace tbbimg {

namespace fs = std::filesystem;

std::string nearest_folder(const std::string& path) {
  std::error_code error;
  fs::path folder = fs::absolute(path, error);
  while (!error && !fs::exists(folder, error) && folder.has_relative_path()) folder = folder.parent_path();
  return fs::canonical(folder, error).string();
}

bool is_read_only(const std::string& path) {
  struct statvfs status {};
  return ::statvfs(nearest_folder(path).c_str(), &status) == 0 && (status.f_flag & ST_RDONLY) != 0;
}

std::optional<RoomNeeded> room_needed(const RunReport& report, Source& source) {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::seconds kMostTime{2};
  if (report.done == 0 || report.abandoned > 0) return std::nullopt;
  RoomNeeded needed;
  needed.images = report.cancelled;
  needed.is_all = false;
  const auto end = Clock::now() + kMostTime;
  while (!needed.is_all && Clock::now() < end) {
    const auto item = source.next();
    if (!item) break;
    needed.is_all = !*item;
    if (*item && !(*item)->skip && !(*item)->failure) ++needed.images;
  }
  const double mean = static_cast<double>(report.bytes_out) / static_cast<double>(report.done);
  needed.bytes = static_cast<std::uint64_t>(mean * static_cast<double>(needed.images));
  return needed;
}

}  // namespace tbbimg
