#include "engine/io/skip.hpp"

#include <array>

#include "kernels/core/sentence.hpp"

namespace tbbimg {
namespace {

struct Words {
  SkipKind kind;
  std::string_view name;
  std::string_view sentence;
  std::string_view heading;  // of their number
};

constexpr std::array<Words, kSkipKinds> kWords = {{
    {SkipKind::none, "none", "", ""},
    {SkipKind::not_image, "not_image", "not an image", "not images"},
    {SkipKind::not_regular, "not_regular", "not a regular file", "not regular files"},
    {SkipKind::link_to_folder, "link_to_folder",
     "a link to a folder is not followed; --follow follows it, or give the folder as an input of its own",
     "links to folders (--follow follows them)"},
    {SkipKind::link_loop, "link_loop", "a link leads back to this folder from below it",
     "folders that links lead back to"},
    {SkipKind::temporary, "temporary", "a temporary file of an interrupted run", "temporary files of interrupted runs"},
    {SkipKind::outputs_exist, "outputs_exist", "its output is there already; --overwrite makes it anew",
     "outputs already there (--overwrite makes them anew)"},
    {SkipKind::no_variant, "no_variant", "no variant of the recipe is for it", "no variant for them"},
    {SkipKind::done_before, "done_before", "done before, as the journal says", "done before, as the journal says"},
    {SkipKind::not_failed, "not_failed", "had not failed before", "had not failed before"},
    {SkipKind::hidden, "hidden", "hidden, or a folder that a system keeps for itself; --hidden takes it",
     "hidden (--hidden takes them)"},
    {SkipKind::not_selected, "not_selected",
     "not selected: see --include, --exclude, --min-size, --newer-than and --max-depth", "not selected"},
    {SkipKind::other_outputs, "other_outputs",
     "a folder of another run's outputs is left out; give it as an input of its own to take it",
     "folders of other runs' outputs"},
    {SkipKind::named_before, "named_before", "already named earlier in the list", "listed more than once"},
    {SkipKind::named_folder, "named_folder", "a folder, and --files-from names files", "folders named by --files-from"},
    {SkipKind::other, "other", "other reasons", "other reasons"},
}};

constexpr bool is_in_order() noexcept {
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (kWords[i].kind != static_cast<SkipKind>(i)) return false;
  }
  return true;
}
static_assert(is_in_order());

const Words& words_of(SkipKind kind) noexcept { return kWords[static_cast<std::size_t>(kind)]; }

}  // namespace

std::string_view to_string(SkipKind kind) noexcept { return words_of(kind).name; }

std::string sentence_of(SkipKind kind) { return Sentence(words_of(kind).sentence).text(); }

std::string heading_of(SkipKind kind) { return Sentence(words_of(kind).heading).text(); }

std::string sentence_of(const Skip& skip) {
  if (skip.detail.empty()) return sentence_of(skip.kind);
  const Sentence detail(skip.detail);
  return skip.kind == SkipKind::other ? detail.text() : sentence_of(skip.kind) + ": " + detail.text();
}

Status check_glob(std::string_view glob) {
  const std::string_view whole = glob;
  if (glob.starts_with('!')) glob.remove_prefix(1);
  if (glob.empty() || glob.find_first_not_of('/') == std::string_view::npos ||
      glob.find('\0') != std::string_view::npos) {
    return fail(ErrorCode::invalid_argument,
                "'" + std::string(whole) + "' is no glob; write *.tif, raw/, /2019 or **/old/*");
  }
  return {};
}

}  // namespace tbbimg
