#include "engine/files/output_name.hpp"

#include <algorithm>
#include <string>

#include "engine/files/state_folder.hpp"
#include "engine/io/case_folding.hpp"

namespace tbbimg {
namespace {

bool is_state_folder(std::string_view component) {
  return component.starts_with('.') && case_folded(component) == kStateFolder;
}

std::string_view fault_of(std::string_view component) {
  if (component.empty()) return "has a '/' too many";
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

}  // namespace tbbimg
