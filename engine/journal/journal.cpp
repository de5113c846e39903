#include "engine/journal/journal.hpp"

#include <sys/stat.h>

#include <utility>

#include "engine/journal/compaction.hpp"

namespace tbbimg {
namespace {

// The recipe of an image some of whose outputs another one has made, so that --resume makes them anew.
constexpr std::uint64_t kMixedRecipe = 0;

// What an earlier line says of an output that was kept, else as much as can be seen.
JournalOutput kept_output(const std::string& folder, const std::string& name, const JournalImage* before) {
  if (before != nullptr) {
    for (const JournalOutput& output : before->outputs) {
      if (output.path == name) return output;
    }
  }
  JournalOutput output;
  output.path = name;
  struct stat status {};
  if (::lstat((folder + "/" + name).c_str(), &status) == 0) output.bytes = static_cast<std::uint64_t>(status.st_size);
  return output;
}

}  // namespace

Result<std::unique_ptr<Journal>> Journal::open(Options options) {
  const std::string name = journal_name(options.run.shard);
  const std::string folder = options.output + "/" + std::string(kStateFolder);
  const std::string path = folder + "/" + name;
  TBBIMG_ASSIGN_OR_RETURN(JournalLock lock, lock_journal(options.output, name));
  TBBIMG_ASSIGN_OR_RETURN(JournalIndex index, JournalIndex::load(options.output, path));
  // Where it cannot be done, for lack of room or whatever reason, the journal is as good as before.
  if (options.compact && compact_journal(path, index).value_or(false)) {
    TBBIMG_ASSIGN_OR_RETURN(index, JournalIndex::load(options.output, path));
  }
  const bool has_syncing = options.syncing.outputs != nullptr;
  TBBIMG_ASSIGN_OR_RETURN(auto writer, JournalWriter::open(path, std::move(options.syncing)));
  options.run.started_ms = file_clock_ms();
  options.run.order = index.next_order();
  if (options.run.kind != RunKind::plain) options.run.damaged_lines = index.damaged_lines(path);
  std::unique_ptr<Journal> journal(
      new Journal(std::move(options), std::move(lock), std::move(index), std::move(writer)));
  journal->writer_->append(to_line(journal->run_));
  if (has_syncing) {
    TBBIMG_RETURN_IF_ERROR(journal->writer_->sync_lines());
    TBBIMG_RETURN_IF_ERROR(sync_folder(folder));
    // Both may be new, and who may write to a folder need not be allowed to open it.
    for (const std::string& above : {journal->output_, journal->output_ + "/.."}) {
      const Status synced = sync_folder(above);
      if (!synced && synced.error().code != ErrorCode::permission_denied) return fail(synced.error());
    }
  }
  return journal;
}

Journal::Journal(Options options, JournalLock lock, JournalIndex index, std::unique_ptr<JournalWriter> writer)
    : output_(std::move(options.output)),
      run_(std::move(options.run)),
      variants_(std::move(options.variants)),
      lock_(std::move(lock)),
      index_(std::move(index)),
      met_(index_.inputs().size()),
      writer_(std::move(writer)) {}

void Journal::note_met(const std::string& identity) {
  const auto inputs = index_.inputs_of(identity);
  if (!inputs) return;
  const std::lock_guard lock(mutex_);
  ++met_[*inputs];
}

// An archive that has been moved is known by its images: each of which there is a line is where it was, below another
// root.
std::vector<std::string> Journal::moved_from() const {
  std::vector<std::string> roots;
  for (std::size_t i = 0; i < met_.size(); ++i) {
    const auto& [earlier, images] = index_.inputs()[i];
    if (images > 0 && met_[i] == images && earlier != run_.roots)
      roots.insert(roots.end(), earlier.begin(), earlier.end());
  }
  return roots;
}

JournalImage Journal::line_of(const SourceItem& item, JournalStatus status) const {
  JournalImage line;
  line.path = item.identity;
  line.status = status;
  line.recipe = run_.recipe;
  line.bytes = item.bytes;
  line.mtime_ns = item.mtime_ns;
  return line;
}

void Journal::on_begun(const SourceItem& item, std::span<const std::string> outputs) {
  JournalImage line = line_of(item, JournalStatus::begun);
  for (const std::string& output : outputs) line.outputs.push_back({output, {}, 0, {}, std::nullopt});
  writer_->append(to_line(line));
}

void Journal::on_folder(const FolderListing& listing) {
  for (std::uint32_t i = 0; i < listing.folders().size(); ++i) {
    std::string folder = listing.folder_identity_of(i);
    if (listing.is_unreadable(i) || index_.status_of(folder) != JournalStatus::failed) continue;
    note_met(folder);
    const std::lock_guard lock(mutex_);
    listed_.push_back(std::move(folder));
  }
}

void Journal::on_settled(const SettledImage& image) {
  if (image.fate != Fate::cancelled) note_met(image.item.identity);
  if (image.fate != Fate::done && image.fate != Fate::failed) return;
  JournalImage line = line_of(image.item, image.fate == Fate::done ? JournalStatus::done : JournalStatus::failed);
  line.attempts = image.attempts;
  if (image.error != nullptr) line.error = *image.error;
  line.times = image.times;
  for (const DecodeWarning& warning : image.warnings) {
    line.warnings.push_back(sentence_of(warning));
    line.warning_kinds.emplace_back(to_string(warning.kind));
  }
  add_outputs(image, line);
  writer_->append(to_line(line));
}

void Journal::add_outputs(const SettledImage& image, JournalImage& line) {
  std::optional<JournalImage> before;
  for (const SettledOutput& output : image.outputs) {
    if (output.was_there && !before) {
      const std::lock_guard lock(mutex_);
      before = index_.find(line.path, parser_);
    }
    // What is kept of another recipe or source is not done by this one.
    const bool is_of_another =
        before && (before->recipe != line.recipe || before->bytes != line.bytes || before->mtime_ns != line.mtime_ns);
    if (output.was_there && is_of_another) line.recipe = kMixedRecipe;
    JournalOutput journalled = output.was_there
                                   ? kept_output(output_, output.name, before ? &*before : nullptr)
                                   : JournalOutput{output.name, {}, output.bytes, output.size, output.hash};
    journalled.variant = variants_[output.variant];
    line.outputs.push_back(std::move(journalled));
  }
}

Status Journal::close(const RunReport& report) {
  // Whoever goes on with a run that has left images of such a folder must find it failed.
  const bool is_whole = report.ended_by == EndedBy::end_of_source && report.cancelled == 0;
  for (std::size_t i = 0; is_whole && i < listed_.size(); ++i) {
    JournalImage line;
    line.path = listed_[i];
    line.status = JournalStatus::listed;
    line.recipe = run_.recipe;
    writer_->append(to_line(line));
  }
  return writer_->close(to_line(JournalEnd{static_cast<const RunCounts&>(report), file_clock_ms(),
                                           std::string(to_string(report.ended_by)), moved_from()}));
}

}  // namespace tbbimg
