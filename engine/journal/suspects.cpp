#include "engine/journal/suspects.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <memory>
#include <utility>

#include "engine/files/state_folder.hpp"
#include "engine/io/file_hash.hpp"

namespace tbbimg {
namespace {

constexpr const char* kFolder = "in-work";
constexpr int kOpenFolder = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
constexpr int kNotes = O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;

bool is_note(std::string_view name) noexcept {
  return name.size() == 16 && name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// A note has its image's identity once for each run that began it, each with a zero behind it.
int runs_in(int folder, const char* name) {
  const FileDescriptor file(::openat(folder, name, O_RDONLY | kNotes));
  char block[4096];
  int runs = 0;
  for (ssize_t count = 0; file.valid() && (count = ::read(file.get(), block, sizeof block)) > 0;) {
    runs += static_cast<int>(std::count(block, block + count, '\0'));
  }
  return runs;
}

}  // namespace

Suspects::Suspects(Options options)
    : options_(std::move(options)),
      state_folder_(::open((options_.output + "/" + std::string(kStateFolder)).c_str(), kOpenFolder)),
      notes_(::openat(state_folder_.get(), kFolder, kOpenFolder)) {
  const int copy = ::fcntl(notes_.get(), F_DUPFD_CLOEXEC, 0);
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(copy < 0 ? nullptr : ::fdopendir(copy), &::closedir);
  while (const dirent* entry = stream == nullptr ? nullptr : ::readdir(stream.get())) {
    if (!is_note(entry->d_name)) continue;
    if (const int runs = runs_in(notes_.get(), entry->d_name); runs > 0) left_.emplace(entry->d_name, runs);
  }
}

// What is empty need not stay.
Suspects::~Suspects() { ::unlinkat(state_folder_.get(), kFolder, AT_REMOVEDIR); }

std::string Suspects::note_of(const SourceItem& item) {
  char name[17];
  std::snprintf(name, sizeof name, "%016" PRIx64, file_hash(item.identity));
  return name;
}

void Suspects::inspect(std::span<SourceItem> items) const {
  if (left_.empty()) return;
  for (SourceItem& item : items) {
    if (item.failure || item.skip) continue;
    const auto note = left_.find(note_of(item));
    if (note == left_.end()) continue;
    item.is_suspect = true;
    const std::string runs = note->second == 1 ? "a run" : std::to_string(note->second) + " runs";
    options_.say(item.path + " was in work when " + runs + " before this one died; it is tried last and alone");
  }
}

void Suspects::on_admitted(const SourceItem& item, std::uint64_t bytes) {
  if (bytes < options_.noted_from) return;
  const std::string name = note_of(item);
  const std::lock_guard lock(mutex_);
  if (!noted_.insert(name).second) return;
  if (!notes_.valid()) {
    ::mkdirat(state_folder_.get(), kFolder, 0777);
    notes_ = FileDescriptor(::openat(state_folder_.get(), kFolder, kOpenFolder));
  }
  const FileDescriptor file(::openat(notes_.get(), name.c_str(), O_WRONLY | O_CREAT | O_APPEND | kNotes, 0666));
  const std::string& identity = item.identity;
  if (file.valid()) static_cast<void>(::write(file.get(), identity.c_str(), identity.size() + 1) < 0);
}

// A suspect that is cancelled stays one.
void Suspects::on_settled(const SettledImage& image) {
  const std::lock_guard lock(mutex_);
  if (left_.empty() && noted_.empty()) return;
  const std::string name = note_of(image.item);
  const bool is_left = left_.contains(name);
  const bool is_noted = noted_.erase(name) > 0;
  if (image.fate == Fate::cancelled ? is_noted && !is_left : is_noted || is_left) {
    ::unlinkat(notes_.get(), name.c_str(), 0);
  }
}

}  // namespace tbbimg
