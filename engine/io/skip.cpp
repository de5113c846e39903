#include "engine/io/skip.hpp"

#include <array>

namespace tbbimg {
namespace {

struct Words {
  SkipKind kind;
  std::string_view name;
  std::string_view sentence;
};

constexpr std::array<Words, kSkipKinds> kWords = {{
    {SkipKind::none, "none", ""},
    {SkipKind::not_image, "not_image", "not an image"},
    {SkipKind::not_regular, "not_regular", "not a regular file"},
    {SkipKind::link_to_folder, "link_to_folder",
     "a link to a folder is not followed; give the folder as an input of its own"},
    {SkipKind::temporary, "temporary", "a temporary file of an interrupted run"},
    {SkipKind::outputs_exist, "outputs_exist", "its output is there already; --overwrite makes it anew"},
    {SkipKind::no_variant, "no_variant", "no variant of the recipe is for it"},
    {SkipKind::done_before, "done_before", "done before, as the journal says"},
    {SkipKind::not_failed, "not_failed", "did not fail before"},
    {SkipKind::other, "other", "other reasons"},
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

std::string sentence_of(SkipKind kind) { return std::string(words_of(kind).sentence); }

std::string sentence_of(const Skip& skip) {
  if (skip.detail.empty()) return sentence_of(skip.kind);
  return skip.kind == SkipKind::other ? skip.detail : sentence_of(skip.kind) + ": " + skip.detail;
}

}  // namespace tbbimg
