#include "engine/files/folder_listing.hpp"

#include <algorithm>

#include "engine/files/input_names.hpp"
#include "kernels/core/path.hpp"

namespace tbbimg {

std::string joined_path(const std::string& folder, std::string_view name) {
  if (folder.empty()) return std::string(name);
  if (name.empty()) return folder;
  std::string path;
  path.reserve(folder.size() + 1 + name.size());
  path += folder;
  if (path.back() != '/') path += '/';
  return path += name;
}

std::uint32_t FolderListing::add_folder(std::string folder, std::string_view prefix) {
  folders_.push_back(std::move(folder));
  prefixes_.emplace_back(prefix);
  return static_cast<std::uint32_t>(folders_.size() - 1);
}

void FolderListing::add(Kind kind, std::uint32_t folder, std::string_view text) {
  entries_.push_back({texts_.size(), folder, kind});
  texts_ += text;
  texts_ += '\0';
}

void FolderListing::add_given(std::string_view path, std::string_view identity) {
  add(Kind::given, 0, path);
  if (identity != file_name_of(path)) given_names_.emplace(entries_.back().text, identity);
}

void FolderListing::add_unreadable(std::uint32_t folder, Error error) {
  add(Kind::unreadable, folder, {});
  unreadable_.insert_or_assign(folder, std::move(error));
}

void FolderListing::add_left_out(std::uint32_t folder, std::string_view name, SkipKind why) {
  left_out_.emplace(texts_.size(), why);
  add(Kind::left_out, folder, name);
}

void FolderListing::sort(Repeated repeated) {
  std::sort(entries_.begin(), entries_.end(), [this](const Entry& a, const Entry& b) {
    const int order = name(a).compare(name(b));
    return order != 0 ? order < 0 : path(a) < path(b);
  });
  if (repeated == Repeated::stays) return;
  const auto same = [this](const Entry& a, const Entry& b) { return name(a) == name(b) && path(a) == path(b); };
  entries_.erase(std::unique(entries_.begin(), entries_.end(), same), entries_.end());
}

std::string_view FolderListing::name(const Entry& entry) const noexcept {
  const std::string_view whole = text(entry);
  return entry.kind == Kind::given ? file_name_of(whole) : whole;
}

std::string_view FolderListing::name(std::size_t i) const noexcept { return name(entries_[i]); }

std::string FolderListing::path(const Entry& entry) const {
  return entry.kind == Kind::given ? std::string(text(entry)) : joined_path(folders_[entry.folder], text(entry));
}

std::string FolderListing::path(std::size_t i) const { return path(entries_[i]); }

bool FolderListing::is_in(const std::optional<Shard>& part, std::size_t i) const {
  return !part || kind(i) == Kind::unreadable || part->holds(joined_path(relative_, name(i)));
}

std::string FolderListing::folder_identity_of(std::uint32_t folder) const {
  return folder_identity(prefixes_[folder], relative_);
}

std::string FolderListing::identity(const Entry& entry) const {
  if (entry.kind == Kind::unreadable) return folder_identity_of(entry.folder);
  if (entry.kind != Kind::given) return joined_path(joined_path(prefixes_[entry.folder], relative_), text(entry));
  const auto given = given_names_.find(entry.text);
  return given != given_names_.end() ? given->second : std::string(name(entry));
}

SourceItem FolderListing::item(std::size_t i) const {
  const Entry& entry = entries_[i];
  SourceItem item;
  item.path = path(entry);
  item.directory = relative_;
  item.file_name = name(entry);
  item.identity = identity(entry);
  item.index = first_index_ + i;
  if (entry.kind == Kind::unreadable) item.failure = unreadable_.at(entry.folder);
  if (entry.kind == Kind::other) item.skip = {SkipKind::not_regular};
  if (entry.kind == Kind::left_out) item.skip = {left_out_.at(entry.text)};
  return item;
}

}  // namespace tbbimg
