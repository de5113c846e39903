#include "engine/journal/compaction.hpp"

#include <fcntl.h>

#include <cerrno>
#include <cstdio>

#include "engine/journal/detail/line_reader.hpp"
#include "engine/journal/journal_folder.hpp"

namespace tbbimg {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20;

bool write_all(int file, std::string_view text) noexcept {
  while (!text.empty()) {
    const ssize_t count = ::write(file, text.data(), text.size());
    if (count < 0 && errno != EINTR) return false;
    if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

// Copies the lines at `offsets`, which are sorted. False with errno set.
bool copy_lines(int from, int to, const std::vector<std::uint64_t>& offsets) {
  detail::LineReader reader(from);
  std::string block;
  auto wanted = offsets.begin();
  while (wanted != offsets.end()) {
    const auto line = reader.next();
    if (!line) {
      errno = reader.error() != 0 ? reader.error() : EIO;
      return false;
    }
    if (line->offset != *wanted) continue;
    ++wanted;
    block += line->text;
    block += '\n';
    if (block.size() < kBlock) continue;
    if (!write_all(to, block)) return false;
    block.clear();
  }
  return write_all(to, block);
}

}  // namespace

Result<bool> compact_journal(const std::string& path, const JournalIndex& index) {
  const JournalIndex::FileFacts facts = index.facts_of(path);
  if (facts.unreadable_lines > 0 || facts.useless_lines == 0 || facts.useless_lines < facts.lines / 8) return false;
  const std::string temporary = path + ".new";
  TBBIMG_ASSIGN_OR_RETURN(const FileDescriptor from, open_state_file(path, O_RDONLY, "cannot be opened"));
  ::unlink(temporary.c_str());  // of one that was killed
  TBBIMG_ASSIGN_OR_RETURN(FileDescriptor to,
                          open_state_file(temporary, O_WRONLY | O_CREAT | O_EXCL, "cannot be created"));
  if (copy_lines(from.get(), to.get(), facts.live_offsets) && ::fsync(to.get()) == 0 && to.close() &&
      ::rename(temporary.c_str(), path.c_str()) == 0) {
    TBBIMG_RETURN_IF_ERROR(sync_folder(path.substr(0, path.rfind('/'))));
    return true;
  }
  const int reason = errno;
  ::unlink(temporary.c_str());
  return fail(journal_error(reason, path, "cannot be compacted"));
}

}  // namespace tbbimg
