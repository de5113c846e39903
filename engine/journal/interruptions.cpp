// After which runs outputs may be others than lines tell: the part of JournalIndex that judges runs, not images.
#include <sys/stat.h>

#include <algorithm>
#include <ctime>
#include <span>

#include "engine/files/mount_table.hpp"
#include "engine/journal/journal_index.hpp"
#include "engine/system/machine.hpp"
#include "kernels/core/time.hpp"

namespace tbbimg {
namespace {

// A run of an earlier boot of this machine was cut off before this boot began; one of another machine not long after it
// wrote to its journal last.
std::int64_t latest_cut_ms(int journal) noexcept {
  constexpr std::int64_t kQuiet = 10 * 60 * 1000;
  struct timespec up {};
  ::clock_gettime(CLOCK_BOOTTIME, &up);
  const std::int64_t boot = file_clock_ms() - milliseconds_of(up);
  struct stat status {};
  if (::fstat(journal, &status) != 0) return boot;
  return std::max(boot, milliseconds_of(status.st_mtim) + kQuiet);
}

}  // namespace

bool JournalIndex::Section::is_whole() const noexcept {
  return end && end->ended_by == "end_of_source" && end->cancelled == 0;
}

// Whether this section's run, which comes later, has looked at whatever that of `earlier` may have left behind.
bool JournalIndex::Section::puts_right(const Section& earlier) const noexcept {
  if (!run || !run->is_whole || !is_whole() || !earlier.run) return false;
  if (!run->shard.empty() && run->shard != earlier.run->shard) return false;
  // A plain run looks at outputs of its own names alone.
  if (run->kind == RunKind::plain && run->recipe != earlier.run->recipe) return false;
  return std::all_of(earlier.roots.begin(), earlier.roots.end(), [this](const std::string& root) {
    const auto has_it = [&](const std::string& own) { return is_path_in(root, own); };
    return std::any_of(roots.begin(), roots.end(), has_it) ||
           std::any_of(end->moved_from.begin(), end->moved_from.end(), has_it);
  });
}

bool JournalIndex::is_put_right(std::uint32_t section) const noexcept {
  return std::any_of(sections_.begin() + section + 1, sections_.end(),
                     [&](const Section& later) { return later.puts_right(sections_[section]); });
}

// By a run that knew of as many lines as are damaged now. Of what was lost nobody knows the roots: they are those of
// all runs before it.
bool JournalIndex::is_put_right(const Damage& damage) const noexcept {
  for (auto later = sections_.begin(); later != sections_.end(); ++later) {
    const bool is_later = later->file == damage.file && later->offset >= damage.offset;
    if (!is_later || !later->puts_right(*later) || later->run->damaged_lines == 0) continue;
    if (later->run->damaged_lines < later->unreadable_before) continue;
    const auto is_covered = [&](const Section& each) {
      return each.file != damage.file || !each.run || later->puts_right(each);
    };
    if (std::all_of(sections_.begin(), later, is_covered)) return true;
  }
  return false;
}

void JournalIndex::find_interruptions() {
  const std::int64_t now = file_clock_ms();
  began_ms_ = now;
  for (const JournalRun& run : runs_) began_ms_ = std::min(began_ms_, run.started_ms);
  for (std::uint32_t i = 0; i < sections_.size(); ++i) {
    const Section& section = sections_[i];
    // Of one without a first line, damage tells.
    if (!section.run || section.is_whole() || is_put_right(i)) continue;
    std::int64_t latest = now;
    for (const Section& later : std::span(sections_).subspan(i)) {
      if (later.run && later.file == section.file) latest = std::min(latest, later.run->started_ms);
    }
    const auto kind = section.end ? Interruption::Kind::stopped : Interruption::Kind::cut_off;
    const std::int64_t started = section.run->started_ms;
    const bool is_this_boot = !section.run->boot.empty() && section.run->boot == boot_id();
    interruptions_.push_back({kind, files_[section.file].path, started,
                              is_this_boot ? 0 : latest_cut_ms(files_[section.file].descriptor.get()),
                              started > latest});
    reaches_.push_back({kind, i, 0});
  }
  for (const Damage& damage : damages_) {
    if (is_put_right(damage)) continue;
    interruptions_.push_back({Interruption::Kind::damaged, files_[damage.file].path});
    reaches_.push_back({Interruption::Kind::damaged, damage.section, damage.offset});
  }
}

bool JournalIndex::concerns(const Reach& reach, const Entry& entry) const noexcept {
  const std::uint32_t section = entry.section;
  switch (reach.kind) {
    // All that it replaced has a line that says so.
    case Interruption::Kind::stopped: return false;
    case Interruption::Kind::damaged:
      return reach.section > section ||
             (reach.section == section && (reach.offset > entry.offset || !sections_[section].run));
    case Interruption::Kind::cut_off: break;
  }
  if (reach.section < section) return false;
  if (reach.section == section) return entry.offset + entry.length >= sections_[section].synced;
  const auto& later = sections_[reach.section].run;
  const auto& own = sections_[section].run;
  return !later || !own || later->kind == RunKind::overwrite || later->recipe != own->recipe;
}

bool JournalIndex::is_doubtful(std::string_view path) const noexcept {
  if (reaches_.empty()) return false;
  const Entry* const entry = find_entry(path);
  return entry == nullptr ||
         std::any_of(reaches_.begin(), reaches_.end(), [&](const Reach& reach) { return concerns(reach, *entry); });
}

}  // namespace tbbimg
