#include "engine/journal/journal_writer.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "engine/journal/journal_folder.hpp"

namespace tbbimg {
namespace {

constexpr auto kSyncInterval = std::chrono::seconds(1);
// About 600 lines; half of it is always ahead.
constexpr std::uint64_t kReserve = 256 << 10;

// Where the last whole line ends, or -1 with errno set.
off_t end_of_lines(int file, off_t size) {
  char block[4096];
  while (size > 0) {
    const off_t begin = std::max<off_t>(0, size - static_cast<off_t>(sizeof block));
    const auto wanted = static_cast<std::size_t>(size - begin);
    if (::pread(file, block, wanted, begin) != static_cast<ssize_t>(wanted)) return -1;
    const std::size_t found = std::string_view(block, wanted).rfind('\n');
    if (found != std::string_view::npos) return begin + static_cast<off_t>(found) + 1;
    size = begin;
  }
  return 0;
}

}  // namespace

Result<std::unique_ptr<JournalWriter>> JournalWriter::open(const std::string& path) {
  TBBIMG_ASSIGN_OR_RETURN(FileDescriptor file, open_state_file(path, O_RDWR | O_CREAT | O_APPEND, "cannot be created"));
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return fail(journal_error(errno, path, "cannot be created"));
  const off_t end = end_of_lines(file.get(), status.st_size);
  if (end < 0 || (end < status.st_size && ::ftruncate(file.get(), end) != 0)) {
    return fail(journal_error(errno, path, "cannot be gone on with"));
  }
  TBBIMG_RETURN_IF_ERROR(sync_folder(path.substr(0, path.rfind('/'))));
  return std::unique_ptr<JournalWriter>(new JournalWriter(path, std::move(file), static_cast<std::uint64_t>(end)));
}

JournalWriter::JournalWriter(std::string path, FileDescriptor file, std::uint64_t size)
    : path_(std::move(path)), file_(std::move(file)), size_(size), whole_size_(size), reserved_(size) {
  reserve_room();
  thread_ = std::thread([this] { sync_often(); });
}

JournalWriter::~JournalWriter() { static_cast<void>(close()); }

void JournalWriter::append(std::string_view line) {
  const std::lock_guard lock(mutex_);
  if (pending_.size() + line.size() > kMaxPending) {
    ++lost_;
    return;
  }
  pending_ += line;
  write_pending();
  dirty_ = true;
}

// May be called at any time; a part of a line that was written is gone on with.
void JournalWriter::write_pending() {
  std::size_t done = 0;
  while (done < pending_.size()) {
    const ssize_t count = ::write(file_.get(), pending_.data() + done, pending_.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      error_ = journal_error(errno, path_, "cannot be written");
      break;
    }
    done += static_cast<std::size_t>(count);
    size_ += static_cast<std::uint64_t>(count);
  }
  const std::size_t line_feed = std::string_view(pending_).substr(0, done).rfind('\n');
  if (line_feed != std::string_view::npos) whole_size_ = size_ - (done - line_feed - 1);
  pending_.erase(0, done);
  if (pending_.empty()) reserve_room();
}

// Where that cannot be done, the journal is as any other file on a full disk.
void JournalWriter::reserve_room() {
  if (!can_reserve_ || reserved_ >= size_ + kReserve / 2) return;
  const std::uint64_t wanted = size_ + kReserve;
  if (::fallocate(file_.get(), FALLOC_FL_KEEP_SIZE, static_cast<off_t>(size_), kReserve) == 0) {
    reserved_ = wanted;
  } else if (errno == EOPNOTSUPP || errno == ENOSYS) {
    can_reserve_ = false;
  }
}

void JournalWriter::sync_often() {
  std::unique_lock lock(mutex_);
  while (!closing_) {
    wake_.wait_for(lock, kSyncInterval, [this] { return closing_; });
    if (closing_ || !dirty_) continue;
    write_pending();
    dirty_ = !pending_.empty();
    lock.unlock();
    sync();
    lock.lock();
  }
}

// Lines go on into a file that nobody finds any more.
void JournalWriter::notice_removal() {
  struct stat status {};
  if (::fstat(file_.get(), &status) != 0 || status.st_nlink > 0) return;
  const std::lock_guard lock(mutex_);
  error_ = Error{ErrorCode::write_failed, "was removed while the run went on", Stage::none, path_, false};
  lost_ = std::max<std::uint64_t>(lost_, 1);
}

void JournalWriter::sync() {
  notice_removal();
  if (::fdatasync(file_.get()) == 0 || errno == EINVAL || errno == EROFS) return;
  Error error = journal_error(errno, path_, "cannot be synced");
  const std::lock_guard lock(mutex_);
  error_ = std::move(error);
  lost_ = std::max<std::uint64_t>(lost_, 1);  // nobody knows which
}

Status JournalWriter::close() {
  if (!file_.valid()) return {};
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    wake_.notify_all();
  }
  thread_.join();
  write_pending();
  // Gives back what was reserved, too.
  if (::ftruncate(file_.get(), static_cast<off_t>(whole_size_)) != 0) {
    error_ = journal_error(errno, path_, "cannot be closed");
    lost_ = std::max<std::uint64_t>(lost_, 1);
  }
  sync();
  if (!file_.close()) lost_ = std::max<std::uint64_t>(lost_, 1);
  if (pending_.empty() && lost_ == 0) return {};
  const auto lines = static_cast<std::uint64_t>(std::count(pending_.begin(), pending_.end(), '\n')) + lost_;
  Error error = error_.value_or(journal_error(EIO, path_, "cannot be written"));
  error.message +=
      "; it lacks at least " + std::to_string(lines) + " lines, and what they tell of is made again by --resume";
  return fail(std::move(error));
}

}  // namespace tbbimg
