#include "engine/files/output_name.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <filesystem>
#include <system_error>

#include "engine/files/state_folder.hpp"
#include "engine/io/case_folding.hpp"

namespace tbbimg {
namespace {

bool is_state_folder(std::string_view component) {
  return component.starts_with('.') && case_folded(component) == kStateFolder;
}

std::string_view fault_of(std::string_view component) {
  if (component.empty()) return "has one '/' too many";
  if (component == ".") return "has a '.' between its slashes";
  if (component == "..") return "leads out of the output folder with '..'";
  if (is_state_folder(component)) return "leads into .tbbimg, which is tbbimg's own";
  return component.find('\0') == std::string_view::npos ? std::string_view() : "holds a NUL";
}

}  // namespace

std::string_view fault_of_output_name(std::string_view name) {
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find('/', begin), name.size());
    if (const std::string_view fault = fault_of(name.substr(begin, end - begin)); !fault.empty()) return fault;
    begin = end + 1;
  }
  return {};
}

Status check_output_name(std::string_view name) {
  const std::string_view fault = fault_of_output_name(name);
  if (fault.empty()) return {};
  return fail(ErrorCode::invalid_argument, "its output would be '" + std::string(name) + "', which " +
                                               std::string(fault) + "; choose another --name");
}

std::size_t longest_name_at(const std::string& folder) {
  std::filesystem::path place = folder;
  std::error_code error;
  while (place.has_relative_path() && !std::filesystem::exists(place, error)) place = place.parent_path();
  const long longest = ::pathconf(place.empty() ? "." : place.c_str(), _PC_NAME_MAX);
  return longest > 0 ? static_cast<std::size_t>(longest) : NAME_MAX;
}

Status check_length(const std::string& folder, std::string_view name, std::size_t longest) {
  bool is_too_long = name.size() >= PATH_MAX;
  for (std::size_t begin = 0; begin <= name.size() && !is_too_long;) {
    const std::size_t end = std::min(name.find('/', begin), name.size());
    is_too_long = end - begin > longest;
    begin = end + 1;
  }
  if (!is_too_long) return {};
  return fail(system_error(ENAMETOOLONG, folder + "/" + std::string(name), "cannot be written", Stage::write));
}

}  // namespace tbbimg
