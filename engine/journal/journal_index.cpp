#include "engine/journal/journal_index.hpp"

#include <fcntl.h>

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

#define XXH_INLINE_ALL  // headers only: nothing to link
#include <xxhash.h>

#include "engine/files/absolute_path.hpp"
#include "engine/journal/detail/line_reader.hpp"
#include "engine/journal/journal_folder.hpp"

namespace tbbimg {
namespace {

constexpr std::string_view kImageStart = R"({"type":"image",)";
constexpr int kFirstWithIdentities = 4;             // of schemas
constexpr std::uint32_t kSectionBits = 0x1FFFFFFF;  // of JournalIndex::Entry

Error of_another_schema(std::int64_t schema, const std::string& path) {
  return {.code = ErrorCode::unsupported,
          .message = "was written by another version of tbbimg (schema " + std::to_string(schema) +
                     "), which this one cannot read; use that version, or choose another output folder",
          .path = path};
}

}  // namespace

Result<JournalIndex> JournalIndex::load(const std::string& output, const std::string& own) {
  TBBIMG_ASSIGN_OR_RETURN(const std::vector<std::string> journals, find_journals(output));
  JournalIndex index;
  for (const std::string& journal : journals) TBBIMG_RETURN_IF_ERROR(index.read(journal, journal == own));
  index.sort_sections();
  index.drop_former_owners();
  index.keep_last_lines();
  index.count_inputs();
  index.find_interruptions();
  return index;
}

JournalIndex::Hash JournalIndex::hash_of(std::string_view path) noexcept {
  const XXH128_hash_t hash = XXH3_128bits(path.data(), path.size());
  return {hash.high64, hash.low64};
}

Status JournalIndex::read(const std::string& path, bool is_own) {
  TBBIMG_ASSIGN_OR_RETURN(FileDescriptor descriptor, open_state_file(path, O_RDONLY, "cannot be opened"));
  File file{path, std::move(descriptor)};
  const std::size_t position = files_.size();
  files_.push_back(std::move(file));
  JournalParser parser;
  detail::LineReader reader(files_.back().descriptor.get());
  while (const auto line = reader.next()) TBBIMG_RETURN_IF_ERROR(take(position, line->text, line->offset, parser));
  if (reader.error() != 0) return fail(system_error(reader.error(), path, "cannot be read"));
  // A run's first line is on the disk before anything else happens: where there is none, it was lost, unless a run of
  // another shard is about to write it.
  if (section_of(position) == nullptr && (is_own || !is_locked(path))) note_damage(position, 0);
  return {};
}

JournalIndex::Section* JournalIndex::section_of(std::size_t file) noexcept {
  return !sections_.empty() && sections_.back().file == file ? &sections_.back() : nullptr;
}

Status JournalIndex::take(std::size_t file, std::string_view line, std::uint64_t offset, JournalParser& parser) {
  ++files_[file].lines;
  const LineCheck check = check_line(line);
  const Section* const section = section_of(file);
  const auto schema = check == LineCheck::damaged ? std::nullopt : parser.parse_schema(line);
  if (schema && (*schema < 1 || *schema > kJournalSchema)) return fail(of_another_schema(*schema, files_[file].path));
  const bool may_lack_sum = schema == 1 || (section != nullptr && section->run && section->run->schema == 1);
  const bool is_sound = check == LineCheck::whole || (check == LineCheck::none && may_lack_sum);
  if (is_sound && (line.starts_with(kImageStart) ? take_image(file, line, offset, parser)
                                                 : take_other(file, line, offset, parser))) {
    return {};
  }
  if (check == LineCheck::whole) {
    ++files_[file].foreign;
    return {};
  }
  ++files_[file].unreadable;
  note_damage(file, offset);
  return {};
}

// The last one of a section concerns all that those before it do.
void JournalIndex::note_damage(std::size_t file, std::uint64_t offset) {
  const auto section = static_cast<std::uint32_t>(sections_.size() - (section_of(file) != nullptr ? 1 : 0));
  if (!damages_.empty() && damages_.back().file == file && damages_.back().section == section) damages_.pop_back();
  damages_.push_back({file, section, offset});
}

bool JournalIndex::take_image(std::size_t file, std::string_view line, std::uint64_t offset, JournalParser& parser) {
  auto key = parser.parse_key(line);
  if (!key) return false;
  const Section* const section = section_of(file);
  // The first line of its run is lost, and what this one says is whole. `verify` and `prune` note theirs behind ends.
  const bool is_behind_end = section != nullptr && section->end && key->status != JournalStatus::damaged &&
                             key->status != JournalStatus::pruned;
  if (section == nullptr || is_behind_end) {
    const Order order = section != nullptr ? section->order : Order{};
    const std::uint64_t unreadable = files_[file].unreadable++;
    note_damage(file, offset);
    sections_.push_back({file, offset, order, unreadable});
    damages_.back().section = static_cast<std::uint32_t>(sections_.size() - 1);
  }
  for (const std::string_view output : key->outputs) {
    const std::uint64_t hash = XXH3_64bits(output.data(), output.size());
    claims_.push_back({static_cast<std::uint32_t>(hash >> 32), static_cast<std::uint32_t>(hash),
                       static_cast<std::uint32_t>(entries_.size())});
  }
  const bool has_rest = key->status == JournalStatus::pruned && !key->outputs.empty();
  const JournalStatus status = has_rest ? JournalStatus::done : key->status;
  const std::size_t own = sections_.size() - 1;
  entries_.push_back({hash_of(identity_of(std::move(key->path), own)), offset, static_cast<std::uint32_t>(line.size()),
                      static_cast<std::uint32_t>(own) & kSectionBits, static_cast<std::uint32_t>(status) & 7});
  return true;
}

bool JournalIndex::take_other(std::size_t file, std::string_view line, std::uint64_t offset, JournalParser& parser) {
  auto parsed = parser.parse(line);
  if (!parsed) return false;
  Section* const section = section_of(file);
  if (auto* run = std::get_if<JournalRun>(&*parsed)) {
    Order order{run->order, run->started_ms};
    if (section != nullptr) order = std::max(order, section->order);
    if (run->damaged_lines > 0) note_damage(file, offset);
    std::vector<std::string> roots;
    for (const std::string& root : run->roots) roots.push_back(AbsolutePath("/")(root));
    std::optional<InputNames> names;
    if (run->schema < kFirstWithIdentities) names.emplace(run->roots, "/");
    sections_.push_back(
        {file, offset, order, files_[file].unreadable, std::move(roots), 0, std::move(names), std::move(*run)});
  } else if (section == nullptr) {
    return false;
  } else if (auto* end = std::get_if<JournalEnd>(&*parsed)) {
    section->end = std::move(*end);
    section->end_offset = offset;
  } else if (const auto* sync = std::get_if<JournalSync>(&*parsed)) {
    section->synced = sync->bytes;
    section->sync_offset = offset;
  }
  return true;
}

// Those of one journal stay as they stand in it.
void JournalIndex::sort_sections() {
  std::vector<std::uint32_t> order(sections_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [this](auto a, auto b) { return sections_[a].order < sections_[b].order; });
  std::vector<Section> sections;
  std::vector<std::uint32_t> rank(order.size());
  for (const std::uint32_t section : order) {
    rank[section] = static_cast<std::uint32_t>(sections.size());
    sections.push_back(std::move(sections_[section]));
    if (sections.back().run) runs_.push_back(*sections.back().run);
  }
  sections_ = std::move(sections);
  for (Entry& entry : entries_) entry.section = rank[entry.section] & kSectionBits;
  for (Damage& damage : damages_) {
    damage.section = damage.section < rank.size() ? rank[damage.section] : static_cast<std::uint32_t>(rank.size());
  }
  if (!sections_.empty()) last_end_ = sections_.back().end;
}

bool JournalIndex::is_before(const Entry& a, const Entry& b) noexcept {
  return a.section != b.section ? a.section < b.section : a.offset < b.offset;
}

// Sources are renamed, and inputs given otherwise: then an output has a new image, and what the old one's line tells of
// it is not so any more.
void JournalIndex::drop_former_owners() {
  std::vector<Claim> claims = std::exchange(claims_, {});
  if (sections_.size() < 2) return;  // one run gives no output to two images
  const std::vector<bool> is_last = find_last_lines();
  std::vector<std::uint32_t> left(entries_.size());
  for (const Claim& claim : claims) ++left[claim.line];
  std::sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) { return a.output() < b.output(); });
  for (auto group = claims.begin(); group != claims.end();) {
    const auto end =
        std::find_if(group, claims.end(), [&](const Claim& claim) { return claim.output() != group->output(); });
    const auto newest = std::max_element(
        group, end, [this](const Claim& a, const Claim& b) { return is_before(entries_[a.line], entries_[b.line]); });
    if (!is_last[newest->line]) orphan_lines_.push_back(entries_[newest->line]);
    for (auto claim = group; claim != end; ++claim) {
      if (entries_[claim->line].path != entries_[newest->line].path) --left[claim->line];
    }
    group = end;
  }
  std::vector<bool> had(entries_.size());
  for (const Claim& claim : claims) had[claim.line] = true;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (had[i] && left[i] == 0) entries_[i].length = 0;  // until keep_last_lines()
  }
}

// Of the lines as they were read, whether each is the last one of its path.
std::vector<bool> JournalIndex::find_last_lines() const {
  std::vector<std::uint32_t> order(entries_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [this](std::uint32_t i, std::uint32_t j) {
    const Entry& a = entries_[i];
    const Entry& b = entries_[j];
    return a.path != b.path ? a.path < b.path : is_before(a, b);
  });
  std::vector<bool> is_last(entries_.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    is_last[order[i]] = i + 1 == order.size() || entries_[order[i]].path != entries_[order[i + 1]].path;
  }
  return is_last;
}

void JournalIndex::keep_last_lines() {
  // Of each path the last line comes first.
  std::sort(entries_.begin(), entries_.end(),
            [](const Entry& a, const Entry& b) { return a.path != b.path ? a.path < b.path : is_before(b, a); });
  const auto same_path = [](const Entry& a, const Entry& b) { return a.path == b.path; };
  entries_.erase(std::unique(entries_.begin(), entries_.end(), same_path), entries_.end());
  std::erase_if(entries_, [](const Entry& entry) { return entry.length == 0; });
  for (const Entry& entry : entries_) ++counts_[entry.status];
  in_order_.resize(entries_.size());
  std::iota(in_order_.begin(), in_order_.end(), 0U);
  std::sort(in_order_.begin(), in_order_.end(), [this](std::uint32_t a, std::uint32_t b) {
    return std::tuple(sections_[entries_[a].section].file, entries_[a].offset) <
           std::tuple(sections_[entries_[b].section].file, entries_[b].offset);
  });
}

void JournalIndex::count_inputs() {
  for (Section& section : sections_) {
    const auto same =
        std::find_if(inputs_.begin(), inputs_.end(), [&](const Inputs& each) { return each.roots == section.roots; });
    section.inputs = static_cast<std::size_t>(same - inputs_.begin());
    if (same == inputs_.end()) inputs_.push_back({section.roots});
  }
  for (const Entry& entry : entries_) {
    const bool is_image = static_cast<JournalStatus>(entry.status) != JournalStatus::listed;
    if (is_image) ++inputs_[sections_[entry.section].inputs].images;
  }
}

std::optional<std::size_t> JournalIndex::inputs_of(std::string_view path) const noexcept {
  const Entry* const entry = find_entry(path);
  return entry != nullptr ? std::optional(sections_[entry->section].inputs) : std::nullopt;
}

std::uint64_t JournalIndex::done_otherwise(std::uint64_t recipe) const noexcept {
  const auto is_other = [&](const Entry& entry) {
    const auto& run = sections_[entry.section].run;
    return static_cast<JournalStatus>(entry.status) == JournalStatus::done && run && run->recipe != recipe;
  };
  return static_cast<std::uint64_t>(std::count_if(entries_.begin(), entries_.end(), is_other));
}

const JournalIndex::Entry* JournalIndex::find_entry(std::string_view path) const noexcept {
  const Hash hash = hash_of(path);
  const auto entry = std::lower_bound(entries_.begin(), entries_.end(), hash,
                                      [](const Entry& each, const Hash& wanted) { return each.path < wanted; });
  return entry != entries_.end() && entry->path == hash ? &*entry : nullptr;
}

std::optional<JournalStatus> JournalIndex::status_of(std::string_view path) const noexcept {
  const Entry* const entry = find_entry(path);
  return entry != nullptr ? std::optional(static_cast<JournalStatus>(entry->status)) : std::nullopt;
}

std::optional<JournalImage> JournalIndex::find(std::string_view path, JournalParser& parser) const {
  const Entry* const entry = find_entry(path);
  if (entry == nullptr) return std::nullopt;
  auto image = read_entry(*entry, parser);
  return image && image->path == path ? std::move(image) : std::nullopt;
}

std::optional<JournalImage> JournalIndex::at(std::size_t position, JournalParser& parser) const {
  return read_entry(entries_[in_order_[position]], parser);
}

std::optional<JournalImage> JournalIndex::read_entry(const Entry& entry, JournalParser& parser) const {
  std::string line(entry.length, '\0');
  const int file = files_[sections_[entry.section].file].descriptor.get();
  if (::pread(file, line.data(), line.size(), static_cast<off_t>(entry.offset)) != static_cast<ssize_t>(line.size())) {
    return std::nullopt;
  }
  auto parsed = parser.parse(line);
  auto* image = parsed ? std::get_if<JournalImage>(&*parsed) : nullptr;
  if (image == nullptr) return std::nullopt;
  image->path = identity_of(std::move(image->path), entry.section);
  image->status = static_cast<JournalStatus>(entry.status);
  return std::move(*image);
}

std::string JournalIndex::identity_of(std::string path, std::size_t section) const {
  const auto& names = sections_[section].names;
  return names && path.starts_with('/') ? names->identity_of(path).value_or(std::move(path)) : std::move(path);
}

std::uint64_t JournalIndex::damaged_lines(const std::string& journal) const noexcept {
  const auto file = std::find_if(files_.begin(), files_.end(), [&](const File& each) { return each.path == journal; });
  if (file == files_.end()) return 0;
  const auto position = static_cast<std::size_t>(file - files_.begin());
  const bool has_section =
      std::any_of(sections_.begin(), sections_.end(), [&](const Section& each) { return each.file == position; });
  return has_section ? file->unreadable : std::max<std::uint64_t>(file->unreadable, 1);
}

std::uint64_t JournalIndex::next_order() const noexcept {
  return sections_.empty() ? 1 : sections_.back().order.run + 1;
}

std::string JournalIndex::journal_of(std::string_view path) const {
  const Entry* const entry = find_entry(path);
  return entry != nullptr ? files_[sections_[entry->section].file].path : std::string();
}

JournalIndex::FileFacts JournalIndex::facts_of(const std::string& path) const {
  FileFacts facts;
  const auto file = std::find_if(files_.begin(), files_.end(), [&](const File& each) { return each.path == path; });
  if (file == files_.end()) return facts;
  const auto position = static_cast<std::size_t>(file - files_.begin());
  std::vector<bool> has_live_lines(sections_.size());
  for (const std::uint32_t each : in_order_) {
    const Entry& entry = entries_[each];
    if (sections_[entry.section].file != position) continue;
    facts.live_offsets.push_back(entry.offset);
    has_live_lines[entry.section] = true;
  }
  // For `prune`. A line may tell of several outputs.
  for (const Entry& entry : orphan_lines_) {
    if (sections_[entry.section].file != position) continue;
    facts.live_offsets.push_back(entry.offset);
    has_live_lines[entry.section] = true;
  }
  std::vector<std::size_t> own;
  for (std::size_t i = 0; i < sections_.size(); ++i) {
    if (sections_[i].file == position && sections_[i].run) own.push_back(i);
  }
  bool has_unfinished = false;
  for (const std::size_t i : own) {
    const Section& section = sections_[i];
    // The first run says since when outputs may be tbbimg's, the last which command goes on, those that are interrupted
    // what is not to be trusted, and those behind them what is again.
    const bool is_needed = i == own.front() || i == own.back() || !section.is_whole() || has_unfinished;
    if (!has_live_lines[i] && !is_needed) continue;
    has_unfinished = has_unfinished || !section.is_whole();
    facts.live_offsets.push_back(section.offset);
    if (section.end) facts.live_offsets.push_back(section.end_offset);
    if (!section.end && section.synced > 0) {
      facts.live_offsets.push_back(section.sync_offset);
      facts.sync_points.push_back(section.synced);
    }
  }
  std::sort(facts.live_offsets.begin(), facts.live_offsets.end());
  facts.live_offsets.erase(std::unique(facts.live_offsets.begin(), facts.live_offsets.end()), facts.live_offsets.end());
  std::sort(facts.sync_points.begin(), facts.sync_points.end());
  facts.lines = file->lines;
  facts.is_damaged = std::any_of(interruptions_.begin(), interruptions_.end(), [&](const Interruption& each) {
    return each.kind == Interruption::Kind::damaged && each.journal == path;
  });
  facts.foreign_lines = file->foreign;
  facts.useless_lines = file->lines - file->foreign - facts.live_offsets.size();
  return facts;
}

}  // namespace tbbimg
