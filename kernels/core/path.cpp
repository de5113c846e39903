#include "kernels/core/path.hpp"

#include <algorithm>

#include "kernels/core/words.hpp"

namespace tbbimg {

SplitPath split_path(std::string_view path) noexcept {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return {{}, path};
  return {path.substr(0, std::max<std::size_t>(slash, 1)), path.substr(slash + 1)};
}

std::string_view file_name_of(std::string_view path) noexcept { return split_path(path).file_name; }

std::string folder_of(std::string_view path) {
  const std::string_view folder = split_path(path).folder;
  return folder.empty() ? "." : std::string(folder);
}

std::string_view stem_of(std::string_view file_name) noexcept {
  const std::size_t dot = file_name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? file_name : file_name.substr(0, dot);
}

std::string_view extension_of(std::string_view path) noexcept {
  const std::string_view name = file_name_of(path);
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
}

std::string lower_extension(std::string_view path) { return lower_case(extension_of(path)); }

}  // namespace tbbimg
