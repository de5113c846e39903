#include "engine/run/prune.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <map>
#include <set>
#include <system_error>
#include <unordered_set>
#include <utility>

#include "engine/files/directory_sink.hpp"
#include "engine/files/file.hpp"
#include "engine/files/folder_below.hpp"
#include "engine/files/input_names.hpp"
#include "engine/io/file_hash.hpp"
#include "engine/journal/detail/line_reader.hpp"
#include "engine/journal/journal_folder.hpp"
#include "engine/journal/journal_writer.hpp"
#include "engine/run/run_spec.hpp"
#include "kernels/core/path.hpp"

namespace tbbimg {
namespace {

bool is_gone(const std::string& path) noexcept {
  struct stat status {};
  return ::stat(path.c_str(), &status) != 0 && (errno == ENOENT || errno == ENOTDIR);
}

// An empty folder may be where something is not mounted.
bool is_reachable(const std::string& root) {
  std::error_code error;
  if (std::filesystem::is_directory(root, error)) return !std::filesystem::is_empty(root, error) && !error;
  return std::filesystem::exists(root, error) && !error;
}

// The first link on the way to a file, or the file itself, that leads nowhere, or where something is not mounted; empty
// if there is none.
std::string lost_link_on(const std::string& path) {
  for (std::size_t end = 0; end != std::string::npos;) {
    end = path.find('/', end + 1);
    const std::string above = path.substr(0, end);
    std::error_code error;
    if (std::filesystem::is_symlink(above, error) && !is_reachable(above)) return above;
  }
  return {};
}

Result<std::set<std::string>> variants_of(const JournalIndex& index) {
  TBBIMG_ASSIGN_OR_RETURN(const RunSpec spec, run_spec_from_json(index.runs().back().spec));
  const auto recipe =
      make_recipe(spec, OperationRegistry::with_builtin_operations(), CodecRegistry::with_builtin_codecs());
  if (!recipe) return fail(recipe.error().front());
  std::set<std::string> variants;
  for (const Variant& variant : recipe->variants()) variants.insert(variant.name);
  return variants;
}

class Search {
 public:
  Search(const JournalIndex& index, const std::string& output, std::set<std::string> variants)
      : index_(index), output_(output), variants_(std::move(variants)) {}

  [[nodiscard]] Result<Orphans> run() {
    find_gone_sources();
    TBBIMG_ASSIGN_OR_RETURN(const auto journals, find_journals(output_));
    for (const std::string& journal : journals) TBBIMG_RETURN_IF_ERROR(read(journal));
    for (auto& [path, orphan] : found_) {
      struct stat status {};
      const bool is_there = ::lstat((output_ + "/" + path).c_str(), &status) == 0;
      (is_there ? orphans_.list : orphans_.missing).push_back(std::move(orphan));
    }
    return std::move(orphans_);
  }

 private:
  void find_gone_sources() {
    std::vector<std::vector<std::string>> gone(index_.inputs().size());
    std::vector<std::uint64_t> images(gone.size());
    std::vector<InputNames> names;
    for (const auto& inputs : index_.inputs()) names.emplace_back(inputs.roots, "/");
    const InputNames last(index_.runs().back().roots, "/");
    std::set<std::string> lost_links;
    JournalParser parser;
    for (std::size_t i = 0; i < index_.images(); ++i) {
      const auto image = index_.at(i, parser);
      if (!image || image->path.ends_with('/') || image->status == JournalStatus::pruned) continue;
      const std::size_t inputs = index_.inputs_of(image->path).value_or(0);
      ++images[inputs];
      // After a move, it lies below the roots of the last run.
      const std::string path = names[inputs].path_of(image->path);
      if (!is_gone(path) || !is_gone(last.path_of(image->path))) continue;
      if (std::string link = lost_link_on(path); !link.empty()) {
        lost_links.insert(std::move(link));
      } else {
        gone[inputs].push_back(image->path);
      }
    }
    for (std::size_t i = 0; i < gone.size(); ++i) {
      const auto& roots = index_.inputs()[i].roots;
      const bool is_in_doubt = !std::all_of(roots.begin(), roots.end(), is_reachable) || gone[i].size() == images[i];
      if (gone[i].empty()) continue;
      if (is_in_doubt) {
        orphans_.in_doubt.insert(orphans_.in_doubt.end(), roots.begin(), roots.end());
      } else {
        gone_.insert(gone[i].begin(), gone[i].end());
      }
    }
    orphans_.in_doubt.insert(orphans_.in_doubt.end(), lost_links.begin(), lost_links.end());
    keep_current(parser);
  }

  // What the last lines of images list whose sources are there.
  void keep_current(JournalParser& parser) {
    for (std::size_t i = 0; i < index_.images(); ++i) {
      const auto image = index_.at(i, parser);
      if (!image || gone_.contains(image->path)) continue;
      for (const JournalOutput& output : image->outputs) {
        if (image->status != JournalStatus::done || variants_.contains(output.variant))
          kept_.insert(file_hash(output.path));
      }
    }
  }

  [[nodiscard]] Status read(const std::string& journal) {
    const FileDescriptor file(::open(journal.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.valid()) return fail(system_error(errno, journal, "cannot be read", Stage::read));
    detail::LineReader reader(file.get());
    JournalParser parser;
    JournalParser last_parser;
    while (const auto line = reader.next()) {
      const auto parsed = parser.parse(line->text);
      const auto* image = parsed ? std::get_if<JournalImage>(&*parsed) : nullptr;
      if (image != nullptr && !image->outputs.empty()) take(*image, last_parser);
    }
    if (reader.error() != 0) return fail(system_error(reader.error(), journal, "cannot be read", Stage::read));
    return {};
  }

  void take(const JournalImage& image, JournalParser& parser) {
    const bool is_source_gone = gone_.contains(image.path);
    if (!is_source_gone) {
      // Of an image that is not done now, all that it ever had stays.
      const auto last = index_.find(image.path, parser);
      if (!last || last->status != JournalStatus::done) return;
    }
    for (const JournalOutput& output : image.outputs) {
      if (kept_.contains(file_hash(output.path))) continue;
      const auto why = is_source_gone                       ? Orphan::Why::source_gone
                       : variants_.contains(output.variant) ? Orphan::Why::renamed
                                                            : Orphan::Why::variant_gone;
      found_.insert_or_assign(output.path,
                              Orphan{why, output.path, image.path, output.variant, output.bytes, output.hash});
    }
  }

  const JournalIndex& index_;
  const std::string& output_;
  const std::set<std::string> variants_;
  std::unordered_set<std::string> gone_;    ///< identities
  std::unordered_set<std::uint64_t> kept_;  ///< hashes of outputs' names
  std::map<std::string, Orphan> found_;     ///< by path
  Orphans orphans_;
};

// Why it stays; empty: it is what was written.
std::string why_left(const std::string& output, const Orphan& orphan, DirectorySink& sink) {
  if (!orphan.hash) return "it was there before the first run";
  if (const auto keeps = sink.keeps(orphan.path, IfExists::replace); !keeps) return keeps.error().to_string();
  const std::string path = output + "/" + orphan.path;
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return "it is no file any more";
  const auto file = read_file(path, orphan.bytes, {});
  if (!file) return file.error().message.text();
  if (file->size() != orphan.bytes || file_hash(file->bytes()) != *orphan.hash) return "it is not what was written";
  return {};
}

// The file, and the folders above it as far as they are empty then.
Status remove_below(int root, const std::string& output, const std::string& path) {
  const auto [folder, name] = split_path(path);
  TBBIMG_ASSIGN_OR_RETURN(const FileDescriptor place, open_folder_below(root, output, folder, IfMissing::fail));
  if (::unlinkat(place.get(), std::string(name).c_str(), 0) != 0) {
    return fail(system_error(errno, output + "/" + path, "cannot be removed", Stage::write));
  }
  for (std::string_view empty = folder; !empty.empty(); empty = split_path(empty).folder) {
    const auto above = open_folder_below(root, output, split_path(empty).folder, IfMissing::fail);
    const std::string last(split_path(empty).file_name);
    if (!above || ::unlinkat(above->get(), last.c_str(), AT_REMOVEDIR) != 0) break;
  }
  return {};
}

// The images' last lines without what has been removed.
Status note(const JournalIndex& index, const std::set<std::string>& images, const std::set<std::string>& removed) {
  std::map<std::string, std::vector<JournalImage>> by_journal;
  JournalParser parser;
  for (const std::string& identity : images) {
    auto image = index.find(identity, parser);
    if (!image) continue;
    const std::size_t before = image->outputs.size();
    std::erase_if(image->outputs, [&removed](const JournalOutput& each) { return removed.contains(each.path); });
    if (image->outputs.size() == before) continue;
    image->status = JournalStatus::pruned;
    by_journal[index.journal_of(identity)].push_back(*std::move(image));
  }
  for (const auto& [journal, lines] : by_journal) {
    TBBIMG_ASSIGN_OR_RETURN(const auto writer, JournalWriter::open(journal));
    for (const JournalImage& line : lines) writer->append(to_line(line));
    TBBIMG_RETURN_IF_ERROR(writer->close());
  }
  return {};
}

}  // namespace

std::string sentence_of(const Orphan& orphan) {
  switch (orphan.why) {
    case Orphan::Why::source_gone: return "its source " + orphan.image + " is gone";
    case Orphan::Why::variant_gone: return "the last recipe has no variant '" + orphan.variant + "'";
    case Orphan::Why::renamed: return "the last run has given it another name";
  }
  return {};
}

Result<Orphans> find_orphans(const JournalIndex& index, const std::string& output) {
  TBBIMG_ASSIGN_OR_RETURN(auto variants, variants_of(index));
  return Search(index, output, std::move(variants)).run();
}

Result<PruneCounts> prune(const JournalIndex& index, const std::string& output, const Orphans& orphans,
                          const std::function<void(const Orphan&, const std::string& why)>& tell,
                          const std::stop_token& stop) {
  TBBIMG_ASSIGN_OR_RETURN(const JournalLock lock, lock_journal(output, journal_name({})));
  TBBIMG_ASSIGN_OR_RETURN(const auto sink, DirectorySink::inspect(output, index.runs().back().roots));
  const FileDescriptor root(::open(output.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root.valid()) return fail(system_error(errno, output, "cannot be opened", Stage::write));
  PruneCounts counts;
  std::set<std::string> removed;
  std::set<std::string> images;
  for (const Orphan& orphan : orphans.missing) {
    removed.insert(orphan.path);
    images.insert(orphan.image);
  }
  for (const Orphan& orphan : orphans.list) {
    if (stop.stop_requested()) break;
    std::string why = why_left(output, orphan, *sink);
    if (why.empty()) {
      if (const Status status = remove_below(root.get(), output, orphan.path); !status)
        why = status.error().to_string();
    }
    if (!why.empty()) {
      ++counts.left;
      tell(orphan, why);
      continue;
    }
    ++counts.removed;
    counts.bytes += orphan.bytes;
    removed.insert(orphan.path);
    images.insert(orphan.image);
  }
  TBBIMG_RETURN_IF_ERROR(note(index, images, removed));
  return counts;
}

}  // namespace tbbimg
