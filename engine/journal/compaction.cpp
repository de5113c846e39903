#include "engine/journal/compaction.hpp"

#include <fcntl.h>

#include <cerrno>
#include <cstdio>
#include <optional>

#include "engine/journal/detail/line_reader.hpp"
#include "engine/journal/journal_folder.hpp"
#include "engine/journal/journal_line.hpp"
#include "kernels/core/path.hpp"

namespace tbbimg {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20;
constexpr std::string_view kSyncStart = R"({"type":"sync",)";
constexpr std::uint64_t kNone = ~std::uint64_t{0};

bool write_all(int file, std::string_view text) noexcept {
  while (!text.empty()) {
    const ssize_t count = uninterrupted([&] { return ::write(file, text.data(), text.size()); });
    if (count < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

// Copies the lines at `facts.live_offsets`; lines of type sync tell of as many of those in front of them as they did.
// False with errno set.
bool copy_lines(int from, int to, const JournalIndex::FileFacts& facts) {
  detail::LineReader reader(from);
  std::string block;
  auto wanted = facts.live_offsets.begin();
  auto sync_point = facts.sync_points.begin();
  std::uint64_t written = 0;
  std::uint64_t synced = kNone;  // of the new file, once a line behind the sync point has come
  while (wanted != facts.live_offsets.end()) {
    const auto line = reader.next();
    if (!line) {
      errno = reader.error() != 0 ? reader.error() : EIO;
      return false;
    }
    if (line->offset != *wanted) continue;
    ++wanted;
    if (sync_point != facts.sync_points.end() && synced == kNone && line->offset >= *sync_point) synced = written;
    std::string text(line->text);
    text += '\n';
    if (line->text.starts_with(kSyncStart)) {
      text = to_line(JournalSync{synced == kNone ? written : synced});
      synced = kNone;
      ++sync_point;
    }
    block += text;
    written += text.size();
    if (block.size() < kBlock) continue;
    if (!write_all(to, block)) return false;
    block.clear();
  }
  return write_all(to, block);
}

}  // namespace

Result<bool> compact_journal(const std::string& path, const JournalIndex& index) {
  const JournalIndex::FileFacts facts = index.facts_of(path);
  if (facts.foreign_lines > 0 || facts.is_damaged || facts.useless_lines == 0 || facts.useless_lines < facts.lines / 8)
    return false;
  const std::string temporary = path + ".new";
  TBBIMG_ASSIGN_OR_RETURN(const FileDescriptor from, open_state_file(path, O_RDONLY, "cannot be opened"));
  ::unlink(temporary.c_str());  // of one that was killed
  TBBIMG_ASSIGN_OR_RETURN(FileDescriptor to,
                          open_state_file(temporary, O_WRONLY | O_CREAT | O_EXCL, "cannot be created"));
  if (copy_lines(from.get(), to.get(), facts) && ::fsync(to.get()) == 0 && to.close() &&
      ::rename(temporary.c_str(), path.c_str()) == 0) {
    TBBIMG_RETURN_IF_ERROR(sync_folder(folder_of(path)));
    return true;
  }
  const int reason = errno;
  ::unlink(temporary.c_str());
  return fail(system_error(reason, path, "cannot be compacted"));
}

}  // namespace tbbimg
