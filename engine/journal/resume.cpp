#include "engine/journal/resume.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/files/file.hpp"
#include "engine/io/file_hash.hpp"
#include "kernels/core/time.hpp"

namespace tbbimg {
namespace {

constexpr std::int64_t kForever = std::numeric_limits<std::int64_t>::max();

struct Seen {
  enum class Kind : std::uint8_t { missing, as_written, changed } kind = Kind::missing;
  std::int64_t changed_ms = 0;
};

Seen look_at(const std::string& path, const JournalOutput& output, bool compare_bytes) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return {};
  const std::int64_t changed_ms = milliseconds_of(status.st_mtim);
  const auto bytes = static_cast<std::uint64_t>(status.st_size);
  bool is_as_written = S_ISREG(status.st_mode) && bytes == output.bytes && bytes > 0;
  if (is_as_written && compare_bytes && output.hash) {
    const auto file = read_file(path, bytes, {});
    is_as_written = file && file_hash(file->bytes()) == *output.hash;
  }
  return {is_as_written ? Seen::Kind::as_written : Seen::Kind::changed, changed_ms};
}

Judgement::Kind kind_of(JournalStatus status) noexcept {
  switch (status) {
    case JournalStatus::done: return Judgement::Kind::done;
    case JournalStatus::failed: return Judgement::Kind::failed;
    case JournalStatus::begun: return Judgement::Kind::begun;
    case JournalStatus::damaged: return Judgement::Kind::damaged;
    case JournalStatus::listed:
    case JournalStatus::pruned: break;
  }
  return Judgement::Kind::unknown;
}

// Whether nobody can tell by their times which outputs are older than all runs.
bool hides_times(const Interruption& each) noexcept {
  return each.kind == Interruption::Kind::damaged || each.is_clock_wrong;
}

}  // namespace

Resume::Resume(const JournalIndex& index, Options options)
    : index_(&index), options_(std::move(options)), times_{index.began_ms(), kForever} {
  const auto& interruptions = index.interruptions();
  if (options_.scope == ResumeScope::own) return;
  if (options_.scope != ResumeScope::missing) {
    const bool is_hidden = std::any_of(interruptions.begin(), interruptions.end(), hides_times);
    of_unknown_ = is_hidden ? IfExists::replace : IfExists::keep_older;
    return;
  }
  // A plain run keeps what is there, but for what a run that was cut off by a power failure may have left half written.
  times_ = {kForever, 0};
  for (const Interruption& each : interruptions) {
    if (each.kind != Interruption::Kind::cut_off || each.last_ms == 0 || each.is_clock_wrong) continue;
    of_unknown_ = IfExists::keep_older;
    times_.begin_ms = std::min(times_.begin_ms, each.started_ms);
    times_.end_ms = std::max(times_.end_ms, each.last_ms);
  }
}

void Resume::inspect(std::span<SourceItem> folder) const {
  JournalParser parser;
  for (SourceItem& item : folder) {
    if (!item.failure && !item.skip) decide(item, parser);
  }
}

void Resume::decide(SourceItem& item, JournalParser& parser) const {
  if (options_.scope == ResumeScope::failed) {
    // Asks for no line and looks at no output of images that are done.
    const auto status = index_->status_of(item.identity);
    const bool is_failed = status ? *status == JournalStatus::failed || *status == JournalStatus::begun
                                  : is_in_failed_folder(item.identity);
    if (!is_failed) {
      item.skip = {SkipKind::not_failed};
      return;
    }
  }
  Judgement judgement = judge(item, parser);
  item.if_exists = judgement.if_exists;
  item.known_outputs = std::move(judgement.known_outputs);
  if (judgement.kind == Judgement::Kind::done && options_.scope == ResumeScope::unfinished) {
    item.skip = {SkipKind::done_before};
  }
}

bool Resume::is_in_failed_folder(std::string_view identity) const {
  for (std::size_t end = identity.rfind('/'); end != std::string_view::npos; end = identity.rfind('/', end - 1)) {
    if (index_->status_of(identity.substr(0, end + 1)) == JournalStatus::failed) return true;
    if (end == 0) break;
  }
  return index_->status_of("./") == JournalStatus::failed;
}

Judgement Resume::judge(const SourceItem& item) const {
  JournalParser parser;
  return judge(item, parser);
}

Judgement Resume::judge(const SourceItem& item, JournalParser& parser) const {
  Judgement judgement;
  judgement.if_exists = of_unknown_;
  const auto before = index_->find(item.identity, parser);
  if (!before || before->status == JournalStatus::pruned) return judgement;
  judgement.kind = kind_of(before->status);
  if (options_.scope == ResumeScope::own) {
    for (const JournalOutput& output : before->outputs) {
      const bool is_own = output.hash || before->status == JournalStatus::begun;
      if (is_own) judgement.known_outputs.push_back({output.path, IfExists::replace, output.variant});
    }
    return judgement;
  }
  const bool is_plain = options_.scope == ResumeScope::missing;
  const bool is_same =
      before->bytes == item.bytes && before->mtime_ns == item.mtime_ns && before->recipe == options_.recipe;
  if (judgement.kind == Judgement::Kind::done && !is_same) judgement.kind = Judgement::Kind::changed;
  // Whatever the line does not list may be of another recipe or another source.
  if (!is_plain) judgement.if_exists = IfExists::replace;
  const bool is_worthless = before->status == JournalStatus::begun || before->status == JournalStatus::damaged;
  if (!is_plain && (!is_same || is_worthless)) return judgement;
  // A run that puts others right looks at no image of a folder that it fails to list.
  const bool compare_bytes = before->status == JournalStatus::damaged || index_->is_doubtful(item.identity) ||
                             is_in_failed_folder(item.identity);
  judge_outputs(*before, compare_bytes, judgement);
  return judgement;
}

void Resume::judge_outputs(const JournalImage& before, bool compare_bytes, Judgement& judgement) const {
  const bool is_plain = options_.scope == ResumeScope::missing;
  for (const JournalOutput& output : before.outputs) {
    const Seen seen = look_at(options_.output + "/" + output.path, output, compare_bytes);
    bool stays = seen.kind == Seen::Kind::as_written && before.status != JournalStatus::begun;
    // Nobody knows which recipe it is of, unless it is older than all runs.
    if (stays && !is_plain && !output.hash) stays = seen.changed_ms < times_.begin_ms;
    judgement.known_outputs.push_back({output.path, stays ? IfExists::keep : IfExists::replace, output.variant});
    if (!stays && judgement.kind == Judgement::Kind::done) judgement.kind = Judgement::Kind::changed;
  }
}

}  // namespace tbbimg
