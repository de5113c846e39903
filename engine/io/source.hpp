// Where images come from.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "codecs/decoder.hpp"
#include "codecs/registry.hpp"
#include "engine/io/if_exists.hpp"
#include "engine/io/skip.hpp"
#include "kernels/core/error.hpp"
#include "kernels/core/path.hpp"
#include "kernels/image/buffer_pool.hpp"

namespace tbbimg {

struct KnownOutput {
  std::string name;  ///< below the sink's root
  IfExists if_exists;
  std::string variant = {};  ///< its name
};

/// One entry of a source's listing. Every entry is accounted for in the report.
struct SourceItem {
  std::string path;         ///< how messages name it, and how its source finds it again
  std::string directory;    ///< below the root, without slashes at its ends; where the outputs go below OUT
  std::string file_name;    ///< outputs take their stem from it
  std::uint64_t bytes = 0;  ///< what read() will give, as far as the listing knows; for the memory budget
  std::uint64_t index = 0;  ///< position in the listing

  Skip skip;                     ///< set: the entry settles as skipped
  std::optional<Error> failure;  ///< the entry cannot be processed and settles as failed

  std::int64_t mtime_ns = 0;                    ///< last change of the file, nanoseconds since 1970; 0: not known
  IfExists if_exists = IfExists::keep;          ///< what becomes of outputs of it that are there already
  bool is_suspect = false;                      ///< may have brought a run down: to be tried last, and alone
  std::vector<KnownOutput> known_outputs = {};  ///< those of which something else is known
  std::string identity = {};                    ///< what the journal knows it by, in this run and in others

  /// What becomes of one of its outputs that is there already.
  [[nodiscard]] IfExists if_exists_of(std::string_view output) const noexcept {
    for (const KnownOutput& known : known_outputs) {
      if (known.name == output) return known.if_exists;
    }
    return if_exists;
  }
  [[nodiscard]] std::string_view stem() const noexcept { return stem_of(file_name); }
};

/// Tells how much of it was read, over and over again counted as often.
class CountingByteSource : public ByteSource {
 public:
  [[nodiscard]] virtual std::uint64_t bytes_read() const noexcept = 0;
};

/// A large file of a format that is read in parts (Decoder::reads_parts()), where it lies.
struct FileInParts {
  std::unique_ptr<CountingByteSource> bytes;
  std::vector<std::uint8_t> head;  ///< kSignatureBytes
  Result<ImageInfo> info;          ///< Decoder::probe_parts(): that is read where nobody computes
  std::uint64_t counted = 0;       ///< of bytes->bytes_read(), what the statistics have
};

/// A file's bytes, or pixels where there is no file.
using SourceData = std::variant<Buffer, DecodedImage, FileInParts>;

/// Smaller files are read whole: that takes one look at the disk, and no compute thread waits for it.
inline constexpr std::uint64_t kInPartsFrom = std::uint64_t{8} << 20;

struct ReadOptions {
  std::uint64_t max_bytes = Limits{}.max_file_bytes;  ///< read() fails with limit_exceeded rather than give more
  BufferPool pool;
  /// Not null: what lies behind the picture of a large file, which its decoder finds, need not be read; nor need a file
  /// of kInPartsFrom bytes or more whose decoder reads parts.
  const CodecRegistry* codecs = nullptr;
  PictureChoice choice = {};  ///< of the picture in a file that is read in parts
  /// An output may be the file's own bytes: one that can be stripped is read whole.
  bool wants_own_bytes = false;
};

class Source {
 public:
  Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  virtual ~Source() = default;

  /// The next entry, or nothing at the end. Lazy: called from one thread as room appears, so that a million entries
  /// are never held. May block. An error says that the place in Error::path cannot be reached: the next call goes on
  /// where this one could not.
  [[nodiscard]] virtual Result<std::optional<SourceItem>> next() = 0;

  /// Called from several I/O threads at once; may block.
  [[nodiscard]] virtual Result<SourceData> read(const SourceItem& item, const ReadOptions& options) = 0;

  /// Asked after a failure to read `item`: whether the place that it comes from can be reached at all (a mount that is
  /// gone). The error names the place, not the item, in Error::path. May block.
  [[nodiscard]] virtual Status check_place(const SourceItem& /*item*/) { return {}; }
};

}  // namespace tbbimg
