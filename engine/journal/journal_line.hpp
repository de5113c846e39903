// What stands in a journal, line by line. README.md tells the format.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/events/observer.hpp"
#include "engine/events/run_counts.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

/// 4: paths of images start below their inputs. 3, where they are absolute, 2, where the first line of a run does not
/// describe it as JSON either, and 1, where lines have no checksum either, are read as well.
inline constexpr int kJournalSchema = 4;

/// What becomes of outputs that are there and not what their line says, and of those that no line tells of: plain makes
/// the former anew, resume both, overwrite all outputs.
enum class RunKind : std::uint8_t { plain, resume, overwrite };
inline constexpr std::size_t kRunKinds = 3;

[[nodiscard]] std::string_view to_string(RunKind kind) noexcept;

/// The first line of each run.
struct JournalRun {
  std::string version;                 ///< of tbbimg
  std::int64_t started_ms = 0;         ///< since 1970
  std::string folder;                  ///< where `arguments` were typed, absolute
  std::vector<std::string> arguments;  ///< as typed, without the command's name; for people
  std::vector<std::string> roots;      ///< absolute
  std::uint64_t recipe = 0;            ///< its fingerprint
  std::string shard;                   ///< "1/4", or empty
  RunKind kind = RunKind::plain;
  bool is_whole = true;             ///< looks at all images of its roots and its shard, and not at failed ones alone
  std::string boot;                 ///< of the machine, as Linux tells boots apart; empty: not known
  std::uint64_t damaged_lines = 0;  ///< that it found in its journal, and did without
  int schema = kJournalSchema;      ///< of the run's lines
  std::string spec = {};            ///< a JSON object: what it takes to do the run again (RunSpec); empty: not known
  std::uint64_t order = 0;          ///< higher than that of each run whose lines it found; 0: not known
};

/// damaged: done once, and an output was found to be another since. begun: its outputs are being replaced, or were when
/// the run ended. listed: a folder that could not be listed before, and was. pruned: outputs of it were removed,
/// because nothing asked for them; with those that its line lists it is done, without any it counts as never seen.
enum class JournalStatus : std::uint8_t { done, failed, damaged, begun, listed, pruned };
inline constexpr std::size_t kJournalStatuses = 6;

[[nodiscard]] std::string_view to_string(JournalStatus status) noexcept;

struct JournalOutput {
  std::string path;     ///< below OUT
  std::string variant;  ///< its name
  std::uint64_t bytes = 0;
  Size size;                          ///< in pixels; {0, 0}: not known
  std::optional<std::uint64_t> hash;  ///< XXH3 of the file; nothing: it was there before and is kept
};

/// What became of an image, or of a folder that could not be listed. A later line of the same path takes the place of
/// this one.
struct JournalImage {
  std::string path;  ///< SourceItem::identity; absolute in journals before schema 4
  JournalStatus status = JournalStatus::done;
  std::uint64_t recipe = 0;
  std::uint64_t bytes = 0;
  std::int64_t mtime_ns = 0;
  int attempts = 0;
  std::vector<JournalOutput> outputs;
  std::optional<Error> error;  ///< its code, stage, message and what makes a FailureCause
  StageTimes times;
  std::vector<std::string> warnings = {};       ///< sentences of DecodeWarnings
  std::vector<std::string> warning_kinds = {};  ///< and their kinds, in the same order
};

/// The last line of a run that was not killed. Counts that the version which wrote it did not know are 0.
struct JournalEnd : RunCounts {
  std::int64_t ended_ms = 0;
  std::string ended_by;  ///< "end_of_source", "stop_request", "failure_limit", "environment"
  std::vector<std::string> moved_from =
      {};  ///< roots of earlier runs, absolute, whose images it has met all in its own
};

/// A point up to which a journal, and the outputs that it tells of, are on the disk.
struct JournalSync {
  std::uint64_t bytes = 0;  ///< of the journal
};

/// Each is one whole line, with its line feed.
[[nodiscard]] std::string to_line(const JournalRun& run);
[[nodiscard]] std::string to_line(const JournalImage& image);
[[nodiscard]] std::string to_line(const JournalEnd& end);
[[nodiscard]] std::string to_line(const JournalSync& sync);

/// What a line's checksum says of it: XXH3 (64 bits) of all that stands in front of `,"sum":`.
enum class LineCheck : std::uint8_t { whole, damaged, none };
[[nodiscard]] LineCheck check_line(std::string_view line);

using JournalLine = std::variant<JournalRun, JournalImage, JournalEnd, JournalSync>;

/// Reads lines; keeps its buffers from one to the next. For one thread at a time.
class JournalParser {
 public:
  JournalParser();
  JournalParser(JournalParser&&) noexcept;
  JournalParser& operator=(JournalParser&&) noexcept;
  ~JournalParser();

  /// Nothing if it is not a line of a journal.
  [[nodiscard]] std::optional<JournalLine> parse(std::string_view line);

  /// Of a line that begins a run, of whatever version; nothing of any other.
  [[nodiscard]] std::optional<std::int64_t> parse_schema(std::string_view line);

  struct Key {
    std::string path;
    JournalStatus status;
    std::vector<std::string_view> outputs;  ///< below OUT; good until the next call
  };
  /// Of a line about an image; nothing if it is none.
  [[nodiscard]] std::optional<Key> parse_key(std::string_view line);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Milliseconds since 1970 by the clock that file systems take their times from, so that no file is older than what
/// was read from it before.
[[nodiscard]] std::int64_t file_clock_ms() noexcept;

}  // namespace tbbimg
