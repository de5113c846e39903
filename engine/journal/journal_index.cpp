#include "engine/journal/journal_index.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <numeric>
#include <tuple>

#define XXH_INLINE_ALL  // headers only: nothing to link
#include <xxhash.h>

#include "engine/journal/detail/line_reader.hpp"
#include "engine/journal/journal_folder.hpp"

namespace tbbimg {
namespace {

constexpr std::string_view kImageStart = R"({"type":"image",)";

Error of_another_schema(std::int64_t schema, const std::string& path) {
  return {ErrorCode::unsupported,
          "was written by another version of tbbimg (schema " + std::to_string(schema) +
              "), which this one cannot read; use that version, or choose another output folder",
          Stage::none, path, false};
}

}  // namespace

Result<JournalIndex> JournalIndex::load(const std::string& output) {
  TBBIMG_ASSIGN_OR_RETURN(const std::vector<std::string> journals, find_journals(output));
  JournalIndex index;
  for (const std::string& journal : journals) TBBIMG_RETURN_IF_ERROR(index.read(journal));
  index.sort_runs();
  index.keep_last_lines();
  return index;
}

JournalIndex::Hash JournalIndex::hash_of(std::string_view path) noexcept {
  const XXH128_hash_t hash = XXH3_128bits(path.data(), path.size());
  return {hash.high64, hash.low64};
}

Status JournalIndex::read(const std::string& path) {
  TBBIMG_ASSIGN_OR_RETURN(FileDescriptor descriptor, open_state_file(path, O_RDONLY, "cannot be opened"));
  File file{path, std::move(descriptor), 0, 0};
  const std::size_t position = files_.size();
  files_.push_back(std::move(file));
  JournalParser parser;
  detail::LineReader reader(files_.back().descriptor.get());
  while (const auto line = reader.next()) TBBIMG_RETURN_IF_ERROR(take(position, line->text, line->offset, parser));
  if (reader.error() != 0) return fail(journal_error(reader.error(), path, "cannot be read"));
  return {};
}

Status JournalIndex::take(std::size_t file, std::string_view line, std::uint64_t offset, JournalParser& parser) {
  ++files_[file].lines;
  const bool is_in_run = !places_.empty() && places_.back().file == file;
  if (line.starts_with(kImageStart)) {
    const auto key = parser.parse_key(line);
    if (key && is_in_run) {
      entries_.push_back({hash_of(key->path), offset, static_cast<std::uint32_t>(line.size()),
                          static_cast<std::uint32_t>(places_.size() - 1) & 0x3FFFFFFF,
                          static_cast<std::uint32_t>(key->status) & 3});
      return {};
    }
  } else if (auto parsed = parser.parse(line)) {
    if (auto* run = std::get_if<JournalRun>(&*parsed)) {
      const std::int64_t order = is_in_run ? std::max(places_.back().order_ms, run->started_ms) : run->started_ms;
      places_.push_back({file, offset, order, std::nullopt, 0});
      runs_.push_back(std::move(*run));
      return {};
    }
    if (auto* end = std::get_if<JournalEnd>(&*parsed); end != nullptr && is_in_run) {
      places_.back().end = std::move(*end);
      places_.back().end_offset = offset;
      return {};
    }
  }
  if (const auto schema = parser.parse_schema(line); schema && *schema != kJournalSchema) {
    return fail(of_another_schema(*schema, files_[file].path));
  }
  ++files_[file].unreadable;
  return {};
}

// Runs of several journals (shards) by when they were started, those of one journal as they stand in it.
void JournalIndex::sort_runs() {
  std::vector<std::uint32_t> order(runs_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [this](auto a, auto b) { return places_[a].order_ms < places_[b].order_ms; });
  std::vector<JournalRun> runs;
  std::vector<RunPlace> places;
  std::vector<std::uint32_t> rank(order.size());
  for (const std::uint32_t run : order) {
    rank[run] = static_cast<std::uint32_t>(runs.size());
    runs.push_back(std::move(runs_[run]));
    places.push_back(std::move(places_[run]));
  }
  runs_ = std::move(runs);
  places_ = std::move(places);
  for (Entry& entry : entries_) entry.run = rank[entry.run] & 0x3FFFFFFF;
  if (!places_.empty()) last_end_ = places_.back().end;
}

void JournalIndex::keep_last_lines() {
  // Of each path the last line comes first.
  std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
    return std::tuple(a.path, ~a.run, ~a.offset) < std::tuple(b.path, ~b.run, ~b.offset);
  });
  const auto same_path = [](const Entry& a, const Entry& b) { return a.path == b.path; };
  entries_.erase(std::unique(entries_.begin(), entries_.end(), same_path), entries_.end());
  for (const Entry& entry : entries_) ++counts_[entry.status];
  in_order_.resize(entries_.size());
  std::iota(in_order_.begin(), in_order_.end(), 0U);
  std::sort(in_order_.begin(), in_order_.end(), [this](std::uint32_t a, std::uint32_t b) {
    return std::tuple(places_[entries_[a].run].file, entries_[a].offset) <
           std::tuple(places_[entries_[b].run].file, entries_[b].offset);
  });
}

std::uint64_t JournalIndex::done_otherwise(std::uint64_t recipe) const noexcept {
  const auto is_other = [&](const Entry& entry) {
    return static_cast<JournalStatus>(entry.status) == JournalStatus::done && runs_[entry.run].recipe != recipe;
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
  const int file = files_[places_[entry.run].file].descriptor.get();
  if (::pread(file, line.data(), line.size(), static_cast<off_t>(entry.offset)) != static_cast<ssize_t>(line.size())) {
    return std::nullopt;
  }
  auto parsed = parser.parse(line);
  auto* image = parsed ? std::get_if<JournalImage>(&*parsed) : nullptr;
  return image != nullptr ? std::optional(std::move(*image)) : std::nullopt;
}

std::string JournalIndex::journal_of(std::string_view path) const {
  const Entry* const entry = find_entry(path);
  return entry != nullptr ? files_[places_[entry->run].file].path : std::string();
}

JournalIndex::FileFacts JournalIndex::facts_of(const std::string& path) const {
  FileFacts facts;
  const auto file = std::find_if(files_.begin(), files_.end(), [&](const File& each) { return each.path == path; });
  if (file == files_.end()) return facts;
  const auto position = static_cast<std::size_t>(file - files_.begin());
  std::vector<bool> has_live_lines(places_.size());
  for (const std::uint32_t each : in_order_) {
    const Entry& entry = entries_[each];
    if (places_[entry.run].file != position) continue;
    facts.live_offsets.push_back(entry.offset);
    has_live_lines[entry.run] = true;
  }
  // The first run says since when outputs may be tbbimg's, the last which command goes on.
  std::vector<std::size_t> runs;
  for (std::size_t run = 0; run < places_.size(); ++run) {
    if (places_[run].file == position) runs.push_back(run);
  }
  for (const std::size_t run : runs) {
    if (!has_live_lines[run] && run != runs.front() && run != runs.back()) continue;
    facts.live_offsets.push_back(places_[run].offset);
    if (places_[run].end) facts.live_offsets.push_back(places_[run].end_offset);
  }
  std::sort(facts.live_offsets.begin(), facts.live_offsets.end());
  facts.lines = file->lines;
  facts.unreadable_lines = file->unreadable;
  facts.useless_lines = file->lines - file->unreadable - facts.live_offsets.size();
  return facts;
}

}  // namespace tbbimg
