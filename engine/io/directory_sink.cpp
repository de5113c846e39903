#include "engine/io/directory_sink.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "engine/io/temporary_files.hpp"

namespace tbbimg {
namespace {

/// Empty if it cannot be resolved.
std::string resolved(const std::string& path) {
  std::error_code error;
  return std::filesystem::canonical(path, error).string();
}

bool is_inside(std::string_view path, std::string_view folder) noexcept {
  return path.starts_with(folder) && (path.size() == folder.size() || folder == "/" || path[folder.size()] == '/');
}

Error sink_error(int reason, const std::string& path, std::string_view what) {
  Error error = error_from_errno(reason, what, Stage::write);
  error.path = path;
  return error;
}

}  // namespace

DirectorySink::DirectorySink(std::string folder)
    : folder_(std::move(folder)),
      descriptor_(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)),
      temporary_folder_(temporary_folder_of(folder_)), place_(folder_) {}

// What is empty need not stay.
DirectorySink::~DirectorySink() {
  ::rmdir(temporary_folder_.c_str());
  ::rmdir(temporary_folder_.substr(0, temporary_folder_.rfind('/')).c_str());
}

Result<std::unique_ptr<DirectorySink>> DirectorySink::open(const std::string& folder,
                                                           std::span<const std::string> sources) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail(sink_error(error.value(), folder, "cannot create the output folder"));
  if (!std::filesystem::is_directory(folder, error))
    return fail(sink_error(ENOTDIR, folder, "cannot write outputs below it"));
  if (::access(folder.c_str(), W_OK | X_OK) != 0)
    return fail(sink_error(errno, folder, "cannot write outputs below it"));

  remove_dead_temporaries(temporary_folder_of(folder));
  std::unique_ptr<DirectorySink> sink(new DirectorySink(folder));
  const std::string output = resolved(folder);
  for (const std::string& source : sources) {
    const std::string path = resolved(source);
    // An output folder below an input is left out of the walk, so that nothing in it is a source.
    const bool output_is_left_out = path != output && is_inside(output, path);
    if (!path.empty() && !output_is_left_out) sink->protected_.push_back(path);
  }
  return sink;
}

Result<bool> DirectorySink::keeps(const std::string& name, IfExists if_exists) {
  const std::string path = folder_ + "/" + name;
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return false;
    return fail(sink_error(errno, path, "cannot be looked up"));
  }
  if (S_ISDIR(status.st_mode)) return fail(sink_error(EISDIR, path, "cannot be written"));
  if (is_source(path)) {
    return fail({ErrorCode::invalid_argument, "would overwrite a source; choose another output folder or --name",
                 Stage::write, path, false});
  }
  return !may_replace(status, if_exists);
}

Status DirectorySink::write(const std::string& name, std::span<const std::uint8_t> bytes, IfExists if_exists) {
  // Otherwise its folders would be made anew, where nobody looks for them.
  TBBIMG_RETURN_IF_ERROR(place_.check_same(Stage::write));
  const std::string path = folder_ + "/" + name;
  struct stat status {};
  const bool replaces =
      if_exists != IfExists::keep &&
      (if_exists == IfExists::replace || (::lstat(path.c_str(), &status) == 0 && may_replace(status, if_exists))) &&
      !is_source(path);
  return write_file_atomically(path, bytes, replaces ? IfExists::replace : IfExists::keep, temporary_folder_);
}

bool DirectorySink::may_replace(const struct stat& status, IfExists if_exists) const noexcept {
  const std::int64_t changed_ms = std::int64_t{status.st_mtim.tv_sec} * 1000 + status.st_mtim.tv_nsec / 1'000'000;
  return if_exists == IfExists::replace || (if_exists == IfExists::keep_older && changed_ms >= began_ms_);
}

Status DirectorySink::check_place(std::uint64_t bytes) {
  TBBIMG_RETURN_IF_ERROR(place_.check_same(Stage::write));
  TBBIMG_RETURN_IF_ERROR(place_.check(Stage::write));
  return check_room(folder_, bytes);
}

Status DirectorySink::sync() {
  if (::syncfs(descriptor_.get()) == 0) return {};
  return fail(sink_error(errno, folder_, "cannot bring outputs to the disk"));
}

bool DirectorySink::is_source(const std::string& path) const {
  if (protected_.empty()) return false;
  const std::size_t slash = path.rfind('/');
  const std::string real = resolved(path.substr(0, slash)) + path.substr(slash);
  return std::any_of(protected_.begin(), protected_.end(),
                     [&](const std::string& source) { return is_inside(real, source); });
}

}  // namespace tbbimg
