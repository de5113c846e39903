#include "engine/journal/journal_writer.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "engine/journal/journal_folder.hpp"
#include "engine/journal/journal_line.hpp"
#include "kernels/core/path.hpp"

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

Result<std::unique_ptr<JournalWriter>> JournalWriter::open(const std::string& path, JournalSyncing syncing) {
  TBBIMG_ASSIGN_OR_RETURN(FileDescriptor file, open_state_file(path, O_RDWR | O_CREAT | O_APPEND, "cannot be created"));
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return fail(system_error(errno, path, "cannot be created"));
  const off_t end = end_of_lines(file.get(), status.st_size);
  if (end < 0 || (end < status.st_size && ::ftruncate(file.get(), end) != 0)) {
    return fail(system_error(errno, path, "cannot be continued"));
  }
  TBBIMG_RETURN_IF_ERROR(sync_folder(folder_of(path)));
  return std::unique_ptr<JournalWriter>(
      new JournalWriter(path, std::move(file), static_cast<std::uint64_t>(end), std::move(syncing)));
}

JournalWriter::JournalWriter(std::string path, FileDescriptor file, std::uint64_t size, JournalSyncing syncing)
    : path_(std::move(path)),
      syncing_(std::move(syncing)),
      file_(std::move(file)),
      size_(size),
      whole_size_(size),
      reserved_(size) {
  reserve_room();
  thread_ = Thread([this] { sync_often(); });
}

JournalWriter::~JournalWriter() { static_cast<void>(close()); }

void JournalWriter::append(std::string_view line) {
  const std::lock_guard lock(mutex_);
  if (closing_) return;
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
    const ssize_t count =
        uninterrupted([&] { return ::write(file_.get(), pending_.data() + done, pending_.size() - done); });
    if (count < 0) {
      error_ = system_error(errno, path_, "cannot be written");
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

void JournalWriter::lose(Error error, std::unique_lock<std::mutex>& lock) {
  if (is_lost_) return;
  is_lost_ = true;
  error_ = std::move(error);
  const Error told = *error_;
  lock.unlock();
  if (syncing_.failed) syncing_.failed(told);
  lock.lock();
}

// Lines go on into a file that nobody finds any more.
void JournalWriter::notice_removal(std::unique_lock<std::mutex>& lock) {
  struct stat status {};
  if (::fstat(file_.get(), &status) != 0 || status.st_nlink > 0) return;
  lose({.code = ErrorCode::write_failed, .message = "was removed while the run went on", .path = path_}, lock);
}

Status JournalWriter::sync_lines() {
  if (::fdatasync(file_.get()) == 0 || errno == EINVAL) return {};
  return fail(system_error(errno, path_, "cannot be synced"));
}

// What lines tell of first, so that a line on the disk means outputs on the disk.
void JournalWriter::sync() {
  std::unique_lock lock(mutex_);
  notice_removal(lock);
  const std::uint64_t whole_size = whole_size_;
  lock.unlock();
  Status status = syncing_.outputs ? syncing_.outputs() : Status{};
  if (status) status = sync_lines();
  lock.lock();
  if (!status) return lose(std::move(status).error(), lock);
  if (!syncing_.outputs || is_lost_ || closing_) return;
  pending_ += to_line(JournalSync{whole_size});
  write_pending();
}

Status JournalWriter::close(std::string_view last) {
  if (!file_.valid()) return {};
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    wake_.notify_all();
  }
  thread_.join();
  write_pending();
  sync();
  if (!last.empty() && !is_lost_ && lost_ == 0 && pending_.empty()) {
    pending_ += last;
    write_pending();
  }
  std::unique_lock lock(mutex_);
  // Gives back what was reserved, too.
  if (::ftruncate(file_.get(), static_cast<off_t>(whole_size_)) != 0) {
    lose(system_error(errno, path_, "cannot be closed"), lock);
  }
  if (Status status = sync_lines(); !status) lose(std::move(status).error(), lock);
  if (!file_.close()) lose(system_error(errno, path_, "cannot be closed"), lock);
  if (pending_.empty() && lost_ == 0 && !is_lost_) return {};
  const auto lines = static_cast<std::uint64_t>(std::count(pending_.begin(), pending_.end(), '\n')) + lost_;
  Error error = error_.value_or(system_error(EIO, path_, "cannot be written"));
  if (lines > 0) {
    error.message += "; the journal lacks " + std::to_string(lines) + (lines == 1 ? " line" : " lines");
  }
  error.message += "; --resume makes again what did not reach the disk";
  return fail(std::move(error));
}

}  // namespace tbbimg
