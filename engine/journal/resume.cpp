#include "engine/journal/resume.hpp"

#include <sys/stat.h>

#include <algorithm>

namespace tbbimg {
namespace {

enum class Outputs : std::uint8_t { whole, some_missing, changed };

Outputs look_at(const std::string& folder, const JournalImage& image) {
  Outputs seen = Outputs::whole;
  std::string path;
  for (const JournalOutput& output : image.outputs) {
    path.assign(folder).append("/").append(output.path);
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0) {
      seen = Outputs::some_missing;
    } else if (!S_ISREG(status.st_mode) || static_cast<std::uint64_t>(status.st_size) != output.bytes) {
      return Outputs::changed;
    }
  }
  return seen;
}

}  // namespace

Resume::Resume(const JournalIndex& index, Options options)
    : index_(&index),
      options_(std::move(options)),
      absolute_(options_.folder),
      has_one_recipe_(std::all_of(index.runs().begin(), index.runs().end(),
                                  [this](const JournalRun& run) { return run.recipe == options_.recipe; })) {}

void Resume::inspect(std::span<SourceItem> folder) const {
  JournalParser parser;
  for (SourceItem& item : folder) {
    if (!item.failure && item.skip_reason.empty()) decide(item, parser);
  }
}

void Resume::decide(SourceItem& item, JournalParser& parser) const {
  const std::string path = absolute_(item.path);
  if (options_.scope == ResumeScope::failed && index_->status_of(path) != JournalStatus::failed) {
    item.skip_reason = kNotFailed;
    return;
  }
  item.if_exists = IfExists::keep_older;
  const auto before = index_->find(path, parser);
  if (!before) return;
  const bool is_same = before->bytes == item.bytes && before->mtime_ns == item.mtime_ns &&
                       before->recipe == options_.recipe && before->status != JournalStatus::damaged;
  if (!is_same) {
    item.if_exists = IfExists::replace;
  } else if (before->status == JournalStatus::failed) {
    // A variant failed: those that are there need not be made again, unless one that the line does not list may be
    // another recipe's.
    const bool are_some_made = !before->outputs.empty() && has_one_recipe_;
    if (are_some_made && look_at(options_.output, *before) != Outputs::changed) item.if_exists = IfExists::keep;
  } else {
    switch (look_at(options_.output, *before)) {
      case Outputs::whole: item.skip_reason = kDoneBefore; break;
      case Outputs::some_missing: item.if_exists = IfExists::keep; break;
      case Outputs::changed: item.if_exists = IfExists::replace; break;
    }
  }
}

}  // namespace tbbimg
