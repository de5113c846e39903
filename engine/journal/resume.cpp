#include "engine/journal/resume.hpp"

#include <sys/stat.h>

#include <algorithm>

#include "engine/io/file.hpp"
#include "engine/io/file_hash.hpp"

namespace tbbimg {
namespace {

enum class Seen : std::uint8_t { missing, as_written, changed };

Seen look_at(const std::string& path, const JournalOutput& output, bool compare_bytes) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return Seen::missing;
  const auto bytes = static_cast<std::uint64_t>(status.st_size);
  if (!S_ISREG(status.st_mode) || bytes != output.bytes || bytes == 0) return Seen::changed;
  if (!compare_bytes || !output.hash) return Seen::as_written;
  const auto file = read_file(path, bytes, {});
  return file && file_hash(file->bytes()) == *output.hash ? Seen::as_written : Seen::changed;
}

bool concerns_plain_run(const Interruption& each) noexcept { return each.kind != Interruption::Kind::stopped; }

// Whether nobody can tell by their times which outputs are older than all runs.
bool hides_times(const Interruption& each) noexcept {
  return each.kind == Interruption::Kind::damaged || each.is_clock_wrong;
}

}  // namespace

Resume::Resume(const JournalIndex& index, Options options)
    : index_(&index), options_(std::move(options)), absolute_(options_.folder), began_ms_(index.began_ms()) {
  const auto& interruptions = index.interruptions();
  if (options_.scope != ResumeScope::missing) {
    const bool is_hidden = std::any_of(interruptions.begin(), interruptions.end(), hides_times);
    of_unknown_ = is_hidden ? IfExists::replace : IfExists::keep_older;
    return;
  }
  // A plain run keeps what is there, but for what a run that was cut off may have left behind half written.
  std::int64_t since = file_clock_ms();
  for (const Interruption& each : interruptions) {
    if (!concerns_plain_run(each)) continue;
    of_unknown_ = IfExists::keep_older;
    since = std::min(since, hides_times(each) ? index.began_ms() : each.started_ms);
  }
  began_ms_ = since;
}

void Resume::inspect(std::span<SourceItem> folder) const {
  JournalParser parser;
  for (SourceItem& item : folder) {
    if (!item.failure && item.skip_reason.empty()) decide(item, parser);
  }
}

void Resume::decide(SourceItem& item, JournalParser& parser) const {
  const std::string path = absolute_(item.path);
  const auto status = index_->status_of(path);
  const bool was_tried = status == JournalStatus::failed || status == JournalStatus::begun;
  if (options_.scope == ResumeScope::failed && !was_tried) {
    item.skip_reason = kNotFailed;
    return;
  }
  const auto before = status ? index_->find(path, parser) : std::nullopt;
  if (!before) {
    item.if_exists = of_unknown_;
    return;
  }
  const bool is_plain = options_.scope == ResumeScope::missing;
  const bool is_same =
      before->bytes == item.bytes && before->mtime_ns == item.mtime_ns && before->recipe == options_.recipe;
  const bool is_known = status == JournalStatus::done || status == JournalStatus::failed;
  // Whatever the line does not list may be of another recipe or another source.
  item.if_exists = is_plain && is_known ? IfExists::keep : IfExists::replace;
  if (!is_known || !(is_same || is_plain)) return;
  const bool is_doubtful = index_->is_doubtful(path);
  bool is_whole = status == JournalStatus::done;
  for (const JournalOutput& output : before->outputs) {
    const Seen seen = look_at(options_.output + "/" + output.path, output, is_doubtful);
    item.known_outputs.push_back({output.path, seen == Seen::as_written ? IfExists::keep : IfExists::replace});
    is_whole = is_whole && seen == Seen::as_written;
  }
  if (is_whole && !is_plain) item.skip_reason = kDoneBefore;
}

}  // namespace tbbimg
