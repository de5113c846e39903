#include "engine/files/input_names.hpp"

#include <sys/stat.h>

#include <set>
#include <unordered_map>
#include <utility>

#include "engine/files/absolute_path.hpp"
#include "engine/files/folder_listing.hpp"
#include "engine/files/mount_table.hpp"
#include "kernels/core/path.hpp"

namespace tbbimg {
namespace {

bool is_file(const std::string& path) noexcept {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

}  // namespace

InputNames::InputNames(const std::vector<std::string>& inputs, std::string folder) {
  const AbsolutePath absolute(std::move(folder));
  std::unordered_map<std::string, std::string> by_path;
  std::set<std::string, std::less<>> names;
  for (const std::string& input : inputs) {
    const std::string path = absolute(input);
    const auto [known, is_new] = by_path.try_emplace(path);
    if (is_new) {
      const std::string name(file_name_of(path));
      std::string other = name;
      for (int i = 2; !names.insert(other).second; ++i) other = name + "#" + std::to_string(i);
      known->second = std::move(other);
    }
    inputs_.push_back({path, known->second});
  }
  are_several_ = by_path.size() > 1;
}

std::string_view InputNames::prefix(std::size_t i) const noexcept {
  return are_several_ ? std::string_view(inputs_[i].name) : std::string_view();
}

std::optional<std::string> InputNames::identity_of(std::string_view path) const {
  std::size_t nearest = inputs_.size();
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    const bool is_nearer = nearest == inputs_.size() || inputs_[i].path.size() > inputs_[nearest].path.size();
    if (is_nearer && (path == inputs_[i].path || is_path_in(path, inputs_[i].path))) nearest = i;
  }
  if (nearest == inputs_.size()) return std::nullopt;
  std::string_view below = path.substr(inputs_[nearest].path.size());
  if (below.starts_with('/')) below.remove_prefix(1);
  return below.empty() ? inputs_[nearest].name : joined_path(std::string(prefix(nearest)), below);
}

std::string InputNames::path_of(std::string_view identity) const {
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    const auto& [path, name] = inputs_[i];
    if (identity == name && (are_several_ || is_file(path))) return path;
    if (!are_several_) return joined_path(path, identity.starts_with("./") ? identity.substr(2) : identity);
    if (identity.starts_with(name + "/")) return joined_path(path, identity.substr(name.size() + 1));
  }
  return std::string(identity);
}

std::string folder_identity(std::string_view prefix, const std::string& relative) {
  const std::string folder = joined_path(std::string(prefix), relative);
  return (folder.empty() ? "." : folder) + "/";
}

}  // namespace tbbimg
