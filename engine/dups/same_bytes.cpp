#include "engine/dups/same_bytes.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include "engine/dups/parallel.hpp"
#include "engine/files/file_descriptor.hpp"
#include "engine/files/file_id.hpp"

namespace tbbimg::dups {
namespace {

using Places = std::vector<std::size_t>;

constexpr std::size_t kChunk = std::size_t{256} << 10;

// A file that is read from its beginning.
class Bytes {
 public:
  [[nodiscard]] static Result<Bytes> open(const std::string& path) {
    // Not blocking: somebody may have put a pipe in the file's place.
    Bytes bytes(path,
                FileDescriptor(uninterrupted([&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); })));
    if (!bytes.file_.valid()) return fail(system_error(errno, path, "cannot open", Stage::read));
    return bytes;
  }

  /// The next kChunk bytes, fewer at the end.
  [[nodiscard]] Result<std::span<const char>> next() {
    std::size_t filled = 0;
    while (filled < buffer_.size()) {
      const auto count =
          uninterrupted([&] { return ::read(file_.get(), buffer_.data() + filled, buffer_.size() - filled); });
      if (count < 0) return fail(system_error(errno, path_, "cannot read", Stage::read));
      if (count == 0) break;
      filled += static_cast<std::size_t>(count);
    }
    return std::span<const char>(buffer_.data(), filled);
  }

 private:
  Bytes(std::string path, FileDescriptor file) : path_(std::move(path)), file_(std::move(file)), buffer_(kChunk) {}
  std::string path_;
  FileDescriptor file_;
  std::vector<char> buffer_;
};

Result<bool> are_the_same(const std::string& a, const std::string& b) {
  TBBIMG_ASSIGN_OR_RETURN(Bytes of_a, Bytes::open(a));
  TBBIMG_ASSIGN_OR_RETURN(Bytes of_b, Bytes::open(b));
  for (;;) {
    TBBIMG_ASSIGN_OR_RETURN(const std::span<const char> from_a, of_a.next());
    TBBIMG_ASSIGN_OR_RETURN(const std::span<const char> from_b, of_b.next());
    if (!std::equal(from_a.begin(), from_a.end(), from_b.begin(), from_b.end())) return false;
    if (from_a.size() < kChunk) return true;
  }
}

std::vector<Places> by_size(std::span<const SizedFile> files) {
  Places order(files.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return files[a].bytes < files[b].bytes; });
  std::vector<Places> groups;
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i + 1;
    while (end < order.size() && files[order[end]].bytes == files[order[i]].bytes) ++end;
    if (end - i > 1) {
      groups.emplace_back(order.begin() + static_cast<std::ptrdiff_t>(i),
                          order.begin() + static_cast<std::ptrdiff_t>(end));
    }
    i = end;
  }
  return groups;
}

// Files of one size and one hash, by what they are: more than one group if the hash has collided.
std::vector<Places> by_bytes(std::span<const SizedFile> files, const Places& alike, const OnFailure& on_failure) {
  std::vector<Places> groups;
  for (const std::size_t place : alike) {
    bool is_settled = false;
    for (Places& group : groups) {
      auto same = are_the_same(files[group.front()].path, files[place].path);
      if (!same) on_failure(same.error().path == files[place].path ? place : group.front(), same.error());
      if (same && *same) group.push_back(place);
      is_settled = !same || *same;
      if (is_settled) break;
    }
    if (!is_settled) groups.push_back({place});
  }
  return groups;
}

}  // namespace

std::vector<Places> same_bytes(std::span<const SizedFile> files, int threads, const HashOfFile& hash_of,
                               const OnFailure& on_failure) {
  Places to_hash;
  for (const Places& group : by_size(files)) to_hash.insert(to_hash.end(), group.begin(), group.end());
  std::vector<std::optional<std::uint64_t>> hashes(to_hash.size());
  for_each_of(to_hash.size(), threads, [&](std::size_t i) { hashes[i] = hash_of(to_hash[i]); });

  std::map<std::pair<std::uint64_t, std::uint64_t>, Places> by_hash;
  for (std::size_t i = 0; i < to_hash.size(); ++i) {
    if (hashes[i]) by_hash[{files[to_hash[i]].bytes, *hashes[i]}].push_back(to_hash[i]);
  }
  std::vector<Places> alike;
  for (auto& [key, places] : by_hash) {
    if (places.size() > 1) alike.push_back(std::move(places));
  }
  std::vector<Places> groups;
  std::mutex mutex;
  for_each_of(alike.size(), threads, [&](std::size_t i) {
    std::vector<Places> found = by_bytes(files, alike[i], on_failure);
    const std::lock_guard lock(mutex);
    for (Places& group : found) {
      if (group.size() > 1) groups.push_back(std::move(group));
    }
  });
  std::sort(groups.begin(), groups.end());
  return groups;
}

std::vector<std::size_t> first_names(std::span<const SizedFile> files) {
  std::vector<std::size_t> first(files.size());
  for (std::size_t i = 0; i < first.size(); ++i) first[i] = i;
  for (const Places& group : by_size(files)) {
    std::map<FileId, std::size_t> known;
    for (const std::size_t place : group) {
      struct stat status {};
      if (::stat(files[place].path.c_str(), &status) != 0) continue;  // reading it will tell
      first[place] = known.emplace(FileId(status), place).first->second;
    }
  }
  return first;
}

}  // namespace tbbimg::dups
