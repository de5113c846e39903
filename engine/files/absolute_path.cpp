#include "engine/files/absolute_path.hpp"

namespace tbbimg {
namespace {

bool is_plain(std::string_view path) noexcept {
  return path.find("//") == std::string_view::npos && path.find("/./") == std::string_view::npos &&
         path.find("/../") == std::string_view::npos && !path.ends_with("/.") && !path.ends_with("/..") &&
         (path.size() == 1 || !path.ends_with('/'));
}

}  // namespace

std::string AbsolutePath::operator()(std::string_view path) const {
  std::string absolute = path.starts_with('/') ? std::string(path) : folder_ + "/" + std::string(path);
  if (is_plain(absolute)) return absolute;
  std::string plain;
  for (std::size_t begin = 0; begin < absolute.size();) {
    const std::size_t end = std::min(absolute.find('/', begin), absolute.size());
    const std::string_view part = std::string_view(absolute).substr(begin, end - begin);
    if (part == "..") {
      plain.erase(plain.empty() ? 0 : plain.rfind('/'));
    } else if (!part.empty() && part != ".") {
      plain.append("/").append(part);
    }
    begin = end + 1;
  }
  return plain.empty() ? "/" : plain;
}

}  // namespace tbbimg
