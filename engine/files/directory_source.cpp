#include "engine/files/directory_source.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/files/file.hpp"

namespace tbbimg {
namespace {

// Enough to hide the latency of a network's file system, and the bounds of what reading ahead may hold.
constexpr int kThreads = 4;
constexpr std::size_t kFoldersAhead = 8;        // of those that come next
constexpr std::size_t kMaxFoldersAhead = 64;    // with those that others have come before since
constexpr std::size_t kMaxEntriesAhead = 8192;  // in all, and in one folder
constexpr std::size_t kBatchesAhead = 4;

constexpr std::size_t kUnbounded = std::numeric_limits<std::size_t>::max();

}  // namespace

struct DirectorySource::ReadFolder {
  ListedFolder listed;
  BatchAhead first_batch;  ///< null if there is no entry
};

Result<std::unique_ptr<DirectorySource>> DirectorySource::open(DirectorySourceOptions options) {
  if (options.names != nullptr) options.selection.hidden = true;  // somebody has named them
  TBBIMG_ASSIGN_OR_RETURN(FolderReader reader, FolderReader::create(options.roots, options.exclude, options.selection));
  return std::unique_ptr<DirectorySource>(new DirectorySource(std::move(options), std::move(reader)));
}

DirectorySource::DirectorySource(DirectorySourceOptions options, FolderReader reader)
    : options_(std::move(options)), reader_(std::move(reader)), threads_(kThreads) {
  if (options_.names == nullptr) pending_.emplace_back();
}

DirectorySource::~DirectorySource() { closing_ = true; }

bool DirectorySource::stopped() const noexcept { return options_.stop.stop_requested(); }

Result<std::optional<SourceItem>> DirectorySource::next() {
  while (position_ == items_.size()) {
    if (stopped()) return std::nullopt;
    if (!batches_.empty()) {
      TBBIMG_RETURN_IF_ERROR(take_batch());
    } else if (!pending_.empty()) {
      TBBIMG_RETURN_IF_ERROR(open_folder());
    } else {
      TBBIMG_ASSIGN_OR_RETURN(const bool is_open, open_names());
      if (!is_open) return std::nullopt;
    }
  }
  return std::optional(std::move(items_[position_++]));
}

Result<SourceData> DirectorySource::read(const SourceItem& item, const ReadOptions& options) {
  return read_source(item.path, options);
}

Status DirectorySource::check_place(const SourceItem& item) { return reader_.check_place(item, Stage::read); }

Status DirectorySource::open_folder() {
  if (pending_.back().ahead == nullptr) pending_.back().ahead = folder_ahead(pending_.back().relative);
  auto folder = pending_.back().ahead->take(options_.stop);
  if (!folder) return {};
  pending_.back().ahead = nullptr;
  --ahead_folders_;
  if (*folder) {
    ahead_entries_ -= (*folder)->listed.listing->size();
    if (!(*folder)->listed.is_complete) folder = read_folder(pending_.back().relative, kUnbounded);
  }
  if (!*folder) return fail(std::move(*folder).error());
  if (!(*folder)->listed.is_complete) return {};
  pending_.pop_back();
  enter(**std::move(folder));
  return {};
}

Result<bool> DirectorySource::open_names() {
  if (options_.names == nullptr) return false;
  TBBIMG_ASSIGN_OR_RETURN(const auto group, options_.names->next(options_.stop));
  if (group) enter({reader_.list(*group), nullptr});
  return group.has_value();
}

void DirectorySource::enter(ReadFolder folder) {
  listing_ = std::move(folder.listed.listing);
  first_index_ = next_index_;
  next_index_ += listing_->size();
  listing_->set_first_index(first_index_);
  if (options_.inspect_folder) options_.inspect_folder(*listing_);
  next_batch_ = 0;
  if (folder.first_batch != nullptr) {
    next_batch_ = std::min(kBatch, listing_->size());
    batches_.push_back({0, std::move(folder.first_batch)});
  }
  for (auto relative = folder.listed.folders.rbegin(); relative != folder.listed.folders.rend(); ++relative) {
    pending_.push_back({std::move(*relative), nullptr});
  }
  look_ahead();
}

template <class T>
void DirectorySource::post(const std::shared_ptr<Ahead<T>>& work) {
  threads_.post_read([this, work] {
    if (!closing_) work->run();
  });
}

void DirectorySource::look_ahead() {
  for (; batches_.size() <= kBatchesAhead && next_batch_ < listing_->size(); next_batch_ += kBatch) {
    batches_.push_back({next_batch_, batch_ahead(listing_, next_batch_)});
    post(batches_.back().ahead);
  }
  const std::size_t wanted = std::min(kFoldersAhead, pending_.size());
  for (std::size_t i = 0; i < wanted; ++i) {
    Folder& folder = pending_[pending_.size() - 1 - i];
    if (folder.ahead != nullptr) continue;
    if (ahead_folders_ >= kMaxFoldersAhead || ahead_entries_ >= kMaxEntriesAhead) return;
    folder.ahead = folder_ahead(folder.relative);
    post(folder.ahead);
  }
}

Status DirectorySource::take_batch() {
  auto items = batches_.front().ahead->take(options_.stop);
  if (!items) return {};
  if (!*items) {
    batches_.front().ahead = batch_ahead(listing_, batches_.front().begin);
    return fail(std::move(*items).error());
  }
  batches_.pop_front();
  look_ahead();
  items_ = **std::move(items);
  position_ = 0;
  // Known only now: a folder that is read ahead does not know its place yet, nor who else was in it.
  for (SourceItem& item : items_) {
    if (const auto failure = listing_->failures().find(item.index); failure != listing_->failures().end())
      item.failure = failure->second;
    if (const auto skip = listing_->skips().find(item.index); skip != listing_->skips().end())
      item.skip = {skip->second};
    item.index += first_index_;
  }
  return {};
}

DirectorySource::FolderAhead DirectorySource::folder_ahead(const std::string& relative) {
  ++ahead_folders_;
  return std::make_shared<Ahead<ReadFolder>>([this, relative]() -> Result<ReadFolder> {
    TBBIMG_ASSIGN_OR_RETURN(ReadFolder folder, read_folder(relative, kMaxEntriesAhead));
    ahead_entries_ += folder.listed.listing->size();
    if (folder.first_batch != nullptr) folder.first_batch->run();
    return folder;
  });
}

Result<DirectorySource::ReadFolder> DirectorySource::read_folder(const std::string& relative,
                                                                 std::size_t max_entries) const {
  TBBIMG_ASSIGN_OR_RETURN(ListedFolder listed, reader_.list(relative, max_entries, options_.stop));
  BatchAhead first;
  if (listed.is_complete && listed.listing->size() > 0) first = batch_ahead(listed.listing, 0);
  return ReadFolder{std::move(listed), std::move(first)};
}

DirectorySource::BatchAhead DirectorySource::batch_ahead(const std::shared_ptr<FolderListing>& listing,
                                                         std::size_t begin) const {
  return std::make_shared<Ahead<Items>>([this, listing, begin]() -> Result<Items> {
    const std::size_t end = std::min(begin + kBatch, listing->size());
    TBBIMG_ASSIGN_OR_RETURN(Items items, reader_.read_entries(*listing, begin, end, options_.shard));
    for (SourceItem& item : items) item.if_exists = options_.if_exists;
    if (options_.inspect) options_.inspect(items);
    return items;
  });
}

}  // namespace tbbimg
