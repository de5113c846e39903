#include "engine/files/output_folders.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

#include "engine/files/temporary_files.hpp"

namespace tbbimg {
namespace {

// Then all are forgotten: a run that names a folder for each image shall not hold a million.
constexpr std::size_t kMostFacts = 4096;

// `folder`, and those above it up to `root`, which is `depth` levels higher.
std::vector<FileId> way_up(int folder, FileId id, std::size_t depth) {
  std::vector<FileId> way = {id};
  FileDescriptor above;
  for (std::size_t i = 0; i < depth; ++i) {
    above =
        FileDescriptor(::openat(i == 0 ? folder : above.get(), "..", O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    struct stat status {};
    if (!above.valid() || ::fstat(above.get(), &status) != 0) break;
    way.emplace_back(status);
  }
  return way;
}

}  // namespace

OutputFolders::OutputFolders(int root, std::string path, const StateFolder* state, const SourceGuard& guard)
    : root_(root), path_(std::move(path)), state_(state), guard_(guard) {
  struct stat status {};
  if (::fstatat(root_, kStateFolder.data(), &status, AT_SYMLINK_NOFOLLOW) == 0) state_id_ = FileId(status);
  if (state_ != nullptr) room_ = inheritance_of(state_->temporaries());
}

Result<OutputFolder> OutputFolders::open(std::string_view relative, IfMissing if_missing) {
  OutputFolder folder;
  TBBIMG_ASSIGN_OR_RETURN(folder.descriptor, open_folder_below(root_, path_, relative, if_missing));
  const std::string path = relative.empty() ? path_ : path_ + "/" + std::string(relative);
  struct stat status {};
  if (::fstat(folder.descriptor.get(), &status) != 0) {
    return fail(system_error(errno, path, "cannot be looked up", Stage::write));
  }
  folder.id = FileId(status);
  const Facts facts = facts_of(folder, relative);
  if (facts.is_state) {
    return fail({.code = ErrorCode::invalid_argument,
                 .message = "is tbbimg's own folder by another name; choose another --name",
                 .stage = Stage::write,
                 .path = path});
  }
  folder.is_source = facts.is_source;
  folder.needs_own_room = facts.needs_own_room;
  return folder;
}

void OutputFolders::forget() {
  const std::lock_guard lock(mutex_);
  facts_.clear();
  ++forgotten_;
}

void OutputFolders::give_own_room(const OutputFolder& folder) {
  const std::lock_guard lock(mutex_);
  facts_.insert_or_assign(folder.id, Facts{folder.is_source, false, true});
}

OutputFolders::Facts OutputFolders::facts_of(const OutputFolder& folder, std::string_view relative) {
  std::uint64_t forgotten = 0;
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = facts_.find(folder.id); known != facts_.end()) return known->second;
    forgotten = forgotten_;
  }
  const Facts facts = look_at(folder, relative);
  const std::lock_guard lock(mutex_);
  if (forgotten != forgotten_) return facts;  // may be of before
  if (facts_.size() >= kMostFacts) facts_.clear();
  return facts_.try_emplace(folder.id, facts).first->second;
}

OutputFolders::Facts OutputFolders::look_at(const OutputFolder& folder, std::string_view relative) const {
  const auto depth = static_cast<std::size_t>(std::count(relative.begin(), relative.end(), '/'));
  const std::vector<FileId> way = way_up(folder.descriptor.get(), folder.id, relative.empty() ? 0 : depth + 1);
  Facts facts;
  facts.is_source = guard_.holds_folder(way, relative);
  facts.is_state = std::find(way.begin(), way.end(), state_id_) != way.end();
  facts.needs_own_room = state_ != nullptr && inheritance_of(folder.descriptor.get()) != room_;
  if (facts.needs_own_room) remove_dead_temporaries(folder.descriptor.get());
  return facts;
}

}  // namespace tbbimg
