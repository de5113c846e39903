#include "engine/files/source_guard.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>

#include "engine/io/case_folding.hpp"
#include "kernels/core/path.hpp"

namespace tbbimg {
namespace {

// Empty if it cannot be resolved.
std::string resolved(const std::string& path) {
  std::error_code error;
  return std::filesystem::canonical(path, error).string();
}

std::optional<FileId> id_of(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return std::nullopt;
  return FileId(status);
}

}  // namespace

SourceGuard::SourceGuard(std::span<const std::string> sources, const std::string& output, bool ignore_case)
    : ignore_case_(ignore_case), output_(resolved(output)), output_place_(place_of(output_)) {
  for (const std::string& source : sources) {
    const std::string real = resolved(source);
    std::error_code error;
    if (!std::filesystem::is_directory(real, error)) {
      add_file(source);
      add_file(real);
      continue;
    }
    add_folder(real);
  }
}

void SourceGuard::add_folder(const std::string& real_path) {
  const auto id = id_of(real_path);
  const bool output_is_left_out = output_ != real_path && is_path_in(output_, real_path);
  const std::lock_guard lock(mutex_);
  if (!id || std::find(folders_.begin(), folders_.end(), *id) != folders_.end()) return;
  folders_.push_back(*id);
  places_.push_back(place_of(real_path));
  for (const MountTable::Mount& mount : mounts_.mounts_below(real_path)) {
    const PlaceInFileSystem place = folded(mount.root);
    if (place != output_place_ && !(output_is_left_out && is_path_in(mount.point, output_))) places_.push_back(place);
  }
}

PlaceInFileSystem SourceGuard::place_of(const std::string& real_path) const {
  return folded(mounts_.place_of(real_path));
}

PlaceInFileSystem SourceGuard::folded(PlaceInFileSystem place) const {
  if (ignore_case_) place.path = case_folded(place.path);
  return place;
}

void SourceGuard::add_links(const FolderListing& listing) {
  for (const std::string& link : listing.followed()) {
    const std::string real = resolved(link);
    const bool leads_into_output = real == output_ || is_path_in(real, output_);  // which is not entered
    if (!leads_into_output) add_folder(real);
  }
  for (std::size_t i = 0; i < listing.size(); ++i) {
    if (listing.kind(i) == FolderListing::Kind::link) add_file(resolved(listing.path(i)));
  }
}

void SourceGuard::add_file(const std::string& path) {
  const auto folder = id_of(folder_of(path) + "/.");
  const auto file = id_of(path);
  const std::lock_guard lock(mutex_);
  if (!folder || !file) return;
  files_.emplace(*folder, *file);
  if (ignore_case_) file_places_.push_back(place_of(path));
}

bool SourceGuard::holds_folder(std::span<const FileId> way, std::string_view relative) const {
  const std::lock_guard lock(mutex_);
  const bool is_given = std::any_of(way.begin(), way.end(), [this](const FileId& id) {
    return std::find(folders_.begin(), folders_.end(), id) != folders_.end();
  });
  if (is_given) return true;
  const PlaceInFileSystem place = place_of(relative.empty() ? output_ : output_ + "/" + std::string(relative));
  return std::any_of(places_.begin(), places_.end(), [&](const PlaceInFileSystem& source) {
    const bool output_is_left_out = output_place_ != source && output_place_.is_in(source);
    return place.is_in(source) && !(output_is_left_out && place.is_in(output_place_));
  });
}

bool SourceGuard::holds_file(FileId folder, FileId file, std::string_view name) const {
  const std::lock_guard lock(mutex_);
  if (files_.contains({folder, file})) return true;
  return !file_places_.empty() && std::find(file_places_.begin(), file_places_.end(),
                                            place_of(output_ + "/" + std::string(name))) != file_places_.end();
}

}  // namespace tbbimg
