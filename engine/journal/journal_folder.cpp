#include "engine/journal/journal_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

namespace tbbimg {
namespace {

std::string lock_of(const std::string& journal) { return journal.substr(0, journal.rfind('.')) + ".lock"; }

// What file systems without locks say: NFS without lockd, Lustre without -o flock, some FUSE.
bool has_no_locks(int reason) noexcept { return reason == ENOLCK || reason == ENOSYS || reason == EOPNOTSUPP; }

// What cannot be synced on its own: some network file systems and FUSE need not, what is read-only has nothing to.
bool has_no_sync(int reason) noexcept {
  return reason == EINVAL || reason == EOPNOTSUPP || reason == ENOSYS || reason == EROFS;
}

// Where there are no locks, `note` says so.
Result<FileDescriptor> lock_file(const std::string& output, const std::string& path, int mode, std::string& note) {
  TBBIMG_ASSIGN_OR_RETURN(FileDescriptor file, open_state_file(path, O_RDWR | O_CREAT, "cannot be created"));
  if (::flock(file.get(), mode | LOCK_NB) == 0) return file;
  if (has_no_locks(errno)) {
    note = system_error(errno, {}, "nothing keeps another run out of " + output + ", whose file system has no locks")
               .message;
    return file;
  }
  if (errno == EWOULDBLOCK) {
    return fail(ErrorCode::already_exists,
                "another run is writing to " + output + "; wait for its end, or choose another output folder");
  }
  return fail(system_error(errno, path, "cannot be locked"));
}

}  // namespace

std::string journal_name(std::string_view shard) {
  const std::size_t slash = shard.find('/');
  if (slash == std::string_view::npos) return "journal.jsonl";
  return "journal-" + std::string(shard.substr(0, slash)) + "-of-" + std::string(shard.substr(slash + 1)) + ".jsonl";
}

Result<std::vector<std::string>> find_journals(const std::string& output) {
  TBBIMG_RETURN_IF_ERROR(check_state_folder(output));
  const std::string folder = output + "/" + std::string(kStateFolder);
  std::vector<std::string> journals;
  std::error_code error;
  std::filesystem::directory_iterator entry(folder, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with("journal") && name.ends_with(".jsonl")) journals.push_back(entry->path().string());
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    return fail(system_error(error.value(), folder, "cannot be listed"));
  }
  std::sort(journals.begin(), journals.end());
  return journals;
}

Result<JournalLock> lock_journal(const std::string& output, std::string_view name) {
  TBBIMG_RETURN_IF_ERROR(check_state_folder(output));
  const std::string folder = output + "/" + std::string(kStateFolder);
  if (::mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST) {
    return fail(system_error(errno, folder, "cannot be created"));
  }
  JournalLock locks;
  const bool is_shard = name != journal_name({});
  TBBIMG_ASSIGN_OR_RETURN(locks.whole, lock_file(output, lock_of(folder + "/" + journal_name({})),
                                                 is_shard ? LOCK_SH : LOCK_EX, locks.note));
  if (is_shard) {
    TBBIMG_ASSIGN_OR_RETURN(locks.shard,
                            lock_file(output, lock_of(folder + "/" + std::string(name)), LOCK_EX, locks.note));
  }
  return locks;
}

bool is_run_under_way(const std::string& output) {
  const auto journals = find_journals(output);
  if (!journals) return false;
  return std::any_of(journals->begin(), journals->end(), is_locked);
}

bool is_locked(const std::string& journal) {
  const auto file = open_state_file(lock_of(journal), O_RDONLY, "cannot be opened");
  return file && ::flock(file->get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

Status sync_folder(const std::string& folder) {
  const FileDescriptor file(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (file.valid() && (::fsync(file.get()) == 0 || has_no_sync(errno))) return {};
  return fail(system_error(errno, folder, "cannot be synced"));
}

}  // namespace tbbimg
