#include "engine/journal/verify.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <mutex>

#include "engine/files/file.hpp"
#include "engine/io/file_hash.hpp"
#include "engine/journal/journal_folder.hpp"
#include "engine/journal/journal_writer.hpp"
#include "engine/system/thread.hpp"
#include "kernels/core/path.hpp"

namespace tbbimg {
namespace {

constexpr std::size_t kBatch = 64;

class Verifier {
 public:
  Verifier(const JournalIndex& index, const std::string& output, const VerifyOptions& options, VerifyCounts& counts,
           const std::function<void(const BadOutput&)>& on_bad)
      : index_(index), output_(output), options_(options), counts_(counts), on_bad_(on_bad) {}

  void run() {
    std::vector<Thread> threads;
    for (int i = 1; i < options_.threads; ++i) {
      auto thread = Thread::start([this] { work(); });
      if (!thread) break;  // fewer do it, too
      threads.push_back(*std::move(thread));
    }
    work();
  }

 private:
  void work() {
    JournalParser parser;
    for (std::size_t begin = next_ += kBatch; begin - kBatch < index_.images(); begin = next_ += kBatch) {
      const std::size_t end = std::min(begin, index_.images());
      for (std::size_t i = begin - kBatch; i < end; ++i) {
        if (options_.stop.stop_requested()) return;
        const auto image = index_.at(i, parser);
        if (image && image->status == JournalStatus::done) verify(*image);
      }
    }
  }

  void verify(const JournalImage& image) {
    ++counts_.images;
    for (const JournalOutput& output : image.outputs) {
      ++counts_.outputs;
      const std::string path = output_ + "/" + output.path;
      struct stat status {};
      if (::lstat(path.c_str(), &status) != 0) {
        bad(image, output, errno == ENOENT ? "is missing" : system_error(errno, {}, "cannot be looked up").message,
            false);
      } else if (!S_ISREG(status.st_mode)) {
        bad(image, output, "is no file any more", false);
      } else if (const auto bytes = static_cast<std::uint64_t>(status.st_size); bytes != output.bytes) {
        bad(image, output, "has " + std::to_string(bytes) + " bytes, " + std::to_string(output.bytes) + " were written",
            false);
      } else if (!output.hash) {
        ++counts_.unknown;
      } else if (!options_.sizes_only) {
        compare_bytes(image, output, path);
      }
    }
  }

  void compare_bytes(const JournalImage& image, const JournalOutput& output, const std::string& path) {
    const auto file = read_file(path, output.bytes, {});
    if (!file) return bad(image, output, file.error().message, true);
    counts_.bytes += file->size();
    if (file_hash(file->bytes()) != *output.hash)
      bad(image, output, "is damaged: its contents are not what was written", true);
  }

  void bad(const JournalImage& image, const JournalOutput& output, std::string what, bool is_changed) {
    const std::lock_guard lock(mutex_);
    on_bad_({image, output.path, std::move(what), is_changed});
  }

  const JournalIndex& index_;
  const std::string& output_;
  const VerifyOptions& options_;
  VerifyCounts& counts_;
  const std::function<void(const BadOutput&)>& on_bad_;
  std::atomic<std::size_t> next_ = 0;
  std::mutex mutex_;
};

}  // namespace

void verify_outputs(const JournalIndex& index, const std::string& output, const VerifyOptions& options,
                    VerifyCounts& counts, const std::function<void(const BadOutput&)>& on_bad) {
  Verifier(index, output, options, counts, on_bad).run();
}

// In the journal that tells of an image last, behind which the line counts.
Status mark_damaged(const std::string& output, const JournalIndex& index, std::vector<JournalImage> images) {
  std::map<std::string, std::vector<JournalImage>> by_journal;
  for (JournalImage& image : images) {
    image.status = JournalStatus::damaged;
    by_journal[index.journal_of(image.path)].push_back(std::move(image));
  }
  for (const auto& [journal, lines] : by_journal) {
    TBBIMG_ASSIGN_OR_RETURN(const JournalLock lock, lock_journal(output, std::string(file_name_of(journal))));
    TBBIMG_ASSIGN_OR_RETURN(const auto writer, JournalWriter::open(journal));
    for (const JournalImage& line : lines) writer->append(to_line(line));
    TBBIMG_RETURN_IF_ERROR(writer->close());
  }
  return {};
}

}  // namespace tbbimg
