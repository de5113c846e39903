// What journals say of each image last, findable by its identity (InputNames), which is called its path here.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/files/file_descriptor.hpp"
#include "engine/files/input_names.hpp"
#include "engine/journal/journal_line.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

/// Something after which outputs may be others than lines tell.
struct Interruption {
  enum class Kind : std::uint8_t {
    stopped,  ///< the run has ended before all its images had: those have no line, and may have outputs
    cut_off,  ///< the run has not ended: it was killed, or the power failed, or it is under way
    damaged,  ///< lines cannot be read
  };
  Kind kind;
  std::string journal;          ///< the path of the file
  std::int64_t started_ms = 0;  ///< of a run
  std::int64_t last_ms = 0;  ///< when a power failure may have cut it off at the latest; 0: no power has failed since
  bool is_clock_wrong = false;  ///< that time is later than others that came after it
};

/// Takes 36 bytes an image; the rest is read again from the file when it is asked for. An image all of whose outputs
/// a later line claims for another image has no line any more. Const members may be called from
/// several threads at once, each with a parser of its own.
class JournalIndex {
 public:
  /// Of all journals of OUT; empty if there are none. What cannot be read as a line is passed over. One pass over the
  /// files. `own` is the journal, if any, whose lock the caller holds.
  /// Errors: unsupported if a run of another schema is among them; those of reading.
  [[nodiscard]] static Result<JournalIndex> load(const std::string& output, const std::string& own = {});

  /// Those whose first line can be read, in the order in which they were started.
  [[nodiscard]] const std::vector<JournalRun>& runs() const noexcept { return runs_; }
  /// Of the last of runs(), if it was not killed and is not under way.
  [[nodiscard]] const std::optional<JournalEnd>& last_end() const noexcept { return last_end_; }

  [[nodiscard]] std::size_t images() const noexcept { return entries_.size(); }
  [[nodiscard]] std::uint64_t count(JournalStatus status) const noexcept {
    return counts_[static_cast<std::size_t>(status)];
  }

  /// Images that are done, by another recipe than this one.
  [[nodiscard]] std::uint64_t done_otherwise(std::uint64_t recipe) const noexcept;

  /// The last line about a path; nothing if there is none, or if it cannot be read any more.
  [[nodiscard]] std::optional<JournalImage> find(std::string_view path, JournalParser& parser) const;
  /// find().status, without reading the file.
  [[nodiscard]] std::optional<JournalStatus> status_of(std::string_view path) const noexcept;
  /// The last line about the image at a position below images(): those of one file follow each other in its order.
  [[nodiscard]] std::optional<JournalImage> at(std::size_t position, JournalParser& parser) const;

  /// Inputs that runs were given together, and how many images have their last line from such a run.
  struct Inputs {
    std::vector<std::string> roots;  ///< absolute
    std::uint64_t images = 0;        ///< and folders that could not be listed
  };
  [[nodiscard]] const std::vector<Inputs>& inputs() const noexcept { return inputs_; }
  /// The position in inputs() of those that an image was in when its last line was written; nothing if it has no line.
  [[nodiscard]] std::optional<std::size_t> inputs_of(std::string_view path) const noexcept;

  /// What no later run has put right: one that has ended, and looked at all images of the same roots.
  [[nodiscard]] const std::vector<Interruption>& interruptions() const noexcept { return interruptions_; }
  /// Whether an interruption concerns the image: the bytes of its outputs then tell what its line is worth. An image
  /// without a line is concerned by any.
  [[nodiscard]] bool is_doubtful(std::string_view path) const noexcept;
  /// The earliest start of any run, or now: no run has made a file that is older.
  [[nodiscard]] std::int64_t began_ms() const noexcept { return began_ms_; }

  /// Lines of a journal that cannot be read; at least 1 if it has none that can.
  [[nodiscard]] std::uint64_t damaged_lines(const std::string& journal) const noexcept;

  /// For JournalRun::order of a run that comes behind all of these.
  [[nodiscard]] std::uint64_t next_order() const noexcept;

  /// The path of the journal that has the last line about an image; empty if none has.
  [[nodiscard]] std::string journal_of(std::string_view path) const;

  /// What compaction asks for of one file.
  struct FileFacts {
    std::uint64_t lines = 0;
    std::uint64_t foreign_lines = 0;          ///< whole, and of a kind that this version does not know
    bool is_damaged = false;                  ///< no run has put it right
    std::uint64_t useless_lines = 0;          ///< superseded
    std::vector<std::uint64_t> live_offsets;  ///< of lines to keep, sorted
    std::vector<std::uint64_t> sync_points;   ///< JournalSync::bytes of those of them that are of that kind, in order
  };
  [[nodiscard]] FileFacts facts_of(const std::string& path) const;

 private:
  struct Hash {
    std::uint64_t high, low;
    friend bool operator==(const Hash&, const Hash&) noexcept = default;
    friend auto operator<=>(const Hash&, const Hash&) noexcept = default;
  };
  struct Entry {
    Hash path;
    std::uint64_t offset;
    std::uint32_t length;
    std::uint32_t section : 29;
    std::uint32_t status : 3;
  };
  static_assert(sizeof(Entry) == 32);
  struct File {
    std::string path;
    FileDescriptor descriptor;
    std::uint64_t lines = 0;
    std::uint64_t unreadable = 0;  ///< of its lines; a torn last one is none
    std::uint64_t foreign = 0;     ///< likewise: whole, and of no known kind
  };
  /// Which of two runs was later: machines write to one OUT whose clocks differ, so that a run says behind which others
  /// it came. Where it does not, by its clock; not before those in front of it in its file.
  struct Order {
    std::uint64_t run;
    std::int64_t started_ms;
    friend auto operator<=>(const Order&, const Order&) noexcept = default;
  };
  /// The lines of a run, whose first one may be lost.
  struct Section {
    std::size_t file;
    std::uint64_t offset;
    Order order;
    std::uint64_t unreadable_before = 0;   ///< lines of the file
    std::vector<std::string> roots = {};   ///< of the run, each in one spelling
    std::size_t inputs = 0;                ///< a position in inputs_
    std::optional<InputNames> names = {};  ///< of a run whose lines have absolute paths
    std::optional<JournalRun> run = {};
    std::optional<JournalEnd> end = {};
    std::uint64_t end_offset = 0;
    std::uint64_t synced = 0;       ///< bytes of the file that the last of its lines about that tells of
    std::uint64_t sync_offset = 0;  ///< of that line

    [[nodiscard]] bool is_whole() const noexcept;
    [[nodiscard]] bool puts_right(const Section& earlier) const noexcept;
  };
  struct Damage {
    std::size_t file;
    std::uint32_t section;  ///< the one that it is in, or the next
    std::uint64_t offset;
  };
  /// A line says that an output is its image's.
  struct Claim {
    std::uint32_t output_high, output_low;  ///< the hash of the output's path
    std::uint32_t line;                     ///< in entries_ as they are read
    [[nodiscard]] std::uint64_t output() const noexcept { return std::uint64_t{output_high} << 32 | output_low; }
  };
  /// What an interruption concerns.
  struct Reach {
    Interruption::Kind kind;
    std::uint32_t section;
    std::uint64_t offset;  ///< of the damage
  };

  [[nodiscard]] static bool is_before(const Entry& a, const Entry& b) noexcept;
  [[nodiscard]] static Hash hash_of(std::string_view path) noexcept;
  [[nodiscard]] Status read(const std::string& path, bool is_own);
  [[nodiscard]] Status take(std::size_t file, std::string_view line, std::uint64_t offset, JournalParser& parser);
  [[nodiscard]] Section* section_of(std::size_t file) noexcept;
  [[nodiscard]] bool take_image(std::size_t file, std::string_view line, std::uint64_t offset, JournalParser& parser);
  [[nodiscard]] bool take_other(std::size_t file, std::string_view line, std::uint64_t offset, JournalParser& parser);
  void note_damage(std::size_t file, std::uint64_t offset);
  void sort_sections();
  void drop_former_owners();
  [[nodiscard]] std::vector<bool> find_last_lines() const;
  void keep_last_lines();
  void count_inputs();
  void find_interruptions();
  [[nodiscard]] bool is_put_right(std::uint32_t section) const noexcept;
  [[nodiscard]] bool is_put_right(const Damage& damage) const noexcept;
  [[nodiscard]] bool concerns(const Reach& reach, const Entry& entry) const noexcept;
  [[nodiscard]] const Entry* find_entry(std::string_view path) const noexcept;
  [[nodiscard]] std::optional<JournalImage> read_entry(const Entry& entry, JournalParser& parser) const;
  [[nodiscard]] std::string identity_of(std::string path, std::size_t section) const;

  std::vector<File> files_;
  std::vector<Section> sections_;
  std::vector<JournalRun> runs_;  ///< of sections_
  std::vector<Inputs> inputs_;
  std::vector<Damage> damages_;  ///< one for each file and section
  std::vector<Interruption> interruptions_;
  std::vector<Reach> reaches_;  ///< of interruptions_
  std::int64_t began_ms_ = 0;
  std::vector<Entry> entries_;           ///< sorted by path
  std::vector<Claim> claims_;            ///< empty when all is read
  std::vector<Entry> orphan_lines_;      ///< superseded, and the last ones to tell of an output
  std::vector<std::uint32_t> in_order_;  ///< positions in entries_, as they stand in the files
  std::array<std::uint64_t, kJournalStatuses> counts_{};
  std::optional<JournalEnd> last_end_;
};

}  // namespace tbbimg
