#include "engine/files/mount_table.hpp"

#include <fstream>
#include <sstream>
#include <utility>

namespace tbbimg {
namespace {

// Blanks, tabs, line feeds and backslashes stand as \040 and the like (proc(5)).
std::string unescaped(const std::string& field) {
  std::string text;
  for (std::size_t at = 0; at < field.size(); ++at) {
    if (field[at] == '\\' && at + 3 < field.size()) {
      text += static_cast<char>((field[at + 1] - '0') * 64 + (field[at + 2] - '0') * 8 + (field[at + 3] - '0'));
      at += 3;
    } else {
      text += field[at];
    }
  }
  return text;
}

// `rest` is empty or starts with a slash.
std::string joined(const std::string& folder, const std::string& rest) {
  return folder == "/" && !rest.empty() ? rest : folder + rest;
}

}  // namespace

bool is_path_in(std::string_view path, std::string_view folder) noexcept {
  return path.starts_with(folder) && (path.size() == folder.size() || folder == "/" || path[folder.size()] == '/');
}

bool PlaceInFileSystem::is_in(const PlaceInFileSystem& other) const noexcept {
  return device == other.device && is_path_in(path, other.path);
}

MountTable::MountTable() {
  std::ifstream file("/proc/thread-self/mountinfo");
  for (std::string line; std::getline(file, line);) {
    std::istringstream fields(line);
    std::string id, parent, device, root, point;
    if (fields >> id >> parent >> device >> root >> point) {
      mounts_.push_back({unescaped(point), {std::move(device), unescaped(root)}});
    }
  }
}

PlaceInFileSystem MountTable::place_of(const std::string& real_path) const {
  const Mount* nearest = nullptr;
  for (const Mount& mount : mounts_) {
    // Of several on one folder the last one is seen.
    const bool is_nearer = nearest == nullptr || mount.point.size() >= nearest->point.size();
    if (is_nearer && is_path_in(real_path, mount.point)) nearest = &mount;
  }
  if (nearest == nullptr) return {{}, real_path};
  const std::string rest =
      nearest->point == "/" ? (real_path == "/" ? "" : real_path) : real_path.substr(nearest->point.size());
  return {nearest->root.device, joined(nearest->root.path, rest)};
}

std::vector<MountTable::Mount> MountTable::mounts_below(const std::string& folder) const {
  std::vector<Mount> below;
  for (const Mount& mount : mounts_) {
    if (mount.point != folder && is_path_in(mount.point, folder)) below.push_back(mount);
  }
  return below;
}

}  // namespace tbbimg
